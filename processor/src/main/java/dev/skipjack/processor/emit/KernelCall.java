package dev.skipjack.processor.emit;

import com.palantir.javapoet.ClassName;
import com.palantir.javapoet.CodeBlock;
import dev.skipjack.processor.ir.Value;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * How one node runs.
 *
 * @param type the kernel interface
 * @param create the expression that prepares the kernel
 * @param arguments of its {@code run} method, null where the kernel takes none
 */
record KernelCall(ClassName type, CodeBlock create, List<Value> arguments) {
  static KernelCall of(String type, CodeBlock create, Value... arguments) {
    return new KernelCall(RuntimeTypes.kernel(type), create, Arrays.asList(arguments));
  }

  Stream<Value> values() {
    return arguments.stream().filter(Objects::nonNull);
  }
}
