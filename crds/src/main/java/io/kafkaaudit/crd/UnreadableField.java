package io.kafkaaudit.crd;

import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.exc.InvalidFormatException;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What in a resource this version cannot read, and which is null therefore. */
public final class UnreadableField {
  /**
   * An annotation, so that copies have it too. No API server takes one of that name, so that nobody
   * can write it, and none of ours is ever stored.
   */
  private static final String MARK = "kafkaaudit.io/unreadable (in memory)";

  private static final String NOT_OF_STATUS = "spec";

  /** What is an object or a list is told by its first character. */
  private static final Set<Object> BEGINNINGS = Set.of("{", "[");

  private static final int LONGEST = 100;

  private UnreadableField() {}

  static void mark(HasMetadata resource, JsonMappingException problem) {
    String path =
        problem.getPath().stream()
            .map(r -> r.getFieldName() == null ? "[" + r.getIndex() + "]" : "." + r.getFieldName())
            .collect(Collectors.joining())
            .replaceFirst("^[.]", "");
    String value =
        problem instanceof InvalidFormatException unknown
                && !BEGINNINGS.contains(unknown.getValue())
            ? "the value " + shortened(String.valueOf(unknown.getValue()))
            : "what it holds";
    if (resource.getMetadata() == null) {
      resource.setMetadata(new ObjectMeta());
    }
    Map<String, String> annotations = resource.getMetadata().getAnnotations();
    Map<String, String> marked = annotations == null ? new TreeMap<>() : new TreeMap<>(annotations);
    marked.put(MARK, path + ": this version of the operator does not know " + value);
    resource.getMetadata().setAnnotations(marked);
  }

  private static String shortened(String text) {
    return text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "…";
  }

  /** Field and value, for a person; empty: all is read. */
  public static Optional<String> of(HasMetadata resource) {
    Map<String, String> annotations = resource.getMetadata().getAnnotations();
    return annotations == null ? Optional.empty() : Optional.ofNullable(annotations.get(MARK));
  }

  /** Whether it is in the status, of which a copy would lose it. */
  public static boolean isInStatus(HasMetadata resource) {
    return of(resource).filter(text -> !text.startsWith(NOT_OF_STATUS)).isPresent();
  }
}
