package io.kafkaaudit.agent.hook;

import io.kafkaaudit.agent.capture.ClientConnection;
import io.kafkaaudit.contract.ClientField;
import java.util.List;
import org.apache.kafka.common.message.EnvelopeRequestData;
import org.apache.kafka.common.protocol.types.RawTaggedField;
import org.apache.kafka.common.requests.AbstractRequest;
import org.apache.kafka.common.requests.EnvelopeRequest;
import org.apache.kafka.common.requests.RequestContext;
import org.jspecify.annotations.Nullable;

/** What agents tell each other in the envelope of a forwarded request. */
public final class EnvelopeHooks {
  private EnvelopeHooks() {}

  /**
   * A broker has put a client's request into an envelope: the controller's agent gets to know on
   * which connection the request came.
   */
  public static void made(EnvelopeRequest.Builder envelope, RequestContext context) {
    if (Hooks.lanes == null || !Hooks.ENVELOPE.closed()) {
      return;
    }
    try {
      byte[] content = ClientConnection.encode(context);
      envelope
          .build(envelope.latestAllowedVersion()) // the builder hands out its data only so
          .data()
          .unknownTaggedFields()
          .add(new RawTaggedField(ClientField.TAG, content));
    } catch (Throwable e) {
      Hooks.ENVELOPE.failed(e, 0);
    }
  }

  /**
   * What the broker's agent put into an envelope, not yet decoded; null: nothing. Fields are in the
   * order of their numbers, so that ours is the last.
   */
  static byte @Nullable [] content(AbstractRequest envelope) {
    try {
      if (!Hooks.ENVELOPE.closed() || !(envelope.data() instanceof EnvelopeRequestData)) {
        return null;
      }
      List<RawTaggedField> fields = ((EnvelopeRequestData) envelope.data()).unknownTaggedFields();
      RawTaggedField last = fields.isEmpty() ? null : fields.get(fields.size() - 1);
      return last != null && last.tag() == ClientField.TAG && last.size() <= ClientField.MOST_BYTES
          ? last.data()
          : null;
    } catch (Throwable e) {
      Hooks.ENVELOPE.failed(e, 0);
      return null;
    }
  }
}
