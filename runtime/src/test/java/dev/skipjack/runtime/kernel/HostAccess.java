package dev.skipjack.runtime.kernel;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Handle;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/**
 * Where compiled code looks at elements of arrays on the host. On the CPU that is a read of memory.
 * On a device it waits and copies, and what is written through a pointer is lost. What ND4J
 * computes from arrays to arrays is no host access, nor is what describes an array.
 */
public final class HostAccess {
  private static final String ARRAY = "org/nd4j/linalg/api/ndarray/INDArray";
  private static final String BUFFERS = "org/nd4j/linalg/api/buffer/";
  private static final String POINTERS = "org/bytedeco/javacpp/";
  private static final String VIEW = "dev/skipjack/runtime/data/ElementView";
  private static final String ENVIRONMENT = "org/nd4j/linalg/factory/Environment";

  /** What an array or a buffer says of itself, without its elements. All else is forbidden. */
  private static final Set<String> DESCRIBES =
      Set.of(
          "shape",
          "size",
          "rank",
          "length",
          "stride",
          "offset",
          "ordering",
          "dataType",
          "data",
          "close",
          "closeable",
          "wasClosed",
          "isView",
          "isAttached",
          "isEmpty",
          "isScalar");

  /**
   * A call.
   *
   * @param in the class and the method that calls, lambdas by the method they are written in
   * @param called the class and the method
   */
  record Use(String in, String called) {}

  private HostAccess() {}

  /** Called by rewritten classes. */
  public static void forbid(String use) {
    throw new IllegalStateException("access to the host: " + use);
  }

  /** Every host access in a class. */
  static List<Use> of(byte[] classFile) {
    List<Use> uses = new ArrayList<>();
    new ClassReader(classFile)
        .accept(new Visitor(null, use -> uses.add(use)), ClassReader.SKIP_DEBUG);
    return uses;
  }

  /**
   * The class on a machine whose ND4J says that it is no CPU, with uses that throw.
   *
   * @param forbidden which
   */
  static byte[] withoutHost(byte[] classFile, Predicate<Use> forbidden) {
    ClassWriter writer = new ClassWriter(ClassWriter.COMPUTE_MAXS);
    new ClassReader(classFile).accept(new Visitor(writer, forbidden), 0);
    return writer.toByteArray();
  }

  private static boolean isAccess(String owner, String name, String descriptor) {
    if (owner.equals(ARRAY)) {
      boolean computes = descriptor.endsWith(")L" + ARRAY + ";") && !name.startsWith("putScalar");
      return !computes && !DESCRIBES.contains(name);
    }
    if (owner.equals(VIEW)) {
      return name.equals("read") || name.equals("write");
    }
    boolean isBuffer = owner.startsWith(BUFFERS) && owner.endsWith("Buffer");
    return isBuffer ? !DESCRIBES.contains(name) : owner.startsWith(POINTERS);
  }

  private static String simpleName(String owner) {
    return owner.substring(owner.lastIndexOf('/') + 1);
  }

  private static final class Visitor extends ClassVisitor {
    private final Predicate<Use> found;
    private String name;

    /**
     * @param writer of the changed class; null if it is only read
     * @param found takes each use, and says whether to forbid it
     */
    Visitor(ClassWriter writer, Predicate<Use> found) {
      super(Opcodes.ASM9, writer);
      this.found = found;
    }

    @Override
    public void visit(
        int version, int access, String name, String signature, String parent, String[] types) {
      this.name = name;
      super.visit(version, access, name, signature, parent, types);
    }

    @Override
    public MethodVisitor visitMethod(
        int access, String method, String descriptor, String signature, String[] exceptions) {
      MethodVisitor next = super.visitMethod(access, method, descriptor, signature, exceptions);
      String written = method.replaceAll("^lambda\\$(.*)\\$\\d+$", "$1");
      return new Calls(next, name.replaceFirst("^dev/skipjack/runtime/", "") + "#" + written);
    }

    private final class Calls extends MethodVisitor {
      private final String in;

      Calls(MethodVisitor next, String in) {
        super(Opcodes.ASM9, next);
        this.in = in;
      }

      @Override
      public void visitMethodInsn(
          int opcode, String owner, String called, String descriptor, boolean isInterface) {
        check(owner, called, descriptor);
        super.visitMethodInsn(opcode, owner, called, descriptor, isInterface);
        if (mv != null && owner.equals(ENVIRONMENT) && called.equals("isCPU")) {
          super.visitInsn(Opcodes.POP);
          super.visitInsn(Opcodes.ICONST_0);
        }
      }

      @Override
      public void visitInvokeDynamicInsn(
          String called, String descriptor, Handle bootstrap, Object... arguments) {
        for (Object argument : arguments) {
          if (argument instanceof Handle handle) {
            check(handle.getOwner(), handle.getName(), handle.getDesc());
          }
        }
        super.visitInvokeDynamicInsn(called, descriptor, bootstrap, arguments);
      }

      private void check(String owner, String called, String descriptor) {
        boolean isOwn = owner.equals(VIEW) && name.equals(VIEW); // its methods call each other
        if (isOwn || !isAccess(owner, called, descriptor)) {
          return;
        }
        Use use = new Use(in, simpleName(owner) + "." + called);
        if (found.test(use) && mv != null) {
          super.visitLdcInsn(String.format(Locale.ROOT, "%s in %s", use.called(), use.in()));
          super.visitMethodInsn(
              Opcodes.INVOKESTATIC,
              HostAccess.class.getName().replace('.', '/'),
              "forbid",
              "(Ljava/lang/String;)V",
              false);
        }
      }
    }
  }
}
