package io.kafkaaudit.agent.instrument;

import java.lang.instrument.ClassFileTransformer;
import java.nio.charset.StandardCharsets;
import java.security.ProtectionDomain;
import java.util.Map;
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
  private final Coverage coverage;

  public HookTransformer(Coverage coverage) {
    this.coverage = coverage;
  }

  /** Null leaves the class as it is. */
  @Override
  public byte @Nullable [] transform(
      @Nullable ClassLoader loader,
      @Nullable String name,
      @Nullable Class<?> redefined,
      @Nullable ProtectionDomain domain,
      byte[] bytes) {
    if (name == null || redefined != null) {
      return null;
    }
    try {
      HookedClass point = points.get(name);
      if (point == null && mayBeAuthorizer(name, bytes)) {
        point = authorizer(new ClassReader(bytes));
      }
      return point == null ? null : instrument(name, point, bytes);
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
    return declares[0] ? HookPoints.authorizer(declares[1]) : null;
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
