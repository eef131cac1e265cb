package io.kafkaaudit.operator;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.kafkaaudit.operator.owned.OwnedObjects;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/** Objects of an installation, as the release 23434fc wrote them. */
public final class OlderReleaseObjects {
  private static final Path FILE = Path.of("src/test/resources/older-release/objects.yaml");

  private OlderReleaseObjects() {}

  /** All Secrets, with data as an API server gives them. */
  public static List<Secret> secrets() throws IOException {
    return all(Secret.class);
  }

  /** The one of that kind and name. */
  public static <T extends HasMetadata> T one(Class<T> kind, String name) throws IOException {
    return all(kind).stream()
        .filter(object -> object.getMetadata().getName().equals(name))
        .findFirst()
        .orElseThrow();
  }

  /** A resource of ours as it is written, with nothing that a Java class would leave out. */
  public static String text(String kind) throws IOException {
    return texts(kind).get(0);
  }

  private static <T extends HasMetadata> List<T> all(Class<T> kind) throws IOException {
    List<T> all = new ArrayList<>();
    for (String text : texts(kind.getSimpleName())) {
      T object = Serialization.unmarshal(text, kind);
      if (object instanceof Secret secret) {
        secret.setData(
            OwnedObjects.encode(Objects.requireNonNullElse(secret.getStringData(), Map.of())));
        secret.setStringData(null);
      }
      all.add(object);
    }
    return all;
  }

  private static List<String> texts(String kind) throws IOException {
    return Stream.of(Files.readString(FILE).split("\n---\n", -1))
        .filter(text -> text.contains("\nkind: " + kind + "\n"))
        .toList();
  }
}
