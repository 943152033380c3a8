package dev.skipjack.processor.emit;

import com.palantir.javapoet.MethodSpec;
import com.palantir.javapoet.TypeSpec;
import dev.skipjack.processor.ir.Value;
import dev.skipjack.processor.memory.Lifetime;
import dev.skipjack.processor.memory.MemoryPlan;
import dev.skipjack.processor.memory.Storage;
import java.util.ArrayList;
import java.util.List;
import javax.lang.model.element.Modifier;

/** Writes how large the buffers of a network of any size are, and when each is alive. */
final class LayoutWriter {
  /** Keeps the methods far below 8,000 bytes of bytecode: a buffer takes 30. */
  private static final int BUFFERS_PER_METHOD = 100;

  private LayoutWriter() {}

  static void write(TypeSpec.Builder type, MemoryPlan plan) {
    MethodSpec.Builder all =
        StepWriter.override("layout").addParameter(RuntimeTypes.BUFFER_LAYOUT, "buffers");
    List<MethodSpec> parts = new ArrayList<>();
    List<Lifetime> buffers = plan.buffers();
    for (int begin = 0; begin < buffers.size(); begin += BUFFERS_PER_METHOD) {
      int end = Math.min(buffers.size(), begin + BUFFERS_PER_METHOD);
      MethodSpec part = part(begin, buffers.subList(begin, end));
      parts.add(part);
      all.addStatement("$N(buffers, buffers.height(), buffers.width())", part.name());
    }
    type.addMethod(all.build());
    parts.forEach(type::addMethod);
  }

  private static MethodSpec part(int first, List<Lifetime> buffers) {
    MethodSpec.Builder method =
        MethodSpec.methodBuilder("layoutFrom" + first)
            .addModifiers(Modifier.PRIVATE, Modifier.STATIC)
            .addParameter(RuntimeTypes.BUFFER_LAYOUT, "buffers")
            .addParameter(int.class, "height")
            .addParameter(int.class, "width");
    for (int i = 0; i < buffers.size(); i++) {
      Lifetime buffer = buffers.get(i);
      Value value = buffer.value();
      method.addCode(
          "buffers.add($L, $L, $L); // $L $L\n",
          SizeExpressions.elements(value.type(), value.type().elements()),
          buffer.begin(),
          buffer.end(),
          first + i,
          value.name());
    }
    return method.build();
  }

  /** {@code arena.buffer(4, 64, height / 8, width / 8)}, or a part of one. */
  static String view(Value value, Storage storage) {
    String dims = SizeExpressions.dims(value.type());
    if (storage.bufferElements() == value.type().elements()) {
      return "arena.buffer(" + storage.buffer() + ", " + dims + ")";
    }
    String first = SizeExpressions.elements(value.type(), storage.first());
    return "arena.part(" + storage.buffer() + ", " + first + ", " + dims + ")";
  }
}
