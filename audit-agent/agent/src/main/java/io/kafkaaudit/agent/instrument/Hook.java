package io.kafkaaudit.agent.instrument;

import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;
import org.objectweb.asm.commons.AdviceAdapter;

/**
 * Calls that are put at the entry and the ends of one method. They add no branch, so that the
 * method's own stack map frames stay right; only a handler for what it throws brings its own frame.
 */
abstract class Hook extends AdviceAdapter {
  static final String PACKAGE = "io/kafkaaudit/agent/hook/";

  private final String owner;
  private final boolean guarded;
  private final Label start = new Label();
  private final Label end = new Label();

  /**
   * @param guarded whether {@link #thrown} is wanted
   */
  Hook(
      MethodVisitor next,
      String owner,
      int access,
      String name,
      String descriptor,
      boolean guarded) {
    super(Opcodes.ASM9, next, access, name, descriptor);
    this.owner = owner;
    this.guarded = guarded;
  }

  /** Code at the entry. */
  void entered() {}

  /** Code before a normal return; the result is on the stack and must stay there. */
  void returning() {}

  /** Code before the method throws on; the Throwable is on the stack and must stay there. */
  void thrown() {}

  @Override
  protected void onMethodEnter() {
    entered();
    if (guarded) {
      visitLabel(start);
    }
  }

  @Override
  protected void onMethodExit(int opcode) {
    if (opcode != ATHROW) {
      returning();
    }
  }

  @Override
  public void visitMaxs(int maxStack, int maxLocals) {
    if (guarded) {
      visitLabel(end);
      visitTryCatchBlock(start, end, mark(), "java/lang/Throwable");
      visitFrame(F_NEW, 1, new Object[] {owner}, 1, new Object[] {"java/lang/Throwable"});
      thrown();
      mv.visitInsn(ATHROW);
    }
    super.visitMaxs(maxStack, maxLocals);
  }

  /** Invokes a static hook method with what is on the stack. */
  void call(String hookClass, String method, String descriptor) {
    invokeStatic(
        Type.getObjectType(PACKAGE + hookClass),
        new org.objectweb.asm.commons.Method(method, descriptor));
  }

  /** Pushes a field of {@code this}. */
  void push(String field, String descriptor) {
    loadThis();
    getField(Type.getObjectType(owner), field, Type.getType(descriptor));
  }
}
