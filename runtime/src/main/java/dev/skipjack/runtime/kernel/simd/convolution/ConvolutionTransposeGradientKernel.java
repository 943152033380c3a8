package dev.skipjack.runtime.kernel.simd.convolution;

import static dev.skipjack.runtime.kernel.Operand.BIAS_GRADIENT;
import static dev.skipjack.runtime.kernel.Operand.INPUT;
import static dev.skipjack.runtime.kernel.Operand.INPUT_GRADIENT;
import static dev.skipjack.runtime.kernel.Operand.OUTPUT;
import static dev.skipjack.runtime.kernel.Operand.OUTPUT_GRADIENT;
import static dev.skipjack.runtime.kernel.Operand.WEIGHT;
import static dev.skipjack.runtime.kernel.Operand.WEIGHT_GRADIENT;

import dev.skipjack.runtime.kernel.Kernel;
import dev.skipjack.runtime.kernel.Operands;
import dev.skipjack.runtime.kernel.Tensor;
import dev.skipjack.runtime.kernel.simd.fusion.CorrectedGradient;
import dev.skipjack.runtime.kernel.simd.fusion.OutputGradient;
import dev.skipjack.runtime.kernel.simd.maps.Memory;
import dev.skipjack.runtime.kernel.simd.maps.Planes;
import dev.skipjack.runtime.kernel.simd.threads.Workers;
import java.util.ArrayList;
import java.util.List;

/**
 * The convolution that leads back from {@code out} to {@code x}: its output is the data gradient,
 * and its weight gradient, with the roles of both maps swapped, the weight gradient.
 */
public final class ConvolutionTransposeGradientKernel implements Kernel {
  private final Kernel convolution;
  private final Kernel gradient;
  private final OutputGradient sums;

  /**
   * @param convolution from {@code out} to {@code x}
   * @param gradient of that convolution
   * @param outChannels of this one
   */
  public ConvolutionTransposeGradientKernel(
      Kernel convolution, Kernel gradient, int outChannels, Workers workers) {
    this.convolution = convolution;
    this.gradient = gradient;
    this.sums = new OutputGradient(outChannels, workers);
  }

  @Override
  public Runnable bind(Operands operands) {
    Tensor weight = operands.get(WEIGHT);
    Tensor outGradient = operands.get(OUTPUT_GRADIENT);
    List<Runnable> parts = new ArrayList<>();
    if (operands.has(INPUT_GRADIENT)) {
      Operands forward = new Operands().with(INPUT, outGradient).with(WEIGHT, weight);
      parts.add(convolution.bind(forward.with(OUTPUT, operands.get(INPUT_GRADIENT))));
    }
    if (operands.has(WEIGHT_GRADIENT)) {
      Operands back = new Operands().with(INPUT, outGradient).with(WEIGHT, weight);
      back.with(OUTPUT_GRADIENT, operands.get(INPUT));
      back.with(WEIGHT_GRADIENT, operands.get(WEIGHT_GRADIENT));
      parts.add(gradient.bind(back));
    }
    if (operands.has(BIAS_GRADIENT)) {
      CorrectedGradient from = CorrectedGradient.plain(Planes.of(operands, OUTPUT_GRADIENT));
      Memory toBias = Memory.of(operands, BIAS_GRADIENT);
      parts.add(
          () -> {
            sums.prepare(from);
            sums.writeSums(toBias);
          });
    }
    return () -> {
      for (int i = 0; i < parts.size(); i++) { // each step: no iterator
        parts.get(i).run();
      }
    };
  }
}
