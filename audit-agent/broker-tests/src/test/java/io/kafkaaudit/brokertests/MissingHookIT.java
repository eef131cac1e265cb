package io.kafkaaudit.brokertests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.regex.Pattern;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;
import org.objectweb.asm.commons.ClassRemapper;
import org.objectweb.asm.commons.GeneratorAdapter;
import org.objectweb.asm.commons.Method;
import org.objectweb.asm.commons.SimpleRemapper;

/** A Kafka whose forwarding the agent does not know: nothing is told twice, or as undecided. */
class MissingHookIT {
  @TempDir Path directory;

  @ParameterizedTest(name = "Kafka {0}, separate roles: {2}")
  @CsvSource({
    "3.7.2, kafka/server/ForwardingManagerImpl, true",
    "4.4.0, org/apache/kafka/server/ForwardingManagerImpl, false"
  })
  void controllersTellWhatBrokersPassOn(String version, String name, boolean separate)
      throws Exception {
    reshape(version, name, directory.resolve(separate ? "audited/node-2" : "audited/node-1"));
    List<JsonNode> events =
        ScriptRun.of(version, separate, true)
            // The broker refuses that one itself, and nobody knows whether it passed it on.
            .without(
                "User:alice denied CreateDelegationToken cluster FAILURE"
                    + " DELEGATION_TOKEN_AUTHORIZATION_FAILED")
            .run(directory);
    assertThat(events)
        .filteredOn(e -> e.at("/data/phase").asText().equals("stop"))
        .filteredOn(e -> e.at("/data/nodeId").asInt() == (separate ? 2 : 1))
        .singleElement()
        .satisfies(
            stop ->
                assertThat(stop.at("/data/coverageGaps"))
                    .anyMatch(
                        gap -> gap.asText().startsWith(name.replace('/', '.') + ": unknown")));
  }

  /** The same class, its methods in a parent class: it works, and has another shape. */
  private static void reshape(String version, String name, Path classes) throws IOException {
    String parent = name + "sParent";
    Map<String, byte[]> all = withInnerClasses(version, name);
    Map<String, String> moved = new TreeMap<>();
    all.keySet().forEach(each -> moved.put(each, parent + each.substring(name.length())));
    for (Map.Entry<String, byte[]> each : all.entrySet()) {
      ClassWriter renamed = new ClassWriter(0);
      new ClassReader(each.getValue())
          .accept(new ClassRemapper(renamed, new SimpleRemapper(moved)), 0);
      write(classes, moved.get(each.getKey()), renamed.toByteArray());
    }
    ClassReader original = new ClassReader(all.get(name));
    ClassWriter child = new ClassWriter(ClassWriter.COMPUTE_MAXS);
    child.visit(Opcodes.V1_8, Opcodes.ACC_PUBLIC, name, null, parent, null);
    original.accept(
        new ClassVisitor(Opcodes.ASM9) {
          @Override
          public MethodVisitor visitMethod(
              int access, String method, String descriptor, String signature, String[] thrown) {
            if (method.equals("<init>")) {
              delegate(child, access, parent, descriptor);
            }
            return null;
          }
        },
        0);
    child.visitEnd();
    write(classes, name, child.toByteArray());
  }

  private static void delegate(ClassWriter child, int access, String parent, String descriptor) {
    Method constructor = new Method("<init>", descriptor);
    MethodVisitor next = child.visitMethod(access, "<init>", descriptor, null, null);
    GeneratorAdapter code = new GeneratorAdapter(next, access, "<init>", descriptor);
    code.visitCode();
    code.loadThis();
    code.loadArgs();
    code.invokeConstructor(Type.getObjectType(parent), constructor);
    code.returnValue();
    code.endMethod();
  }

  private static Map<String, byte[]> withInnerClasses(String version, String name)
      throws IOException {
    Map<String, byte[]> all = new TreeMap<>();
    for (String path : Audit.version(version).classPath().split(":", -1)) {
      try (JarFile jar = new JarFile(path)) {
        for (JarEntry entry : jar.stream().toList()) {
          if (entry.getName().matches(Pattern.quote(name) + "([$].*)?[.]class")) {
            String each = entry.getName().replaceFirst("[.]class$", "");
            all.put(each, jar.getInputStream(entry).readAllBytes());
          }
        }
      }
    }
    return all;
  }

  private static void write(Path classes, String name, byte[] bytes) throws IOException {
    Path file = classes.resolve(name + ".class");
    Files.createDirectories(file.getParent());
    Files.write(file, bytes);
  }
}
