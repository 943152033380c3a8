package dev.skipjack.examples.reference;

import static dev.skipjack.runtime.kernel.Operand.INPUT;
import static dev.skipjack.runtime.kernel.Operand.INPUT_GRADIENT;
import static dev.skipjack.runtime.kernel.Operand.OUTPUT;
import static dev.skipjack.runtime.kernel.Operand.OUTPUT_GRADIENT;

import dev.skipjack.runtime.kernel.KernelFactory;
import dev.skipjack.runtime.kernel.KernelProvider;
import dev.skipjack.runtime.kernel.KernelTable;
import dev.skipjack.runtime.kernel.Operand;
import dev.skipjack.runtime.kernel.Operands;
import dev.skipjack.runtime.kernel.elementwise.DropoutGradientSpec;
import dev.skipjack.runtime.kernel.elementwise.DropoutSpec;
import dev.skipjack.runtime.kernel.elementwise.StochasticDepthGradientSpec;
import dev.skipjack.runtime.kernel.elementwise.StochasticDepthSpec;
import java.util.Optional;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * Dropout and stochastic depth that drop nothing, since PyTorch draws other masks than we do. Only
 * the comparison has it on its class path, by {@code src/reference/META-INF/services}; the other
 * kernels are the usual ones.
 */
public final class WithoutDropout implements KernelProvider {
  private static final int FIRST = 1000;

  @Override
  public String name() {
    return "without-dropout";
  }

  @Override
  public int priority() {
    return FIRST;
  }

  @Override
  public Optional<String> unavailableReason(DataType type) {
    return Optional.empty();
  }

  @Override
  public KernelFactory open(DataType type) {
    return new KernelTable()
        .add(DropoutSpec.class, spec -> operands -> copy(operands, INPUT, OUTPUT))
        .add(
            DropoutGradientSpec.class,
            spec -> operands -> copy(operands, OUTPUT_GRADIENT, INPUT_GRADIENT))
        .add(StochasticDepthSpec.class, spec -> operands -> copy(operands, INPUT, OUTPUT))
        .add(
            StochasticDepthGradientSpec.class,
            spec -> operands -> copy(operands, OUTPUT_GRADIENT, INPUT_GRADIENT));
  }

  private static Runnable copy(Operands operands, Operand from, Operand to) {
    return () -> operands.array(to).assign(operands.array(from));
  }
}
