package io.kafkaaudit.brokertests;

import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;

/**
 * Calls of management APIs that came after the client of these tests, which is older because newer
 * ones lack calls that old tools still make: by the newest client, in a loader of its own.
 */
final class NewerCalls implements AutoCloseable {
  private final URLClassLoader loader;
  private final AutoCloseable admin;

  /**
   * @param client properties of a client
   */
  NewerCalls(Properties client) throws ReflectiveOperationException {
    URL[] jars =
        Arrays.stream(Audit.version(Releases.NEWEST).classPath().split(":", -1))
            .map(NewerCalls::url)
            .toArray(URL[]::new);
    loader = new URLClassLoader(jars, ClassLoader.getPlatformClassLoader());
    ClassLoader before = Thread.currentThread().getContextClassLoader();
    Thread.currentThread().setContextClassLoader(loader); // of login modules
    try {
      admin =
          (AutoCloseable)
              loader
                  .loadClass("org.apache.kafka.clients.admin.Admin")
                  .getMethod("create", Properties.class)
                  .invoke(null, client);
    } finally {
      Thread.currentThread().setContextClassLoader(before);
    }
  }

  /** Each call once; a broker that does not know the API is not even asked. */
  void run() throws Exception {
    Object partition =
        loader
            .loadClass("org.apache.kafka.common.TopicPartition")
            .getConstructor(String.class, int.class)
            .newInstance("t1", 0);
    end("alterShareGroupOffsets", String.class, "g2", Map.class, Map.of(partition, 0L));
    end("deleteShareGroupOffsets", String.class, "g2", Set.class, Set.of("t1"));
    end("unregisterController", int.class, 99);
  }

  /**
   * @param typesAndValues of the arguments, alternating
   */
  private void end(String method, Object... typesAndValues) throws Exception {
    List<Class<?>> types = new ArrayList<>();
    List<Object> values = new ArrayList<>();
    for (int i = 0; i < typesAndValues.length; i += 2) {
      types.add((Class<?>) typesAndValues[i]);
      values.add(typesAndValues[i + 1]);
    }
    Class<?> type = loader.loadClass("org.apache.kafka.clients.admin.Admin");
    Object result =
        type.getMethod(method, types.toArray(Class[]::new)).invoke(admin, values.toArray());
    Class<?> answer = loader.loadClass("org.apache.kafka.common.errors.ApiException");
    try {
      ((Future<?>) result.getClass().getMethod("all").invoke(result)).get();
    } catch (ExecutionException e) {
      if (!answer.isInstance(e.getCause())) {
        throw new AssertionError("the cluster did not answer " + method, e);
      }
    }
  }

  /**
   * What {@link #run} must leave in the audit log.
   *
   * @param who such as User:alice
   * @param decision about the user: granted, denied or undecided
   */
  static List<String> expected(String version, String who, String decision) {
    boolean denied = decision.equals("denied");
    List<String> lines = new ArrayList<>();
    if (Releases.since(version, "4.1")) {
      boolean on = Releases.since(version, "4.2"); // until then the broker refuses it unasked
      String refused = denied ? "GROUP_AUTHORIZATION_FAILED" : "GROUP_ID_NOT_FOUND";
      String end =
          on
              ? decision + " %s group=g2 FAILURE " + refused
              : "undecided %s group=g2 FAILURE UNSUPPORTED_VERSION";
      for (String api : List.of("AlterShareGroupOffsets", "DeleteShareGroupOffsets")) {
        lines.add(who + " " + end.formatted(api));
      }
    }
    if (Releases.since(version, "4.4")) {
      String refused = denied ? "CLUSTER_AUTHORIZATION_FAILED" : "CONTROLLER_ID_NOT_REGISTERED";
      lines.add(who + " " + decision + " UnregisterController controller=99 FAILURE " + refused);
    }
    return lines;
  }

  @Override
  public void close() throws Exception {
    admin.close();
    loader.close();
  }

  private static URL url(String jar) {
    try {
      return Path.of(jar).toUri().toURL();
    } catch (MalformedURLException e) {
      throw new IllegalArgumentException(e);
    }
  }
}
