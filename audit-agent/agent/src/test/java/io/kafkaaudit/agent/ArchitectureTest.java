package io.kafkaaudit.agent;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "io.kafkaaudit", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {
  private static final String AGENT = "io.kafkaaudit.agent.";

  @ArchTest
  static final ArchRule CONTRACT_KNOWS_NOBODY =
      noClasses()
          .that()
          .resideInAPackage("io.kafkaaudit.contract..")
          .should()
          .dependOnClassesThat()
          .resideOutsideOfPackages("io.kafkaaudit.contract..", "java..", "org.jspecify..");

  @ArchTest
  static final ArchRule DELIVERY_STANDS_ALONE =
      noClasses()
          .that()
          .resideInAPackage(AGENT + "delivery..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "io.kafkaaudit.contract..",
              AGENT + "boot..",
              AGENT + "capture..",
              AGENT + "event..",
              AGENT + "hook..",
              AGENT + "instrument..",
              AGENT + "metrics..");

  @ArchTest
  static final ArchRule HOOKS_ONLY_CAPTURE =
      noClasses()
          .that()
          .resideInAPackage(AGENT + "hook..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              AGENT + "boot..",
              AGENT + "event..",
              AGENT + "delivery..",
              AGENT + "instrument..",
              AGENT + "metrics..");

  @ArchTest
  static final ArchRule CAPTURE_KNOWS_NO_OTHER_PART =
      noClasses()
          .that()
          .resideInAPackage(AGENT + "capture..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              AGENT + "boot..",
              AGENT + "event..",
              AGENT + "delivery..",
              AGENT + "hook..",
              AGENT + "instrument..",
              AGENT + "metrics..");

  @ArchTest
  static final ArchRule EVENTS_KNOW_ONLY_WHAT_WAS_CAPTURED =
      noClasses()
          .that()
          .resideInAPackage(AGENT + "event..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              AGENT + "boot..",
              AGENT + "delivery..",
              AGENT + "hook..",
              AGENT + "instrument..",
              AGENT + "metrics..");

  /** A broker type that is loaded inside transform() would be defined twice. */
  @ArchTest
  static final ArchRule THE_TRANSFORMER_LOADS_NO_BROKER_TYPE =
      noClasses()
          .that()
          .resideInAPackage(AGENT + "instrument..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "org.apache.kafka..", "kafka..", AGENT + "hook..", AGENT + "capture..");
}
