package dev.skipjack.runtime.kernel.nd4j;

import static dev.skipjack.runtime.kernel.Operand.BIAS;
import static dev.skipjack.runtime.kernel.Operand.INPUT;
import static dev.skipjack.runtime.kernel.Operand.MEAN;
import static dev.skipjack.runtime.kernel.Operand.OUTPUT;
import static dev.skipjack.runtime.kernel.Operand.OUTPUT_MEAN;
import static dev.skipjack.runtime.kernel.Operand.OUTPUT_VARIANCE;
import static dev.skipjack.runtime.kernel.Operand.VARIANCE;
import static dev.skipjack.runtime.kernel.Operand.WEIGHT;

import dev.skipjack.runtime.kernel.Operands;
import dev.skipjack.runtime.kernel.convolution.FusedConvolutionSpec;
import org.nd4j.linalg.api.ndarray.INDArray;

/** One after the other what a fused kernel does at once. */
final class FusedConvolutionKernel implements Composed {
  private final Prologue prologue;
  private final Composed convolution;
  private final Composed statistics;

  FusedConvolutionKernel(FusedConvolutionSpec spec, Resources resources) {
    this.prologue = new Prologue(spec.prologue(), resources);
    this.convolution = new ConvolutionKernel(spec.convolution(), resources);
    this.statistics =
        spec.statistics()
            ? NormalizationKernels.statistics(spec.convolution().outChannels(), resources)
            : null;
  }

  @Override
  public void run(Operands operands) {
    INDArray output = operands.array(OUTPUT);
    convolution.run(
        new Operands()
            .with(INPUT, prologue.run(operands))
            .with(WEIGHT, operands.array(WEIGHT))
            .with(BIAS, operands.findArray(BIAS))
            .with(OUTPUT, output));
    if (statistics != null) {
      statistics.run(
          new Operands()
              .with(INPUT, output)
              .with(MEAN, operands.array(OUTPUT_MEAN))
              .with(VARIANCE, operands.array(OUTPUT_VARIANCE)));
    }
  }
}
