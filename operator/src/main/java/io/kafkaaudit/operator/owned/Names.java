package io.kafkaaudit.operator.owned;

import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.Collection;
import java.util.stream.Collectors;

/** Names of objects, as people are shown them. */
public final class Names {
  private static final int MOST = 10;

  private Names() {}

  /** Namespace and name. */
  public static String of(HasMetadata object) {
    return object.getMetadata().getNamespace() + "/" + object.getMetadata().getName();
  }

  /** A list of names that stays readable: the first ten, and how many there are beside. */
  public static String list(Collection<String> names) {
    return list(names, MOST);
  }

  /** The same with another number. */
  public static String list(Collection<String> names, int most) {
    String shown = names.stream().limit(most).collect(Collectors.joining(", "));
    return names.size() > most ? shown + " and " + (names.size() - most) + " more" : shown;
  }
}
