package io.kafkaaudit.crd;

/**
 * Names that the API group, its labels and its annotations have, and where the CRDs are on the
 * class path.
 */
public final class Crds {

  public static final String GROUP = "kafkaaudit.io";
  public static final String VERSION = "v1alpha1";
  public static final String CATEGORY = "kafka-audit";

  static final String READY_STATUS = ".status.conditions[?(@.type==\"Ready\")].status";
  static final String READY_REASON = ".status.conditions[?(@.type==\"Ready\")].reason";

  private Crds() {}
}
