package io.kafkaaudit.agent.instrument;

import java.lang.instrument.ClassFileTransformer;
import java.nio.charset.StandardCharsets;
import java.security.ProtectionDomain;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/**
 * Puts the hooks into classes while they load. On any doubt a class is left as it is. Thread-safe.
 */
public final class HookTransformer implements ClassFileTransformer {
  private static final byte[] AUTHORIZE =
      HookPoints.AUTHORIZE_DESCRIPTOR.getBytes(StandardCharsets.UTF_8);

  /** In the constant pool of a class that has its hooks already. */
  private static final byte[] OURS = Hook.PACKAGE.getBytes(StandardCharsets.UTF_8);

  private static final Set<String> TOO_COMMON = Set.of("Request", "Authorizer");

  private static final String[] NEVER_AUTHORIZERS = {
    "java/",
    "javax/",
    "jdk/",
    "sun/",
    "com/sun/",
    "scala/",
    "io/kafkaaudit/",
    "com/fasterxml/",
    "org/slf4j/",
    "org/apache/logging/",
    "org/apache/log4j/",
    "org/eclipse/jetty/",
    "ch/qos/"
  };

  private final Map<String, HookedClass> points = HookPoints.byClass();
  private final Set<String> simpleNames = new HashSet<>();
  private final Coverage coverage;
  private final @Nullable ClassLoader brokers;

  /**
   * @param brokers the loader of the broker's classes: a plugin with a loader of its own may bring
   *     classes of the same names, whose types are not those that the hooks know
   */
  public HookTransformer(Coverage coverage, @Nullable ClassLoader brokers) {
    this.coverage = coverage;
    this.brokers = brokers;
    points.keySet().stream()
        .map(HookTransformer::simpleName)
        .filter(name -> !TOO_COMMON.contains(name))
        .forEach(simpleNames::add);
  }

  /**
   * Null leaves the class as it is. Another agent may redefine a class: then it gets its hooks
   * again.
   */
  @Override
  public byte @Nullable [] transform(
      @Nullable ClassLoader loader,
      @Nullable String name,
      @Nullable Class<?> redefined,
      @Nullable ProtectionDomain domain,
      byte[] bytes) {
    if (name == null || loader != brokers) {
      return null;
    }
    try {
      HookedClass point = points.get(name);
      if (point == null && mayBeAuthorizer(name, bytes)) {
        point = authorizer(new ClassReader(bytes));
        if (point != null) {
          coverage.authorizer(name);
        }
      }
      if (point == null) {
        noteMoved(name);
        return null;
      }
      return contains(bytes, OURS) ? null : instrument(name, point, bytes);
    } catch (Throwable e) {
      coverage.leftAlone(name, e.toString());
      return null;
    }
  }

  private byte @Nullable [] instrument(String name, HookedClass point, byte[] bytes) {
    ClassReader reader = new ClassReader(bytes);
    String unknown = point.unknownShape(reader);
    if (unknown != null) {
      coverage.leftAlone(name, unknown);
      return null;
    }
    byte[] instrumented = point.instrument(reader);
    coverage.hooked(name);
    return instrumented;
  }

  /** A class that moved to another package would otherwise be missed in silence. */
  private void noteMoved(String name) {
    boolean kafkas = name.startsWith("org/apache/kafka/") || name.startsWith("kafka/");
    if (kafkas && simpleNames.contains(simpleName(name))) {
      coverage.leftAlone(name, "not known in this place");
    }
  }

  private static String simpleName(String name) {
    return name.substring(name.lastIndexOf('/') + 1);
  }

  private static boolean mayBeAuthorizer(String name, byte[] bytes) {
    for (String prefix : NEVER_AUTHORIZERS) {
      if (name.startsWith(prefix)) {
        return false;
      }
    }
    return contains(bytes, AUTHORIZE);
  }

  /** Null: the class only calls authorize. */
  private static @Nullable HookedClass authorizer(ClassReader reader) {
    boolean[] declares = new boolean[2];
    reader.accept(
        new ClassVisitor(Opcodes.ASM9) {
          @Override
          public @Nullable MethodVisitor visitMethod(
              int access, String name, String descriptor, String signature, String[] exceptions) {
            if ((access & Opcodes.ACC_ABSTRACT) == 0 && (access & Opcodes.ACC_STATIC) == 0) {
              declares[0] |= (name + descriptor).equals(HookPoints.AUTHORIZE);
              declares[1] |= (name + descriptor).equals(HookPoints.byTypeKey());
            }
            return null;
          }
        },
        ClassReader.SKIP_CODE | ClassReader.SKIP_DEBUG);
    return declares[0] ? HookPoints.authorizer(reader.getClassName(), declares[1]) : null;
  }

  private static boolean contains(byte[] bytes, byte[] wanted) {
    int last = bytes.length - wanted.length;
    for (int i = 0; i <= last; i++) {
      int matched = 0;
      while (matched < wanted.length && bytes[i + matched] == wanted[matched]) {
        matched++;
      }
      if (matched == wanted.length) {
        return true;
      }
    }
    return false;
  }
}
