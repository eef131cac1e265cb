package io.kafkaaudit.crd;

/**
 * Patterns and CEL rules that the schema uses more than once or that need a name.
 *
 * <p>A pattern stands beside its CEL rule because the two serve different readers: editors and the
 * in-memory API server know the pattern, people get the message of the rule. No pattern contains a
 * backslash, so that it can be quoted in CEL.
 */
final class SchemaRules {

  static final String DURATION = "^[1-9][0-9]{0,4}(m|h|d)$";
  static final String DNS_LABEL = "^[a-z0-9]([-a-z0-9]*[a-z0-9])?$";
  static final String DNS_SUBDOMAIN =
      "^[a-z0-9]([-a-z0-9]*[a-z0-9])?([.][a-z0-9]([-a-z0-9]*[a-z0-9])?)*$";
  static final String SECRET_KEY = "^[-._a-zA-Z0-9]+$";
  static final String DISPLAY_NAME = "^[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?$";
  static final String PRINCIPAL = "^[A-Za-z][A-Za-z0-9_-]*:[^ ].*$";
  static final String TOPIC_NAME = "^[a-zA-Z0-9_-][a-zA-Z0-9._-]*$";
  static final String MOUNT_PATH = "^(/[a-zA-Z0-9._-]+)+$";
  static final String BOOTSTRAP_SERVERS =
      "^([a-zA-Z0-9._-]+|\\[[0-9a-fA-F:]+\\]):[0-9]{1,5}(,([a-zA-Z0-9._-]+|\\[[0-9a-fA-F:]+\\]):[0-9]{1,5})*$";

  static final String IS_DURATION = "self.matches('" + DURATION + "')";
  static final String IS_DNS_LABEL = "self.matches('" + DNS_LABEL + "')";
  static final String IS_DNS_SUBDOMAIN = "self.matches('" + DNS_SUBDOMAIN + "')";
  static final String IS_SECRET_KEY = "self.matches('" + SECRET_KEY + "')";
  static final String IS_DISPLAY_NAME = "self.matches('" + DISPLAY_NAME + "')";
  static final String IS_TOPIC_NAME =
      "self.matches('" + TOPIC_NAME + "') && !self.startsWith('__')";
  static final String IS_MOUNT_PATH = "self.matches('" + MOUNT_PATH + "') && !self.contains('..')";
  static final String IS_BOOTSTRAP_SERVERS = "self.matches(r'" + BOOTSTRAP_SERVERS + "')";
  static final String ARE_DNS_LABELS = "self.all(name, name.matches('" + DNS_LABEL + "'))";
  static final String ARE_PRINCIPALS =
      "self.all(principal, principal.matches('" + PRINCIPAL + "'))";

  /** CEL knows no day unit, so that durations are compared in minutes: NUMBER of UNITS[UNIT]. */
  private static final String NUMBER = ".find('^[0-9]+'))";

  private static final String UNIT = ".find('[mhd]$')]";
  private static final String UNITS = " * {'m': 1, 'h': 60, 'd': 1440}[";

  static final String IS_AT_LEAST_AN_HOUR =
      IS_DURATION + " && int(self" + NUMBER + UNITS + "self" + UNIT + " >= 60";

  /** The API server checks the default {} before it fills in what {} lacks. */
  static final String OVERLAP_IS_SHORTER =
      "!has(self.strategy) || !has(self.overlap) || !has(self.interval) || self.strategy == 'Replace' || !self.overlap.matches('"
          + DURATION
          + "') || !self.interval.matches('"
          + DURATION
          + "') || int(self.overlap"
          + NUMBER
          + UNITS
          + "self.overlap"
          + UNIT
          + " < int(self.interval"
          + NUMBER
          + UNITS
          + "self.interval"
          + UNIT;

  /** The API server checks the default {} before it fills in what {} lacks. */
  static final String MAX_AGE_IS_NOT_SHORTER =
      "!has(self.maxAge) || !has(self.interval) || !self.maxAge.matches('"
          + DURATION
          + "') || !self.interval.matches('"
          + DURATION
          + "') || int(self.maxAge"
          + NUMBER
          + UNITS
          + "self.maxAge"
          + UNIT
          + " >= int(self.interval"
          + NUMBER
          + UNITS
          + "self.interval"
          + UNIT;

  static final String AUTOMATIC_ROLLOUT_HAS_ACCESS =
      "!has(self.injection) || !has(self.injection.rollout) || self.injection.rollout != 'Automatic' || (has(self.cluster.bootstrapServers) && has(self.cluster.admin))";

  private static final String CATCH_ALL =
      "!has(rule.match.categories) && !has(rule.match.outcomes) && !has(rule.match.principals)";

  static final String CATCH_ALL_IS_LAST =
      "!self.exists(rule, "
          + CATCH_ALL
          + ") || (self.exists_one(rule, "
          + CATCH_ALL
          + ") && [self[self.size() - 1]].exists(rule, "
          + CATCH_ALL
          + "))";

  private SchemaRules() {}
}
