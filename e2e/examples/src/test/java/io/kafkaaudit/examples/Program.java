package io.kafkaaudit.examples;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/** The consumers among the examples, each in its language. */
enum Program {
  JAVA("07-consumer-java") {
    @Override
    Map<String, String> programs() {
      String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
      return Map.of("java", java + " -Xmx64m -XX:TieredStopAtLevel=1 \"$@\"");
    }
  },
  PYTHON("08-consumer-python") {
    @Override
    Map<String, String> programs() throws Exception {
      String python = System.getProperty("examples.python", "python3");
      require(
          "python3 with confluent_kafka (pip install -r"
              + " examples/08-consumer-python/requirements.txt)",
          succeeds(List.of(python, "-c", "import confluent_kafka")));
      // What is wanted must be there already: nothing is installed into this machine's Python.
      return Map.of(
          "python3",
          python + " \"$@\"",
          "pip",
          python + " -m pip --disable-pip-version-check \"$@\" --no-index --dry-run");
    }
  },
  GO("09-consumer-go") {
    @Override
    Map<String, String> programs() throws Exception {
      require("go, with a module proxy", succeeds(List.of("go", "mod", "download")));
      return Map.of();
    }
  };

  private final String example;

  Program(String example) {
    this.example = example;
  }

  /**
   * What its image has of its base image, here; skips the test where the machine has not the
   * language.
   */
  abstract Map<String, String> programs() throws Exception;

  /** Its image, built by its Dockerfile. */
  PlayedImage image(Path scratch) throws Exception {
    return PlayedImage.build(folder(), Files.createDirectory(scratch.resolve("image")), programs());
  }

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
