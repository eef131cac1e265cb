package io.kafkaaudit.examples;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/** A program of an example as it runs in a container. Killed when closed. */
final class ChildProcess implements AutoCloseable {
  private final Process process;
  private final List<String> out = new CopyOnWriteArrayList<>();
  private final List<String> err = new CopyOnWriteArrayList<>();
  private final List<Thread> readers;

  ChildProcess(List<String> command, Map<String, String> environment, Path directory)
      throws IOException {
    ProcessBuilder builder = new ProcessBuilder(command).directory(directory.toFile());
    builder.environment().putAll(environment);
    process = builder.start();
    readers =
        List.of(
            new Thread(() -> process.inputReader().lines().forEach(out::add)),
            new Thread(() -> process.errorReader().lines().forEach(err::add)));
    readers.forEach(Thread::start);
  }

  List<String> out() {
    return out;
  }

  String err() {
    return String.join("\n", err);
  }

  /** All that it wrote. */
  String log() {
    return String.join("\n", out) + "\n" + err();
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** What the kubelet does to a container: SIGTERM. */
  void terminate() {
    process.toHandle().destroy(); // Process.destroy would close its output as well
  }

  /** Its exit code, once it has ended and all of its output is here. */
  int awaitEnd() throws InterruptedException {
    if (!process.waitFor(Platform.LONG.toSeconds(), TimeUnit.SECONDS)) {
      throw new AssertionError("did not end:\n" + err());
    }
    for (Thread reader : readers) {
      reader.join();
    }
    return process.exitValue();
  }

  @Override
  public void close() {
    process.toHandle().destroyForcibly();
  }
}
