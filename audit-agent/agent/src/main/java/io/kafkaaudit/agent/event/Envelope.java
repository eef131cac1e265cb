package io.kafkaaudit.agent.event;

/**
 * The CloudEvents attributes of every event, and the fields that all data begin with. What does not
 * change within a run is made once.
 */
final class Envelope {
  static final String SCHEMA = "https://kafkaaudit.io/schemas/event/v1";
  private static final String CRN = "crn:///kafka=";

  private final JsonWriter json;
  private final byte[] upToCounter;
  private final byte[] upToSubject;
  private final byte[] upToType;
  private final byte[] upToTime;
  private final byte[] upToSequence;
  private final byte[] upToNanos;
  private final byte[] crn;
  private long counter;
  private int subjectFrom;
  private int subjectTo;

  Envelope(JsonWriter json, RunIdentity run) {
    this.json = json;
    JsonWriter part = new JsonWriter();
    part.beginObject().field("specversion", "1.0");
    part.name("id").beginString().text(run.runId()).ascii("-");
    upToCounter = part.cut();
    part.endString().name("source").beginString().ascii(CRN).segment(run.clusterId()).endString();
    part.name("subject").beginString();
    upToSubject = part.cut();
    part.endString().name("type").beginString();
    upToType = part.cut();
    part.endString().name("time").beginString();
    upToTime = part.cut();
    part.endString().field("datacontenttype", "application/json").field("dataschema", SCHEMA);
    part.field("agentid", run.agentId()).name("sequence").beginString();
    upToSequence = part.cut();
    part.endString().name("data").beginObject().name("serviceName").beginString();
    part.ascii(CRN).segment(run.clusterId()).endString().name("monotonicNanos");
    upToNanos = part.cut();
    part.ascii(CRN).segment(run.clusterId());
    crn = part.cut();
  }

  /**
   * @param kind of the resource that the event is about, "" for the cluster itself
   * @param resource its name
   */
  void begin(
      String type, long sequence, long timeMillis, long nanos, String kind, String resource) {
    beginSubject();
    if (!kind.isEmpty()) {
      json.ascii("/").segment(kind).ascii("=").segment(resource);
    }
    endSubject(type, sequence, timeMillis, nanos);
  }

  /** Begins an event about a resource that may be more than a kind and a name. */
  void begin(String type, long sequence, long timeMillis, long nanos, Resource resource) {
    beginSubject();
    resource.write(json);
    endSubject(type, sequence, timeMillis, nanos);
  }

  private void beginSubject() {
    json.reset();
    json.raw(upToCounter).digits(++counter, 20).raw(upToSubject);
    subjectFrom = json.length();
    json.raw(crn);
  }

  private void endSubject(String type, long sequence, long timeMillis, long nanos) {
    subjectTo = json.length();
    json.raw(upToType).ascii(type).raw(upToTime).time(timeMillis);
    json.raw(upToSequence).digits(sequence, 20).raw(upToNanos).value(nanos);
  }

  /** The resource that the event is about. */
  void resourceName() {
    json.name("resourceName").beginString().raw(json.buffer(), subjectFrom, subjectTo).endString();
  }

  void end() {
    json.endObject().endObject();
  }
}
