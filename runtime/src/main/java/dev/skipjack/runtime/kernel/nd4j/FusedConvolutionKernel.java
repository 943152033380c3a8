package dev.skipjack.runtime.kernel.nd4j;

import static dev.skipjack.runtime.kernel.Operand.BIAS;
import static dev.skipjack.runtime.kernel.Operand.OUTPUT;
import static dev.skipjack.runtime.kernel.Operand.OUTPUT_MEAN;
import static dev.skipjack.runtime.kernel.Operand.OUTPUT_VARIANCE;
import static dev.skipjack.runtime.kernel.Operand.WEIGHT;

import dev.skipjack.runtime.kernel.FusedConvolutionSpec;
import dev.skipjack.runtime.kernel.Operands;
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
            .input(prologue.run(operands))
            .weight(operands.array(WEIGHT))
            .bias(operands.findArray(BIAS))
            .output(output));
    if (statistics != null) {
      statistics.run(
          new Operands()
              .input(output)
              .mean(operands.array(OUTPUT_MEAN))
              .variance(operands.array(OUTPUT_VARIANCE)));
    }
  }
}
