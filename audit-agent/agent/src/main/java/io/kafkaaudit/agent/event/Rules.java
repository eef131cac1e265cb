package io.kafkaaudit.agent.event;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads what the standard authorizer decided by, whose classes the agent cannot name: {@code
 * SuperUserRule}, {@code StandardAcl}, {@code DefaultRule}. Owned by the encoder thread.
 */
final class Rules {
  /** ACLs live as long as they are in force: each is read once, while there are not too many. */
  private static final int REMEMBERED = 512;

  /**
   * Bytes. An ACL with longer names is read again, or those that are gone would fill the memory.
   */
  private static final int LONGEST_REMEMBERED = 512;

  private final Map<Class<?>, Kind> kinds = new HashMap<>();
  private final @Nullable Object[] acls = new Object[REMEMBERED];
  private final JsonWriter json = new JsonWriter();
  private final byte[][] written = new byte[REMEMBERED][];

  /** Adds what the rule tells; nothing for one that it cannot read. */
  void write(JsonWriter event, Object rule) {
    Kind kind = kinds.computeIfAbsent(rule.getClass(), Kind::of);
    if (kind == Kind.SUPER_USER) {
      event.field("superUserAuthorization", true);
    } else if (kind == Kind.ACL) {
      event.name("aclAuthorization").beginObject().raw(fields(rule)).endObject();
    }
  }

  /** By identity, since Kafka's own equals() and hashCode() of an ACL are not free. */
  @SuppressWarnings("ReferenceEquality")
  private byte[] fields(Object acl) {
    int slot = System.identityHashCode(acl) & (REMEMBERED - 1);
    if (acls[slot] != acl) {
      json.reset();
      json.optional("permissionType", upper(acl, "permissionType"));
      json.optional("host", text(acl, "host")).optional("principal", text(acl, "principal"));
      json.optional("patternType", upper(acl, "patternType"));
      json.optional("resourceName", text(acl, "resourceName"));
      byte[] fields = json.cut();
      if (fields.length > LONGEST_REMEMBERED) {
        return fields;
      }
      written[slot] = fields;
      acls[slot] = acl;
    }
    return written[slot];
  }

  private static @Nullable String text(Object acl, String accessor) {
    try {
      java.lang.reflect.Method method = acl.getClass().getMethod(accessor);
      method.setAccessible(true);
      return String.valueOf(method.invoke(acl));
    } catch (ReflectiveOperationException | RuntimeException e) {
      return null; // an ACL of another shape: the decision stands without it
    }
  }

  private static @Nullable String upper(Object acl, String accessor) {
    String text = text(acl, accessor);
    return text == null ? null : text.toUpperCase(Locale.ROOT);
  }

  /** What a class of rules is. */
  private enum Kind {
    SUPER_USER,
    ACL,
    OTHER;

    static Kind of(Class<?> rule) {
      switch (rule.getSimpleName()) {
        case "SuperUserRule":
          return SUPER_USER;
        case "StandardAcl":
          return ACL;
        default:
          return OTHER;
      }
    }
  }
}
