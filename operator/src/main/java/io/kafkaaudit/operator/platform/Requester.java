package io.kafkaaudit.operator.platform;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ManagedFieldsEntry;
import io.kafkaaudit.operator.owned.OwnedObjects;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Who asked for an act, as far as it is known: {@code data.changedBy} of a platform event.
 *
 * @param source by what it is known
 * @param user of the Kubernetes API; only with {@link Source#admission}
 * @param fieldManager the program that wrote the spec, as it calls itself; only with {@link
 *     Source#fieldManager}
 * @param generation of the object that asks
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Requester(
    Source source, @Nullable String user, @Nullable String fieldManager, long generation) {
  private static final String OWN_MANAGER = "kafka-audit-operator";

  /** Names are those of the event. */
  public enum Source {
    /** The mutating webhook saw the request. */
    admission,
    /** Kubernetes' managedFields; a program gives itself any name. */
    fieldManager,
    /** Nobody wrote it down: Kubernetes does not tell who deletes. */
    unknown
  }

  /**
   * Who asked for the object's present generation.
   *
   * @param annotation by which it is asked; null: by the spec
   * @param admission whether a webhook of ours writes {@link ChangedBy#ANNOTATION}; without one
   *     anybody could, so that it is not believed
   */
  static Requester of(HasMetadata object, @Nullable String annotation, boolean admission) {
    long generation = generation(object);
    Optional<ChangedBy> changedBy =
        admission
            ? ChangedBy.parse(OwnedObjects.annotation(object, ChangedBy.ANNOTATION))
                .filter(by -> by.generation() == generation)
            : Optional.empty();
    if (changedBy.isPresent()) {
      return new Requester(Source.admission, changedBy.get().user(), null, generation);
    }
    return fieldManager(object, annotation)
        .map(manager -> new Requester(Source.fieldManager, null, manager, generation))
        .orElseGet(() -> unknown(object));
  }

  /** For what leaves no trace in the object. */
  static Requester unknown(HasMetadata object) {
    return new Requester(Source.unknown, null, null, generation(object));
  }

  private static long generation(HasMetadata object) {
    Long generation = object.getMetadata().getGeneration();
    return generation == null ? 0 : generation;
  }

  /** Who wrote that annotation, or else fields of the spec, last. */
  private static Optional<String> fieldManager(HasMetadata object, @Nullable String annotation) {
    List<ManagedFieldsEntry> entries = object.getMetadata().getManagedFields();
    return entries == null
        ? Optional.empty()
        : entries.stream()
            .filter(entry -> entry.getManager() != null && !OWN_MANAGER.equals(entry.getManager()))
            .filter(entry -> entry.getSubresource() == null || entry.getSubresource().isEmpty())
            .filter(entry -> entry.getFieldsV1() != null)
            .filter(
                entry ->
                    annotation == null
                        ? has(entry, "f:spec")
                        : has(entry, "f:metadata", "f:annotations", "f:" + annotation))
            .max(Comparator.comparing(entry -> String.valueOf(entry.getTime())))
            .map(entry -> ChangedBy.shown(entry.getManager()));
  }

  private static boolean has(ManagedFieldsEntry entry, String... path) {
    Object fields = entry.getFieldsV1().getAdditionalProperties();
    for (String name : path) {
      fields = fields instanceof Map<?, ?> map ? map.get(name) : null;
    }
    return fields != null;
  }
}
