package io.kafkaaudit.e2e;

import java.util.Optional;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.opentest4j.TestAbortedException;

/** Prints a line for each scenario with its time; keeps the logs of all pods of one that failed. */
final class ScenarioExtension implements BeforeEachCallback, AfterEachCallback {
  private static final Namespace NAMESPACE = Namespace.create(ScenarioExtension.class);

  @Override
  public void beforeEach(ExtensionContext context) throws Exception {
    Installation.get();
    context.getStore(NAMESPACE).put("started", System.nanoTime());
  }

  @Override
  public void afterEach(ExtensionContext context) throws Exception {
    Long started = context.getStore(NAMESPACE).get("started", Long.class);
    if (started == null) {
      return; // the installation failed and has told why
    }
    Optional<Throwable> end = context.getExecutionException();
    boolean skipped = end.filter(TestAbortedException.class::isInstance).isPresent();
    boolean failed = end.isPresent() && !skipped;
    String name =
        context.getRequiredTestClass().getSimpleName()
            + "."
            + context.getRequiredTestMethod().getName();
    System.out.printf(
        "scenario %-70s %s %6.1f s%n",
        name,
        failed ? "FAILED" : skipped ? "skipped" : "passed",
        (System.nanoTime() - started) / 1e9);
    if (failed) {
      Installation.get().keepLogs(name);
    }
  }
}
