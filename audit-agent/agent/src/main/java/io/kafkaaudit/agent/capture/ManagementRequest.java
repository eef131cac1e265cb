package io.kafkaaudit.agent.capture;

import java.util.Arrays;
import org.apache.kafka.common.requests.AbstractRequest;
import org.apache.kafka.common.requests.AbstractResponse;
import org.apache.kafka.common.requests.RequestContext;
import org.jspecify.annotations.Nullable;

/**
 * A management request from its parsing to its response. It hangs on the broker's RequestContext,
 * so that neither a map nor a thread-local is needed to bring decisions, body and response
 * together. The broker's threads fill it one after the other, the encoder thread reads it.
 */
public final class ManagementRequest {
  private static final Decided[] NONE = {};

  private final AbstractRequest body;
  private final @Nullable Forwarder forwarder;
  private final @Nullable Claim claim;
  private Decided[] decisions = NONE;

  /** Written after the array, and read before it. */
  private volatile int decided;

  private volatile boolean asked;
  private volatile boolean allowed;
  private volatile @Nullable AbstractResponse response;
  private volatile @Nullable AbstractRequest passedOn;
  private volatile boolean handedBack;
  private volatile boolean enveloped;
  private volatile boolean abandoned;
  private volatile boolean dropped;

  /**
   * @param forwarder the broker that sends envelopes on the request's connection; null: none does
   * @param claim on what it holds; null: it is not counted
   */
  public ManagementRequest(
      AbstractRequest body, @Nullable Forwarder forwarder, @Nullable Claim claim) {
    this.body = body;
    this.forwarder = forwarder;
    this.claim = claim;
    this.enveloped = forwarder != null;
  }

  /**
   * The one way from a request's context to what the agent knows of it. Null: not a management
   * request, or RequestContext was left as it was.
   */
  public static @Nullable ManagementRequest of(@Nullable Object context) {
    Object state = context instanceof Carrier ? ((Carrier) context).kafkaAuditState() : null;
    return state instanceof ManagementRequest ? (ManagementRequest) state : null;
  }

  /** Ties this request to its context; false where RequestContext was left as it was. */
  public boolean attachTo(RequestContext context) {
    if (!((Object) context instanceof Carrier)) {
      return false;
    }
    ((Carrier) (Object) context).kafkaAuditState(this);
    return true;
  }

  /** Unties a context that is kept from a request that is over. */
  public static void detach(@Nullable Object context) {
    if (context instanceof Carrier) {
      ((Carrier) context).kafkaAuditState(null);
    }
  }

  public AbstractRequest body() {
    return body;
  }

  /**
   * The authorizer decided. Where there is no room for its decisions they are left out, and the
   * request is told without them.
   *
   * @param allowing whether it allowed what the API is about for one resource at least
   */
  public void decided(Decided some, boolean allowing) {
    asked = true;
    allowed |= allowing;
    if (claim != null && (claim.isEnded() || !claim.more(some.bytes()))) {
      return;
    }
    int count = decided;
    if (count == decisions.length) {
      decisions = Arrays.copyOf(decisions, Math.max(2, count * 2));
    }
    decisions[count] = some;
    decided = count + 1;
  }

  /** Calls of the authorizer so far. */
  public int calls() {
    return decided;
  }

  /**
   * What one of those calls decided.
   *
   * @param index below {@link #calls}
   */
  public Decided call(int index) {
    return decisions[index];
  }

  /** Whether something of it was allowed, or no authorizer was asked. */
  public boolean allowed() {
    return allowed || !asked;
  }

  /**
   * The response was built. It is held on to if there is room for it; a request that is denied as a
   * whole moves to the room of the denials.
   *
   * @param enveloped whether it is the inner response of an envelope, on a controller
   * @param bytes its size as it goes out
   * @return false: there is no room, and the request is lost
   */
  public boolean completed(
      AbstractResponse response, boolean enveloped, long bytes, Lanes lanes, Object source) {
    if (claim != null && !claim.isEnded()) {
      long more = ManagementFootprint.ofResponse(response.data(), bytes);
      boolean held =
          allowed() ? claim.more(more) : claim.moveTo(lanes.denials().room(), source, more);
      if (!held) {
        drop();
        return false;
      }
    }
    completed(response, enveloped);
    return true;
  }

  /** The response was built, and costs nothing. */
  public void completed(AbstractResponse response, boolean enveloped) {
    this.enveloped = enveloped;
    this.response = response;
  }

  /** Nothing is told of the request any more. */
  public void drop() {
    dropped = true;
    release();
  }

  public boolean dropped() {
    return dropped;
  }

  /** The encoder has done with the request: what it holds on to is given back. */
  public void release() {
    if (claim != null) {
      claim.end();
    }
  }

  public @Nullable AbstractResponse response() {
    return response;
  }

  /** Whether a broker had passed the request on to this controller. */
  public boolean enveloped() {
    return enveloped;
  }

  /** The broker that passed the request on; null: none did, or it is not known. */
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
