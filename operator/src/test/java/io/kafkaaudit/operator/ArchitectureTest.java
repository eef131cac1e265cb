package io.kafkaaudit.operator;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "io.kafkaaudit.operator", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {

  @ArchTest
  static final ArchRule ONLY_ONE_PACKAGE_KNOWS_KAFKAS_CLIENTS =
      noClasses()
          .that()
          .resideOutsideOfPackage("io.kafkaaudit.operator.kafka..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.apache.kafka..");

  @ArchTest
  static final ArchRule THAT_PACKAGE_KNOWS_NOTHING_OF_KUBERNETES =
      noClasses()
          .that()
          .resideInAPackage("io.kafkaaudit.operator.kafka..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("io.fabric8..", "io.javaoperatorsdk..", "io.kafkaaudit.crd..");

  @ArchTest
  static final ArchRule PACKAGES_DEPEND_ONE_WAY =
      slices().matching("io.kafkaaudit.operator.(*)..").should().beFreeOfCycles();
}
