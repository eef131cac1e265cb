package io.kafkaaudit.agent.boot;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.commons.ClassRemapper;
import org.objectweb.asm.commons.Remapper;

/** A JVM of Java 8 that gets our jar by JAVA_TOOL_OPTIONS starts. */
class EntryTest {
  private static final String COMMAND = "sun.java.command";
  private static final String OURS = "io/kafkaaudit/";
  private static final int JAVA_8 = 52;

  private final PrintStream stderr = System.err;
  private final PrintStream stdout = System.out;
  private final String command = System.getProperty(COMMAND);
  private final ByteArrayOutputStream told = new ByteArrayOutputStream();
  private final ByteArrayOutputStream printed = new ByteArrayOutputStream();

  @BeforeEach
  void listen() {
    System.setErr(new PrintStream(told, true, StandardCharsets.UTF_8));
    System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
  }

  @AfterEach
  void restore() {
    System.setErr(stderr);
    System.setOut(stdout);
    System.setProperty(COMMAND, command);
  }

  @Test
  void everyClassThatTheEntryLinksIsOneOfJava8() throws Exception {
    Set<String> linked = new TreeSet<>();
    Deque<String> open = new ArrayDeque<>();
    open.add(KafkaAuditAgent.class.getName().replace('.', '/'));
    while (!open.isEmpty()) {
      String name = open.remove();
      if (linked.add(name)) {
        byte[] bytes = bytes(name);
        assertThat(ByteBuffer.wrap(bytes).getShort(6)).as(name).isEqualTo((short) JAVA_8);
        namesIn(bytes).stream().filter(each -> each.startsWith(OURS)).forEach(open::add);
      }
    }
    assertThat(linked)
        .containsExactly(
            "io/kafkaaudit/agent/boot/JvmGate", "io/kafkaaudit/agent/boot/KafkaAuditAgent");
  }

  @Test
  void aBrokerOnJava8IsToldInOneLine() {
    System.setProperty(COMMAND, "kafka.Kafka /etc/server.properties");
    KafkaAuditAgent.premain(null, null, "1.8");
    assertThat(told.toString(StandardCharsets.UTF_8))
        .isEqualTo(
            "kafka-audit-agent: not active: it needs Java 11 or newer,"
                + " and this broker runs on Java 1.8"
                + System.lineSeparator());
    assertThat(printed.size()).isZero();
  }

  @Test
  void aToolIsToldNothingOnAnyJava() {
    System.setProperty(COMMAND, "kafka.admin.ConfigCommand --describe");
    KafkaAuditAgent.premain(null, null, "1.8");
    KafkaAuditAgent.premain(null, null);
    System.setProperty(COMMAND, "kafka.Kafka --version");
    KafkaAuditAgent.premain(null, null);
    assertThat(told.size()).isZero();
    assertThat(printed.size()).isZero();
  }

  private static Set<String> namesIn(byte[] bytes) {
    Set<String> names = new TreeSet<>();
    new ClassReader(bytes)
        .accept(
            new ClassRemapper(
                new ClassWriter(0),
                new Remapper() {
                  @Override
                  public String map(String name) {
                    names.add(name);
                    return name;
                  }
                }),
            0);
    return names;
  }

  private static byte[] bytes(String name) throws IOException {
    try (InputStream in = ClassLoader.getSystemResourceAsStream(name + ".class")) {
      return in.readAllBytes();
    }
  }
}
