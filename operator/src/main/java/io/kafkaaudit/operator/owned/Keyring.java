package io.kafkaaudit.operator.owned;

import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.security.SecureRandom;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Secrets in the operator's own namespace: passwords between making and publishing, the id of each
 * writer key, a copy of each destination's admin properties, which DENY ACLs are ours, and what is
 * still to be told. What is written here before Kafka is changed makes every step repeatable.
 * Thread-safe.
 */
public final class Keyring {
  private static final String ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  private static final String PASSWORD = "password";
  private static final String USERNAME = "username";
  private static final String ADMIN = "client.properties";
  private static final String JOURNAL = "journal.json";
  private static final String DENIALS = "denials.json";

  private final KubernetesClient client;
  private final OwnedObjects objects;
  private final String namespace;
  private final SecureRandom random = new SecureRandom();

  public Keyring(KubernetesClient client, String namespace) {
    this.client = client;
    this.objects = new OwnedObjects(client);
    this.namespace = namespace;
  }

  public String namespace() {
    return namespace;
  }

  /** Password of a key, made once; null when it was published and left the keyring. */
  public @Nullable String password(String keyId, String auditLogUid) {
    Secret secret = createOnce(keyName(keyId), auditLogUid, () -> Map.of(PASSWORD, newPassword()));
    return OwnedObjects.entry(secret, PASSWORD);
  }

  /** Takes the password out; the record that the key was published stays. */
  public void published(String keyId, String auditLogUid) {
    put(keyName(keyId), auditLogUid, Map.of());
  }

  public void forget(String keyId) {
    delete(keyName(keyId));
  }

  /** Id of the writer key, made once. */
  public String writerId(String auditLogUid, Supplier<String> newId) {
    Secret secret =
        createOnce(
            writerName(auditLogUid),
            auditLogUid,
            () -> Map.of(USERNAME, newId.get(), PASSWORD, newPassword()));
    String id = OwnedObjects.entry(secret, USERNAME);
    if (id == null) {
      throw new IllegalStateException("keyring Secret " + writerName(auditLogUid) + " has no id");
    }
    return id;
  }

  /** Password of the writer key while it is not published; a new one when none is kept. */
  public String writerPassword(String auditLogUid, String id) {
    String kept = OwnedObjects.entry(objects.secret(namespace, writerName(auditLogUid)), PASSWORD);
    if (kept != null) {
      return kept;
    }
    String made = newPassword();
    put(writerName(auditLogUid), auditLogUid, Map.of(USERNAME, id, PASSWORD, made));
    return made;
  }

  /** The kept password, null when the writer Secret alone has it. */
  public @Nullable String keptWriterPassword(String auditLogUid) {
    return OwnedObjects.entry(objects.secret(namespace, writerName(auditLogUid)), PASSWORD);
  }

  public void writerPublished(String auditLogUid, String id) {
    put(writerName(auditLogUid), auditLogUid, Map.of(USERNAME, id));
  }

  public void putAdmin(String auditLogUid, String clientProperties) {
    put(adminName(auditLogUid), auditLogUid, Map.of(ADMIN, clientProperties));
  }

  /** The copy of the admin properties; null before anything was done with them. */
  public @Nullable String admin(String auditLogUid) {
    return OwnedObjects.entry(objects.secret(namespace, adminName(auditLogUid)), ADMIN);
  }

  /** What is still to be told of an AuditLog, as it was put; null: nothing was ever put. */
  public @Nullable String journal(String auditLogUid) {
    return OwnedObjects.entry(objects.secret(namespace, journalName(auditLogUid)), JOURNAL);
  }

  public void putJournal(String auditLogUid, String text) {
    put(journalName(auditLogUid), auditLogUid, Map.of(JOURNAL, text));
  }

  /** The record of DENY ACLs of an AuditLog; null: there is none; empty: it holds no text. */
  public @Nullable String denials(String auditLogUid) {
    Secret secret = objects.secret(namespace, denialsName(auditLogUid));
    String text = OwnedObjects.entry(secret, DENIALS);
    return secret != null && text == null ? "" : text;
  }

  /** Writes that record; null: nothing is recorded any more. */
  public void putDenials(String auditLogUid, @Nullable String text) {
    if (text == null) {
      delete(denialsName(auditLogUid));
    } else {
      put(denialsName(auditLogUid), auditLogUid, Map.of(DENIALS, text));
    }
  }

  /**
   * Removes all that the keyring has of an AuditLog: the copy of the admin properties last, for it
   * tells that there was something to remove in Kafka.
   */
  public void forgetAuditLog(String auditLogUid) {
    delete(journalName(auditLogUid));
    forgetKeys(auditLogUid);
  }

  /** Removes everything but what is still to be told. */
  public void forgetKeys(String auditLogUid) {
    for (Secret secret :
        client
            .secrets()
            .inNamespace(namespace)
            .withLabel(Labels.AUDIT_LOG_UID, auditLogUid)
            .withLabel(Labels.ROLE, "keyring")
            .list()
            .getItems()) {
      String name = secret.getMetadata().getName();
      if (!name.equals(adminName(auditLogUid)) && !name.equals(journalName(auditLogUid))) {
        delete(name);
      }
    }
    delete(adminName(auditLogUid));
  }

  private Secret createOnce(String name, String uid, Supplier<Map<String, String>> content) {
    Secret present = objects.secret(namespace, name);
    if (present != null) {
      return present;
    }
    try {
      return client.secrets().resource(secret(name, uid, content.get())).create();
    } catch (KubernetesClientException e) {
      Secret made = objects.secret(namespace, name);
      if (e.getCode() == HttpURLConnection.HTTP_CONFLICT && made != null) {
        return made;
      }
      throw e;
    }
  }

  private void put(String name, String uid, Map<String, String> content) {
    Secret present = objects.secret(namespace, name);
    Secret wanted = secret(name, uid, content);
    if (present == null) {
      client.secrets().resource(wanted).create();
    } else if (!new TreeMap<>(present.getData() == null ? Map.of() : present.getData())
        .equals(wanted.getData())) {
      wanted.getMetadata().setResourceVersion(present.getMetadata().getResourceVersion());
      client.secrets().resource(wanted).update();
    }
  }

  private Secret secret(String name, String uid, Map<String, String> content) {
    return new SecretBuilder()
        .withNewMetadata()
        .withName(name)
        .withNamespace(namespace)
        .addToLabels(Labels.AUDIT_LOG_UID, uid)
        .addToLabels(Labels.ROLE, "keyring")
        .endMetadata()
        .withType("kafkaaudit.io/keyring")
        .withData(OwnedObjects.encode(content))
        .build();
  }

  private void delete(String name) {
    client.secrets().inNamespace(namespace).withName(name).delete();
  }

  private String newPassword() {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 40; i++) {
      text.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
    }
    return text.toString();
  }

  private static String keyName(String keyId) {
    return "kafka-audit-key-" + keyId.toLowerCase(Locale.ROOT);
  }

  private static String writerName(String uid) {
    return "kafka-audit-writer-" + uid;
  }

  private static String journalName(String uid) {
    return "kafka-audit-events-" + uid;
  }

  /** Name of the Secret with the record of DENY ACLs, for people. */
  public static String denialsName(String auditLogUid) {
    return "kafka-audit-denials-" + auditLogUid;
  }

  private static String adminName(String uid) {
    return "kafka-audit-admin-" + uid;
  }
}
