package io.kafkaaudit.agent.event;

import java.util.Arrays;

/** The partitions of a topic that had one result. Not thread-safe. */
final class Partitions {
  /** Partitions that are listed; the others are counted, and the digest covers all. */
  private static final int MOST = 1_000;

  private int[] indexes = new int[4];
  private int size;

  void add(int index) {
    if (size == indexes.length) {
      indexes = Arrays.copyOf(indexes, size * 2);
    }
    indexes[size++] = index;
  }

  /** {@code partitions}, and where a limit cuts them {@code omitted} and {@code digest}. */
  void write(JsonWriter json) {
    json.name("partitions").beginArray();
    for (int i = 0; i < Math.min(size, MOST); i++) {
      json.beginObject().field("partitionIndex", indexes[i]).endObject();
    }
    json.endArray();
  }

  /** Of what {@link #write} left out. */
  void writeOmitted(JsonWriter json) {
    if (size > MOST) {
      json.name("omitted").beginObject().field("partitions", size - MOST).endObject();
      json.field("digest", digest());
    }
  }

  /** SHA-256 of all of them, as decimal numbers with a comma behind each, in hexadecimal. */
  private String digest() {
    Sha256 digest = new Sha256();
    for (int i = 0; i < size; i++) {
      digest.add(Integer.toString(indexes[i]), ',');
    }
    return digest.hex();
  }
}
