package io.kafkaaudit.crd;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import com.fasterxml.jackson.databind.deser.DeserializationProblemHandler;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;

/**
 * Reads a resource even where this version does not know a value in it, as after a rollback: one
 * resource that cannot be read would end the watch of all. What is not known is null then, and the
 * resource is marked, see {@link UnreadableField}.
 *
 * @param <T> kind of the resource
 */
abstract class ResourceReader<T extends CustomResource<?, ?>> extends JsonDeserializer<T> {
  private final Class<T> type;
  private final KubernetesSerialization strict;
  private final KubernetesSerialization lenient;

  /** Of AuditLogs. */
  static final class OfAuditLog extends ResourceReader<AuditLog> {
    OfAuditLog() {
      super(AuditLog.class);
    }
  }

  /** Of AuditCredentials. */
  static final class OfAuditCredential extends ResourceReader<AuditCredential> {
    OfAuditCredential() {
      super(AuditCredential.class);
    }
  }

  /** Takes away the annotation that names this reader. */
  @JsonDeserialize
  private static final class Plain {}

  private ResourceReader(Class<T> type) {
    this.type = type;
    strict = new KubernetesSerialization(mapper(type), false);
    lenient =
        new KubernetesSerialization(
            mapper(type)
                .enable(DeserializationFeature.READ_UNKNOWN_ENUM_VALUES_AS_NULL)
                .addHandler(new NullForUnreadable()),
            false);
  }

  /** A field that this version does not have is left out, as everywhere in Kubernetes. */
  private static ObjectMapper mapper(Class<?> type) {
    return new ObjectMapper()
        .addMixIn(type, Plain.class)
        .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);
  }

  @Override
  public T deserialize(JsonParser parser, DeserializationContext context) throws IOException {
    JsonNode tree = context.readTree(parser);
    try {
      return strict.convertValue(tree, type);
    } catch (IllegalArgumentException e) {
      if (!(e.getCause() instanceof JsonMappingException problem)) {
        throw e;
      }
      T read = lenient.convertValue(tree, type);
      UnreadableField.mark(read, problem);
      return read;
    }
  }

  private static final class NullForUnreadable extends DeserializationProblemHandler {
    @Override
    public Object handleWeirdStringValue(
        DeserializationContext context, Class<?> target, String value, String problem)
        throws IOException {
      context.getParser().skipChildren(); // an object is told by its beginning
      return null;
    }

    @Override
    public Object handleWeirdNumberValue(
        DeserializationContext context, Class<?> target, Number value, String problem) {
      return null;
    }

    @Override
    public Object handleUnexpectedToken(
        DeserializationContext context,
        JavaType target,
        JsonToken token,
        JsonParser parser,
        String problem)
        throws IOException {
      parser.skipChildren();
      return null;
    }
  }
}
