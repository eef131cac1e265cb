package io.kafkaaudit.operator.kafka;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.resource.PatternType;

/** An ACL of somebody else, which the operator never removes, for a person who has to judge it. */
public record ForeignAcl(AclBinding acl) {

  /** What it says. */
  public String sentence() {
    return AclRules.sentence(acl);
  }

  /**
   * The command by which a person removes it.
   *
   * @param bootstrapServers of the destination
   */
  public String removal(String bootstrapServers) {
    String side = AclRules.isDeny(acl) ? "deny" : "allow";
    String host = acl.entry().host();
    return "kafka-acls --bootstrap-server %s --command-config admin.properties --remove --force --%s-principal %s%s --operation %s --%s %s%s"
        .formatted(
            quoted(bootstrapServers),
            side,
            quoted(acl.entry().principal()),
            host.equals(AclRules.EVERY_HOST) ? "" : " --" + side + "-host " + quoted(host),
            pascalCase(acl.entry().operation().name()),
            acl.pattern().resourceType().name().toLowerCase(Locale.ROOT),
            quoted(acl.pattern().name()),
            acl.pattern().patternType() == PatternType.PREFIXED
                ? " --resource-pattern-type prefixed"
                : "");
  }

  /** As kafka-acls takes the names of operations. */
  private static String pascalCase(String name) {
    return Arrays.stream(name.split("_", -1))
        .map(word -> word.charAt(0) + word.substring(1).toLowerCase(Locale.ROOT))
        .collect(Collectors.joining());
  }

  /** For a shell: whoever may write ACLs chooses their words, and a person pastes the command. */
  private static String quoted(String text) {
    String clean = AclRules.printable(text);
    return clean.matches("[A-Za-z0-9_.:,/@=+-]+") ? clean : "'" + clean.replace("'", "'\\''") + "'";
  }
}
