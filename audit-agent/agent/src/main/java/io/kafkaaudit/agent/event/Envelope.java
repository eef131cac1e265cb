package io.kafkaaudit.agent.event;

/** The CloudEvents attributes of every event, and the fields that all data begin with. */
final class Envelope {
  static final String SCHEMA = "https://kafkaaudit.io/schemas/event/v1";

  private final JsonWriter json;
  private final RunIdentity run;
  private final String agentId;
  private long counter;

  Envelope(JsonWriter json, RunIdentity run) {
    this.json = json;
    this.run = run;
    this.agentId = run.agentId();
  }

  void begin(String type, long sequence, long timeMillis, long nanos, Resource subject) {
    json.reset();
    json.beginObject().field("specversion", "1.0");
    json.name("id").beginString().ascii(run.runId()).ascii("-").digits(++counter, 20).endString();
    json.name("source").beginString();
    crn(Resource.CLUSTER);
    json.endString().name("subject").beginString();
    crn(subject);
    json.endString().field("type", type);
    time("time", timeMillis);
    json.field("datacontenttype", "application/json").field("dataschema", SCHEMA);
    json.field("agentid", agentId);
    json.name("sequence").beginString().digits(sequence, 20).endString();
    json.name("data").beginObject();
    json.name("serviceName").beginString();
    crn(Resource.CLUSTER);
    json.endString().field("monotonicNanos", nanos);
  }

  void resourceName(Resource resource) {
    json.name("resourceName").beginString();
    crn(resource);
    json.endString();
  }

  void time(String name, long millis) {
    json.name(name).beginString();
    Timestamp.write(json, millis);
    json.endString();
  }

  void end() {
    json.endObject().endObject();
  }

  private void crn(Resource resource) {
    json.ascii("crn:///kafka=").segment(run.clusterId());
    if (!resource.kind().isEmpty()) {
      json.ascii("/").segment(resource.kind()).ascii("=").segment(resource.name());
    }
  }
}
