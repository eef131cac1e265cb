package io.kafkaaudit.embedded;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The parts of a request's path that matter here.
 *
 * @param group API group, empty for the core group
 * @param object the path without query and without {@code /status}
 */
record ApiPath(String group, String plural, String object, boolean status, String queryText) {

  private static final Pattern SHAPE =
      Pattern.compile(
          "(?<object>/(?:api|apis/(?<group>[^/]+))/[^/]+(?:/namespaces/[^/]+)?/(?<plural>[^/]+)(?:/[^/]+)?)(?<status>/status)?");

  static ApiPath of(String pathAndQuery) {
    String[] parts = pathAndQuery.split("\\?", 2);
    String query = parts.length == 2 ? parts[1] : "";
    Matcher shape = SHAPE.matcher(parts[0]);
    if (!shape.matches()) {
      return new ApiPath("", "", parts[0], false, query);
    }
    String group = shape.group("group");
    return new ApiPath(
        group == null ? "" : group,
        shape.group("plural"),
        shape.group("object"),
        shape.group("status") != null,
        query);
  }

  String type() {
    return group + "/" + plural;
  }

  /** As the API server says it to the operator's account; the verb is the request's method. */
  String forbidden(String method) {
    String[] parts = object.split("/namespaces/", 2);
    String place =
        parts.length == 2
            ? "in the namespace \"%s\"".formatted(parts[1].replaceFirst("/.*", ""))
            : "at the cluster scope";
    return "%s is forbidden: User \"system:serviceaccount:kafka-audit:kafka-audit-operator\" cannot %s resource \"%s\" in API group \"%s\" %s"
        .formatted(plural, method.toLowerCase(Locale.ROOT), plural, group, place);
  }

  /** Path of the collection that the object is in. */
  String collectionWithQuery() {
    return object.substring(0, object.lastIndexOf('/')) + "?" + queryText;
  }

  /** Value of a query parameter, empty where it is absent. */
  String query(String name) {
    for (String pair : queryText.split("&", -1)) {
      if (pair.startsWith(name + "=")) {
        return pair.substring(name.length() + 1);
      }
    }
    return "";
  }
}
