package io.kafkaaudit.agent.instrument;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.FieldVisitor;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;
import org.objectweb.asm.commons.GeneratorAdapter;

/**
 * One class of the broker that gets hooks: the members that it must have, and what is put in. A
 * class that lacks one of them is of unknown shape and is left alone. Immutable once described.
 */
final class HookedClass {
  /** Makes the visitor that puts a hook into a method. */
  interface HookFactory {
    MethodVisitor around(
        MethodVisitor next, String owner, int access, String name, String descriptor);
  }

  /** Whether a method of a wanted name takes what its hook needs. */
  interface Shape {
    boolean fits(Type[] arguments);
  }

  private final Map<String, HookFactory> methods = new HashMap<>();
  private final List<Alternatives> alternatives = new ArrayList<>();
  private final Set<String> fields = new HashSet<>();
  private final List<Accessor> accessors = new ArrayList<>();
  private @Nullable String addedInterface;

  /** A method that must exist and gets a hook; key: name and descriptor. */
  HookedClass method(String key, HookFactory factory) {
    methods.put(key, factory);
    return this;
  }

  /**
   * A method that changes from version to version: each of this name that takes what the hook needs
   * gets the hook, and one must exist.
   *
   * @param needs what the hook needs, in words
   */
  HookedClass anyMethod(String name, String needs, Shape shape, HookFactory factory) {
    alternatives.add(new Alternatives(name, needs, shape, factory));
    return this;
  }

  /** A field that must exist; key: name and descriptor. */
  HookedClass field(String key) {
    fields.add(key);
    return this;
  }

  /** An interface of the hooks that the class shall implement by the accessors that follow. */
  HookedClass implementing(String internalName) {
    addedInterface = internalName;
    return this;
  }

  /** A getter of a field that exists. */
  HookedClass getter(String method, String field, String descriptor) {
    return getter(method, descriptor, field, descriptor);
  }

  /**
   * A getter of a field whose type the hooks cannot name.
   *
   * @param returned the field's type or a wider one
   */
  HookedClass getter(String method, String returned, String field, String descriptor) {
    accessors.add(new Accessor(method, returned, field, descriptor, false));
    return field(field + descriptor);
  }

  /** A new field with a getter and a setter. */
  HookedClass property(String method, String descriptor) {
    accessors.add(new Accessor(method, descriptor, method, descriptor, true));
    return this;
  }

  /** What of the expected members a class lacks; null: it has all of them. */
  @Nullable String unknownShape(ClassReader reader) {
    Set<String> expected = new HashSet<>(methods.keySet());
    expected.addAll(fields);
    alternatives.forEach(any -> expected.add(any.toString()));
    reader.accept(
        new ClassVisitor(Opcodes.ASM9) {
          @Override
          public @Nullable FieldVisitor visitField(
              int access, String name, String descriptor, String signature, Object value) {
            expected.remove(name + descriptor);
            return null;
          }

          @Override
          public @Nullable MethodVisitor visitMethod(
              int access, String name, String descriptor, String signature, String[] exceptions) {
            if (hasBody(access)) {
              expected.remove(name + descriptor);
              alternatives.stream()
                  .filter(any -> any.fit(access, name, descriptor))
                  .forEach(any -> expected.remove(any.toString()));
            }
            return null;
          }
        },
        ClassReader.SKIP_CODE | ClassReader.SKIP_DEBUG);
    return expected.isEmpty() ? null : "unknown shape, lacks " + String.join(", ", expected);
  }

  byte[] instrument(ClassReader reader) {
    ClassWriter writer = new ClassWriter(reader, ClassWriter.COMPUTE_MAXS);
    reader.accept(new Instrumenter(writer), ClassReader.EXPAND_FRAMES);
    return writer.toByteArray();
  }

  private static boolean hasBody(int access) {
    return (access & Opcodes.ACC_ABSTRACT) == 0;
  }

  private @Nullable HookFactory hookOf(int access, String name, String descriptor) {
    HookFactory exact = methods.get(name + descriptor);
    if (exact != null || !hasBody(access)) {
      return hasBody(access) ? exact : null;
    }
    return alternatives.stream()
        .filter(any -> any.fit(access, name, descriptor))
        .map(any -> any.factory)
        .findFirst()
        .orElse(null);
  }

  /** Methods of one name, of which one must be there. */
  private static final class Alternatives {
    final String name;
    final String needs;
    final Shape shape;
    final HookFactory factory;

    Alternatives(String name, String needs, Shape shape, HookFactory factory) {
      this.name = name;
      this.needs = needs;
      this.shape = shape;
      this.factory = factory;
    }

    boolean fit(int access, String method, String descriptor) {
      return (access & Opcodes.ACC_STATIC) == 0
          && method.equals(name)
          && shape.fits(Type.getArgumentTypes(descriptor));
    }

    @Override
    public String toString() {
      return name + " with " + needs;
    }
  }

  private static final class Accessor {
    final String method;
    final String returned;
    final String field;
    final String descriptor;
    final boolean added;

    Accessor(String method, String returned, String field, String descriptor, boolean added) {
      this.method = method;
      this.returned = returned;
      this.field = field;
      this.descriptor = descriptor;
      this.added = added;
    }
  }

  private final class Instrumenter extends ClassVisitor {
    private String owner = "";

    Instrumenter(ClassVisitor next) {
      super(Opcodes.ASM9, next);
    }

    @Override
    public void visit(
        int version,
        int access,
        String name,
        String signature,
        String superName,
        String[] interfaces) {
      owner = name;
      String[] all = interfaces;
      if (addedInterface != null) {
        all = java.util.Arrays.copyOf(interfaces, interfaces.length + 1);
        all[interfaces.length] = addedInterface;
      }
      super.visit(version, access, name, signature, superName, all);
    }

    @Override
    public MethodVisitor visitMethod(
        int access, String name, String descriptor, String signature, String[] exceptions) {
      MethodVisitor next = super.visitMethod(access, name, descriptor, signature, exceptions);
      HookFactory factory = hookOf(access, name, descriptor);
      return factory == null ? next : factory.around(next, owner, access, name, descriptor);
    }

    @Override
    public void visitEnd() {
      for (Accessor accessor : accessors) {
        if (accessor.added) {
          int access = Opcodes.ACC_PRIVATE | Opcodes.ACC_VOLATILE | Opcodes.ACC_TRANSIENT;
          cv.visitField(
                  access | Opcodes.ACC_SYNTHETIC, accessor.field, accessor.descriptor, null, null)
              .visitEnd();
          generate(accessor, "(" + accessor.descriptor + ")V");
        }
        generate(accessor, "()" + accessor.returned);
      }
      super.visitEnd();
    }

    private void generate(Accessor accessor, String descriptor) {
      int access = Opcodes.ACC_PUBLIC | Opcodes.ACC_SYNTHETIC;
      GeneratorAdapter code =
          new GeneratorAdapter(
              cv.visitMethod(access, accessor.method, descriptor, null, null),
              access,
              accessor.method,
              descriptor);
      Type type = Type.getType(accessor.descriptor);
      code.visitCode();
      code.loadThis();
      if (descriptor.endsWith("V")) {
        code.loadArg(0);
        code.putField(Type.getObjectType(owner), accessor.field, type);
      } else {
        code.getField(Type.getObjectType(owner), accessor.field, type);
      }
      code.returnValue();
      code.endMethod();
    }
  }
}
