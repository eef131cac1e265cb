package io.kafkaaudit.operator.owned;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.kafkaaudit.crd.AuditCredential;
import io.kafkaaudit.crd.AuditLog;
import io.kafkaaudit.operator.conditions.Reason;
import io.kafkaaudit.operator.conditions.StepFailure;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Writes the operator's Secrets and ConfigMaps by server-side apply, only when they differ, and
 * never over an object of somebody else. Thread-safe.
 */
public final class OwnedObjects {
  /** How the operator applies what is its own. */
  public static final PatchContext APPLY =
      new PatchContext.Builder()
          .withPatchType(PatchType.SERVER_SIDE_APPLY)
          .withFieldManager("kafka-audit-operator")
          .withForce(true)
          .build();

  private final KubernetesClient client;

  public OwnedObjects(KubernetesClient client) {
    this.client = client;
  }

  /**
   * Reads a Secret.
   *
   * @throws StepFailure ForbiddenByKubernetes, as all methods here
   */
  public @Nullable Secret secret(String namespace, String name) {
    return StepFailure.withRights(
        () -> client.secrets().inNamespace(namespace).withName(name).get());
  }

  /** As the API server has it now: a cache may be behind its grants. */
  public @Nullable AuditLog auditLog(String namespace, String name) {
    return StepFailure.withRights(
        () -> client.resources(AuditLog.class).inNamespace(namespace).withName(name).get());
  }

  public @Nullable AuditCredential auditCredential(String namespace, String name) {
    return StepFailure.withRights(
        () -> client.resources(AuditCredential.class).inNamespace(namespace).withName(name).get());
  }

  public @Nullable ConfigMap configMap(String namespace, String name) {
    return StepFailure.withRights(
        () -> client.configMaps().inNamespace(namespace).withName(name).get());
  }

  public void delete(HasMetadata object) {
    StepFailure.withRights(() -> client.resource(object).delete());
  }

  /** Deletes a Secret if it is ours by that label, that is, leaves others' alone. */
  public void deleteSecretOf(String namespace, String name, String label, String value) {
    Secret secret = secret(namespace, name);
    if (secret != null && isOf(secret, label, value)) {
      delete(secret);
    }
  }

  /** Whether the object carries the label with that value, that is, was made by us for that. */
  public static boolean isOf(HasMetadata object, String label, String value) {
    Map<String, String> labels = object.getMetadata().getLabels();
    return labels != null && value.equals(labels.get(label));
  }

  /** An annotation; null: there is none of that name. */
  public static @Nullable String annotation(HasMetadata object, String name) {
    Map<String, String> annotations = object.getMetadata().getAnnotations();
    return annotations == null ? null : annotations.get(name);
  }

  /**
   * Applies a Secret.
   *
   * @param label the label that tells ours from others'
   * @throws StepFailure when a Secret of that name is somebody else's
   */
  public void apply(Secret wanted, String label, Reason conflict) {
    Secret present = secret(wanted.getMetadata().getNamespace(), wanted.getMetadata().getName());
    if (present != null) {
      refuseForeign(wanted, present, label, conflict);
      if (Objects.equals(present.getData(), wanted.getData()) && sameMetadata(wanted, present)) {
        return;
      }
    }
    StepFailure.withRights(() -> client.secrets().resource(wanted).patch(APPLY));
  }

  /** The same for a ConfigMap. */
  public void apply(ConfigMap wanted, String label, Reason conflict) {
    ConfigMap present =
        configMap(wanted.getMetadata().getNamespace(), wanted.getMetadata().getName());
    if (present != null) {
      refuseForeign(wanted, present, label, conflict);
      if (Objects.equals(present.getData(), wanted.getData()) && sameMetadata(wanted, present)) {
        return;
      }
    }
    StepFailure.withRights(() -> client.configMaps().resource(wanted).patch(APPLY));
  }

  private static boolean sameMetadata(HasMetadata wanted, HasMetadata present) {
    return contains(present.getMetadata().getLabels(), wanted.getMetadata().getLabels())
        && contains(present.getMetadata().getAnnotations(), wanted.getMetadata().getAnnotations());
  }

  private static boolean contains(
      @Nullable Map<String, String> present, @Nullable Map<String, String> wanted) {
    return wanted == null || (present != null && present.entrySet().containsAll(wanted.entrySet()));
  }

  private static void refuseForeign(
      HasMetadata wanted, HasMetadata present, String label, Reason conflict) {
    String value = wanted.getMetadata().getLabels().get(label);
    if (value == null || !isOf(present, label, value)) {
      throw new StepFailure(
          conflict,
          present.getKind()
              + " "
              + present.getMetadata().getName()
              + " was not made by this operator for this resource and is left alone: delete it, or"
              + " choose another name");
    }
  }

  /**
   * What a Secret lacks, for a person: names of entries only.
   *
   * @param secret null: it is not there
   * @param kind what the entry must hold
   */
  public static String lack(
      @Nullable Secret secret, String namespace, String name, String entry, String kind) {
    if (secret == null) {
      return "there is no Secret %s in namespace %s: create it, or name another"
          .formatted(name, namespace);
    }
    Map<String, String> data = secret.getData();
    String there =
        data == null || data.isEmpty()
            ? "it has no entries"
            : "it has " + Names.list(data.keySet().stream().sorted().toList());
    return data != null && data.containsKey(entry)
        ? "entry %s of Secret %s in namespace %s does not hold %s: put it there, or name another entry"
            .formatted(entry, name, namespace, kind)
        : "Secret %s in namespace %s has no entry %s (%s): add it, or name another"
            .formatted(name, namespace, entry, there);
  }

  public static Map<String, String> encode(Map<String, String> text) {
    Map<String, String> data = new TreeMap<>();
    text.forEach(
        (name, value) ->
            data.put(
                name, Base64.getEncoder().encodeToString(value.getBytes(StandardCharsets.UTF_8))));
    return data;
  }

  /** One entry of a Secret as text; null: it has none, or it is no Base64. */
  public static @Nullable String entry(@Nullable Secret secret, String name) {
    if (secret == null || secret.getData() == null || secret.getData().get(name) == null) {
      return null;
    }
    try {
      return new String(
          Base64.getDecoder().decode(secret.getData().get(name)), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return null;
    }
  }
}
