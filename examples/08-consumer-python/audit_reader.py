"""Prints the audit log: a line for each event with its partition, its offset and its JSON.

Needs nothing but the mounted Secret, and goes on with the new key when that changes. At least once: an event may come
again after a crash; its id is then the same.

Argument: where the Secret is mounted, by default /etc/kafka-audit. Ends with 1 when its key is refused and no other is
mounted within AUDIT_PATIENCE_SECONDS (180 if absent; the kubelet takes up to two minutes).
"""

import os
import signal
import sys
import time
from pathlib import Path

from confluent_kafka import Consumer, KafkaError, KafkaException

POLL_SECONDS = 0.5
REFUSALS = {
    KafkaError._AUTHENTICATION,
    KafkaError.SASL_AUTHENTICATION_FAILED,
    KafkaError.TOPIC_AUTHORIZATION_FAILED,
    KafkaError.GROUP_AUTHORIZATION_FAILED,
}


class Refused(Exception):
    """Kafka does not take the key any more."""


class AuditReader:
    def __init__(self, mounted: Path, patience: float):
        self.mounted = mounted
        self.patience = patience
        self.stopping = False

    def stop(self, *_):
        self.stopping = True

    def run(self) -> int:
        while not self.stopping:
            key = self.key()
            try:
                self.read_with(key)
            except Refused as refused:
                tell(f"REFUSED {refused}")
                if not self.await_other_than(key):
                    tell(f"no other key was mounted in {self.patience:.0f} s")
                    return 1
            if not self.stopping:
                tell("the mounted Secret has a new key")
        return 0

    def read_with(self, key: str):
        """Prints events until the mounted key is another one."""
        refusals = []  # librdkafka tells of a refused login by this callback only

        def on_error(error: KafkaError):
            if error.code() in REFUSALS:
                refusals.append(error.str())

        settings = dict(line.split("=", 1) for line in key.splitlines() if line)
        consumer = Consumer(
            {
                "auto.offset.reset": "earliest",
                # With a revoked key a consumer cannot even leave its group: let the group forget it soon.
                "session.timeout.ms": 10000,
                **settings,
                "enable.auto.commit": False,
                "error_cb": on_error,
            }
        )
        try:
            consumer.subscribe([(self.mounted / "topic").read_text().strip()])
            while not self.stopping and key == self.key():
                records = consumer.consume(num_messages=500, timeout=POLL_SECONDS)
                for record in records:
                    raise_error(record.error())
                    print(record.partition(), record.offset(), record.value().decode())
                sys.stdout.flush()
                if records:
                    commit(consumer)
                if refusals:
                    raise Refused(refusals[0])
        finally:
            consumer.close()

    def await_other_than(self, key: str) -> bool:
        end = time.monotonic() + self.patience
        while not self.stopping and key == self.key():
            if time.monotonic() > end:
                return False
            time.sleep(POLL_SECONDS)
        return True

    def key(self) -> str:
        """One file, so that name and password are always of one key."""
        return (self.mounted / "librdkafka.conf").read_text()


def commit(consumer: Consumer):
    """Only after the events are out: what is not committed comes again, nothing is left out."""
    try:
        consumer.commit(asynchronous=False)
    except KafkaException as failure:
        if failure.args[0].code() in REFUSALS:
            raise Refused(failure.args[0].str()) from failure
        tell(f"not committed, some events will come again: {failure}")


def raise_error(error):
    if error is None:
        return
    if error.code() in REFUSALS:
        raise Refused(error.str())
    raise KafkaException(error)


def tell(text: str):
    print(f"reader: {text}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    reader = AuditReader(
        Path(sys.argv[1] if len(sys.argv) > 1 else "/etc/kafka-audit"),
        float(os.environ.get("AUDIT_PATIENCE_SECONDS", "180")),
    )
    signal.signal(signal.SIGTERM, reader.stop)
    signal.signal(signal.SIGINT, reader.stop)
    sys.exit(reader.run())
