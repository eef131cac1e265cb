package io.kafkaaudit.crd;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;

/** The Kafka cluster that holds the audit topic. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public class DestinationSpec {

  @Size(min = 1, max = 2000)
  @Pattern(SchemaRules.BOOTSTRAP_SERVERS)
  @ValidationRule(
      value = SchemaRules.IS_BOOTSTRAP_SERVERS,
      message =
          "write host:port, several separated by commas without spaces, such as kafka-0.kafka:9093,kafka-1.kafka:9093")
  @JsonPropertyDescription(
      "Addresses (host:port, comma-separated) of the SASL/SCRAM listener that agents and readers use. Absent: the bootstrap.servers of the admin Secret.")
  private String bootstrapServers;

  @Required
  @JsonPropertyDescription("The operator's own access to the destination cluster.")
  private DestinationAdmin admin;

  @JsonPropertyDescription(
      "TLS towards the SASL/SCRAM listener. Present: SASL_SSL. Absent: SASL_PLAINTEXT.")
  private DestinationTls tls;

  public String getBootstrapServers() {
    return bootstrapServers;
  }

  public void setBootstrapServers(String bootstrapServers) {
    this.bootstrapServers = bootstrapServers;
  }

  public DestinationAdmin getAdmin() {
    return admin;
  }

  public void setAdmin(DestinationAdmin admin) {
    this.admin = admin;
  }

  public DestinationTls getTls() {
    return tls;
  }

  public void setTls(DestinationTls tls) {
    this.tls = tls;
  }
}
