package io.kafkaaudit.programs;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;

/** Does {@link Acts} once. Argument: a file with the administrator's client properties. */
public final class ActsProgram {
  private ActsProgram() {}

  /** Ends with an exception when the audited cluster does not answer. */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    Properties root = new Properties();
    try (Reader file = Files.newBufferedReader(Path.of(arguments[0]))) {
      root.load(file);
    }
    Acts.run(root.getProperty("bootstrap.servers"), root);
  }
}
