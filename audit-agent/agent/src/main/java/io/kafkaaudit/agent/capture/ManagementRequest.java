package io.kafkaaudit.agent.capture;

import java.util.Collection;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.kafka.common.requests.AbstractRequest;
import org.apache.kafka.common.requests.AbstractResponse;
import org.apache.kafka.common.requests.RequestContext;
import org.jspecify.annotations.Nullable;

/**
 * A management request from its parsing to its response. It hangs on the broker's RequestContext,
 * so that neither a map nor a thread-local is needed to bring decisions, body and response
 * together.
 */
public final class ManagementRequest {
  private final AbstractRequest body;
  private final Queue<Decision> decisions = new ConcurrentLinkedQueue<>();
  private volatile @Nullable AbstractResponse response;
  private final @Nullable Forwarder forwarder;
  private volatile @Nullable AbstractRequest passedOn;
  private volatile boolean handedBack;
  private volatile boolean enveloped;
  private volatile boolean abandoned;

  /**
   * @param forwarder the broker that sends envelopes on the request's connection; null: none does
   */
  public ManagementRequest(AbstractRequest body, @Nullable Forwarder forwarder) {
    this.body = body;
    this.forwarder = forwarder;
    this.enveloped = forwarder != null;
  }

  /**
   * The one way from a request's context to what the agent knows of it. Null: not a management
   * request, or RequestContext was left as it was.
   */
  public static @Nullable ManagementRequest of(@Nullable Object context) {
    return context instanceof Carrier
        ? (ManagementRequest) ((Carrier) context).kafkaAuditState()
        : null;
  }

  /** Ties this request to its context; false where RequestContext was left as it was. */
  public boolean attachTo(RequestContext context) {
    if (!((Object) context instanceof Carrier)) {
      return false;
    }
    ((Carrier) (Object) context).kafkaAuditState(this);
    return true;
  }

  public AbstractRequest body() {
    return body;
  }

  public void decided(Decision decision) {
    decisions.add(decision);
  }

  /** Those so far, in the order in which they were taken. */
  public Collection<Decision> decisions() {
    return decisions;
  }

  /** The response was built; as the inner response of an envelope on a controller. */
  public void completed(AbstractResponse response, boolean enveloped) {
    this.enveloped = enveloped;
    this.response = response;
  }

  public @Nullable AbstractResponse response() {
    return response;
  }

  /** Whether a broker had passed the request on to this controller. */
  public boolean enveloped() {
    return enveloped;
  }

  /** Which broker that was; null: none, or not known. */
  public @Nullable Forwarder forwardedBy() {
    return enveloped ? forwarder : null;
  }

  /** The connection closed, and still no response was built. */
  public void abandon() {
    abandoned = true;
  }

  public boolean abandoned() {
    return abandoned;
  }

  /**
   * This broker passed the request on: the controller decides and reports it.
   *
   * @param passedOn what the controller gets: the body itself, or a new one without what the broker
   *     does by itself, such as the levels of its loggers
   */
  public void forward(AbstractRequest passedOn) {
    this.passedOn = passedOn;
  }

  /** What the controller got; null: the broker passed nothing on. */
  public @Nullable AbstractRequest passedOn() {
    return passedOn;
  }

  /** Whether nothing of it was left to the broker. */
  @SuppressWarnings("ReferenceEquality")
  public boolean whollyPassedOn() {
    return passedOn == body;
  }

  /** The envelope went back with no response in it: the broker asks another controller. */
  public void handBack() {
    handedBack = true;
  }

  public boolean handedBack() {
    return handedBack;
  }

  /** What the agent makes RequestContext implement. The names cannot clash with the broker's. */
  public interface Carrier {
    @Nullable Object kafkaAuditState();

    void kafkaAuditState(@Nullable Object state);
  }
}
