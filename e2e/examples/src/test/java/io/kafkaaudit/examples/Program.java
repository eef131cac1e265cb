package io.kafkaaudit.examples;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/** The consumers among the examples, each in its language. */
enum Program {
  JAVA("07-consumer-java") {
    @Override
    List<String> command(Path scratch) {
      return List.of(
          Path.of(System.getProperty("java.home"), "bin", "java").toString(),
          "-Xmx64m",
          "-XX:TieredStopAtLevel=1",
          "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn",
          "-cp",
          folder().resolve("target/app") + "/*",
          "io.kafkaaudit.examples.AuditReader");
    }
  },
  PYTHON("08-consumer-python") {
    @Override
    List<String> command(Path scratch) throws Exception {
      String python = System.getProperty("examples.python", "python3");
      require(
          "python3 with confluent_kafka (pip install -r examples/08-consumer-python/requirements.txt)",
          succeeds(List.of(python, "-c", "import confluent_kafka")));
      return List.of(python, folder().resolve("audit_reader.py").toString());
    }
  },
  GO("09-consumer-go") {
    @Override
    List<String> command(Path scratch) throws Exception {
      require("go, with a module proxy", succeeds(List.of("go", "mod", "download")));
      Path built = scratch.resolve("audit-reader-go");
      if (!succeeds(List.of("go", "build", "-o", built.toString(), "."))) {
        throw new AssertionError("go build fails in " + folder());
      }
      return List.of(built.toString());
    }
  };

  private final String example;

  Program(String example) {
    this.example = example;
  }

  /**
   * How it is started, without arguments; skips the test where the machine has not the language.
   */
  abstract List<String> command(Path scratch) throws Exception;

  Path folder() {
    return Platform.EXAMPLES.resolve(example);
  }

  /** With -Dexamples.required=true what is missing is an error. */
  void require(String what, boolean there) {
    if (!there) {
      String message = "examples/" + example + ": no " + what;
      if (Boolean.getBoolean("examples.required")) {
        throw new AssertionError(message);
      }
      System.out.println("SKIPPED: " + message);
      Assumptions.abort(message);
    }
  }

  boolean succeeds(List<String> command) throws InterruptedException {
    Process process;
    try {
      process = new ProcessBuilder(command).directory(folder().toFile()).inheritIO().start();
    } catch (IOException e) {
      return false; // there is no such program
    }
    if (!process.waitFor(5, TimeUnit.MINUTES)) {
      process.destroyForcibly();
      throw new AssertionError(command + " does not end");
    }
    return process.exitValue() == 0;
  }
}
