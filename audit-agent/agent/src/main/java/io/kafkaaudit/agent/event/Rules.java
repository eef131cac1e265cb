package io.kafkaaudit.agent.event;

import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads the standard authorizer's rule objects, whose classes are not public: {@code
 * SuperUserRule}, {@code MatchingAclRule} with an ACL, {@code DefaultRule}. Owned by the encoder
 * thread.
 */
final class Rules {
  private final Map<Class<?>, Field> aclFields = new HashMap<>();
  private final Map<String, Method> accessors = new HashMap<>();

  /** Adds what the rule tells; nothing for one that it cannot read. */
  void write(JsonWriter json, Object rule) {
    String kind = rule.getClass().getSimpleName();
    if (kind.equals("SuperUserRule")) {
      json.field("superUserAuthorization", true);
    } else if (kind.equals("MatchingAclRule")) {
      Object acl = aclOf(rule);
      if (acl != null) {
        json.name("aclAuthorization").beginObject();
        json.optional("permissionType", upper(acl, "permissionType"));
        json.optional("host", text(acl, "host")).optional("principal", text(acl, "principal"));
        json.optional("patternType", upper(acl, "patternType"));
        json.optional("resourceName", text(acl, "resourceName"));
        json.endObject();
      }
    }
  }

  private @Nullable Object aclOf(Object rule) {
    try {
      Field field = aclFields.get(rule.getClass());
      if (field == null) {
        field = rule.getClass().getDeclaredField("acl");
        field.setAccessible(true);
        aclFields.put(rule.getClass(), field);
      }
      return field.get(rule);
    } catch (ReflectiveOperationException | RuntimeException e) {
      return null; // a rule of another shape: the decision stands without it
    }
  }

  private @Nullable String text(Object acl, String accessor) {
    try {
      Method method = accessors.get(accessor);
      if (method == null) {
        method = acl.getClass().getMethod(accessor);
        method.setAccessible(true);
        accessors.put(accessor, method);
      }
      return String.valueOf(method.invoke(acl));
    } catch (ReflectiveOperationException | RuntimeException e) {
      return null; // as above
    }
  }

  private @Nullable String upper(Object acl, String accessor) {
    String text = text(acl, accessor);
    return text == null ? null : text.toUpperCase(Locale.ROOT);
  }
}
