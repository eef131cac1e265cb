package io.kafkaaudit.contract;

/**
 * The tagged field (KIP-482) in which a broker's agent tells the controller's agent, within the
 * envelope of a forwarded request, on which connection the broker received that request. Kafka
 * passes over tagged fields that it does not know. The number and the meaning of a version never
 * change; later agents may append to the content of a version.
 */
public final class ClientField {
  /** Far above the numbers that Kafka gives, from 0 on: "KA" in ASCII and a 1. */
  public static final int TAG = 0x4B41_0001;

  /** The first byte of the content. */
  public static final byte VERSION = 1;

  /** Bytes of the content; a larger field is ignored. */
  public static final int MOST_BYTES = 1024;

  private ClientField() {}
}
