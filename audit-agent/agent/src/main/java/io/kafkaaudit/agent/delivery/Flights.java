package io.kafkaaudit.agent.delivery;

import java.util.Objects;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.InvalidRecordException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.jspecify.annotations.Nullable;

/**
 * Records that a producer has, from the send until the outbox has their room again or has them
 * back. Each ends once, whatever the producer tells, tells twice or never tells.
 *
 * <p>Only what was delivered ends on the producer's thread. All else is put in order by the
 * sender's: what fails there, as memory may have run out, is tried again at the next turn. A record
 * leaves the outbox after the account knows of it. Lists are linked by their members, so that
 * nothing is allocated after the launch. Thread-safe.
 */
final class Flights {
  /** Told of each end as soon as it is known, mostly by the producer's thread. */
  interface Watcher {
    void delivered();

    void failed(Outbox.Entry entry, Throwable error);
  }

  private final Outbox outbox;
  private final DeliveryListener listener;
  private final Watcher watcher;
  private final Flight flying = new Flight(null);
  private final Flight failed = new Flight(null);

  Flights(Outbox outbox, DeliveryListener listener, Watcher watcher) {
    this.outbox = outbox;
    this.listener = listener;
    this.watcher = watcher;
  }

  /** A record is about to be sent. */
  Flight launch(Outbox.Entry entry) {
    Flight flight = new Flight(entry);
    synchronized (this) {
      flight.link(flying);
    }
    return flight;
  }

  synchronized boolean isEmpty() {
    return flying.next == flying && failed.next == failed;
  }

  /** The producer is closed: what it did not tell of is not known, and is to be sent again. */
  synchronized void abandon(Throwable why) {
    while (flying.next != flying) {
      flying.next.fail(why);
    }
  }

  /**
   * Gives back what failed, or gives it up. Called by the sender's thread, which alone takes from
   * that list.
   *
   * @return why something could not be put in order yet; null: all is
   */
  @Nullable Throwable settle() {
    Throwable problem = null;
    Flight flight = after(failed);
    while (flight != failed) {
      Flight next = after(flight);
      try {
        flight.settle();
        synchronized (this) {
          flight.unlink();
        }
      } catch (Throwable e) {
        problem = e;
      }
      flight = next;
    }
    return problem;
  }

  private synchronized Flight after(Flight flight) {
    return flight.next;
  }

  /** One record on its way; or without a record, the head of a list. */
  final class Flight implements Callback {
    private final Outbox.@Nullable Entry record;
    private Flight previous = this;
    private Flight next = this;
    private @Nullable Throwable error;
    private boolean ended;

    Flight(Outbox.@Nullable Entry record) {
      this.record = record;
    }

    @Override
    public void onCompletion(@Nullable RecordMetadata metadata, @Nullable Exception why) {
      try {
        if (why == null) {
          delivered();
        } else {
          failed(why);
        }
      } catch (Throwable e) { // it would end the producer's thread
        watcher.failed(entry(), e);
      }
    }

    /** The producer refused it, or gave it up. */
    void failed(Throwable why) {
      boolean now;
      synchronized (Flights.this) {
        now = fail(why);
      }
      if (now) {
        watcher.failed(entry(), why);
      }
    }

    private void delivered() {
      synchronized (Flights.this) {
        if (ended) {
          return;
        }
        ended = true;
      }
      try {
        watcher.delivered();
        listener.delivered(entry()); // first: once the outbox is empty all of it is counted
      } finally {
        outbox.release(entry());
        synchronized (Flights.this) {
          unlink();
        }
      }
    }

    private boolean fail(Throwable why) {
      if (ended) {
        return false;
      }
      ended = true;
      error = why;
      unlink();
      link(failed);
      return true;
    }

    private void settle() {
      Throwable why = Objects.requireNonNull(error);
      if (why instanceof RecordTooLargeException || why instanceof InvalidRecordException) {
        listener.failed(entry(), FailureCause.SEND_REJECTED, why);
        outbox.release(entry()); // last: an empty outbox means that the account knows all
      } else if (entry().once) {
        listener.failed(entry(), FailureCause.UNKNOWN_OUTCOME, why);
        outbox.release(entry());
      } else {
        outbox.giveBack(entry());
      }
    }

    private Outbox.Entry entry() {
      return Objects.requireNonNull(record);
    }

    private void link(Flight head) {
      previous = head;
      next = head.next;
      next.previous = this;
      head.next = this;
    }

    private void unlink() {
      previous.next = next;
      next.previous = previous;
    }
  }
}
