package dev.skipjack.runtime.kernel.nd4j;

import static dev.skipjack.runtime.kernel.Operand.BETA_GRADIENT;
import static dev.skipjack.runtime.kernel.Operand.BIAS_GRADIENT;
import static dev.skipjack.runtime.kernel.Operand.GAMMA;
import static dev.skipjack.runtime.kernel.Operand.GAMMA_GRADIENT;
import static dev.skipjack.runtime.kernel.Operand.INPUT;
import static dev.skipjack.runtime.kernel.Operand.INPUT_GRADIENT;
import static dev.skipjack.runtime.kernel.Operand.LEFT;
import static dev.skipjack.runtime.kernel.Operand.MEAN;
import static dev.skipjack.runtime.kernel.Operand.MEAN_GRADIENT;
import static dev.skipjack.runtime.kernel.Operand.OUTPUT;
import static dev.skipjack.runtime.kernel.Operand.OUTPUT_GRADIENT;
import static dev.skipjack.runtime.kernel.Operand.OUTPUT_MEAN;
import static dev.skipjack.runtime.kernel.Operand.OUTPUT_MEAN_GRADIENT;
import static dev.skipjack.runtime.kernel.Operand.OUTPUT_VARIANCE_GRADIENT;
import static dev.skipjack.runtime.kernel.Operand.RIGHT;
import static dev.skipjack.runtime.kernel.Operand.VARIANCE;
import static dev.skipjack.runtime.kernel.Operand.VARIANCE_GRADIENT;
import static dev.skipjack.runtime.kernel.Operand.WEIGHT;
import static dev.skipjack.runtime.kernel.Operand.WEIGHT_GRADIENT;

import dev.skipjack.runtime.kernel.Operands;
import dev.skipjack.runtime.kernel.convolution.ConvolutionSpec;
import dev.skipjack.runtime.kernel.convolution.FusedConvolutionSpec;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The pieces of {@link FusedConvolutionKernel} backwards: statistics, convolution, prologue, whose
 * result is computed again because the forward pass did not keep it.
 */
final class FusedConvolutionGradientKernel implements Composed {
  private final Scratch scratch;
  private final Composed statistics;
  private final Composed add;
  private final Prologue prologue;
  private final Composed convolution;
  private final Composed normalize;
  private final Accumulation inputSum;
  private final Accumulation meanSum;
  private final Accumulation varianceSum;

  FusedConvolutionGradientKernel(
      FusedConvolutionSpec spec, boolean accumulate, Resources resources) {
    ConvolutionSpec convolved = spec.convolution();
    this.scratch = resources.scratch;
    this.statistics =
        NormalizationKernels.statisticsGradient(convolved.outChannels(), false, resources);
    this.add = ElementwiseKernels.add(resources);
    this.prologue = new Prologue(spec.prologue(), resources);
    this.convolution = ConvolutionGradientKernel.of(convolved, resources);
    this.normalize =
        spec.prologue() == null ? null : NormalizationKernels.gradient(spec.prologue(), resources);
    this.inputSum = new Accumulation(accumulate, Scratch.Slot.INPUT_GRADIENT, resources);
    this.meanSum = new Accumulation(accumulate, Scratch.Slot.MEAN_GRADIENT, resources);
    this.varianceSum = new Accumulation(accumulate, Scratch.Slot.VARIANCE_GRADIENT, resources);
  }

  @Override
  public void run(Operands operands) {
    INDArray z = prologue.run(operands);
    INDArray toInput = operands.findArray(INPUT_GRADIENT);
    INDArray dx = inputSum.part(toInput);
    INDArray dz = dx;
    if (normalize != null) {
      dz = isWanted(operands) ? scratch.like(Scratch.Slot.NORMALIZED_GRADIENT, z) : null;
    }
    convolution.run(
        new Operands()
            .with(INPUT, z)
            .with(WEIGHT, operands.array(WEIGHT))
            .with(
                OUTPUT_GRADIENT,
                operands.has(OUTPUT) ? corrected(operands) : operands.array(OUTPUT_GRADIENT))
            .with(INPUT_GRADIENT, dz)
            .with(WEIGHT_GRADIENT, operands.findArray(WEIGHT_GRADIENT))
            .with(BIAS_GRADIENT, operands.findArray(BIAS_GRADIENT)));
    if (normalize != null && dz != null) {
      normalizeBack(operands, z, dz, dx);
    }
    inputSum.add(toInput);
  }

  private void normalizeBack(Operands operands, INDArray z, INDArray dz, INDArray dx) {
    INDArray toMean = operands.findArray(MEAN_GRADIENT);
    INDArray toVariance = operands.findArray(VARIANCE_GRADIENT);
    normalize.run(
        new Operands()
            .with(INPUT, operands.array(INPUT))
            .with(OUTPUT, z)
            .with(MEAN, operands.array(MEAN))
            .with(VARIANCE, operands.array(VARIANCE))
            .with(GAMMA, operands.array(GAMMA))
            .with(OUTPUT_GRADIENT, dz)
            .with(INPUT_GRADIENT, dx)
            .with(MEAN_GRADIENT, meanSum.part(toMean))
            .with(VARIANCE_GRADIENT, varianceSum.part(toVariance))
            .with(GAMMA_GRADIENT, operands.findArray(GAMMA_GRADIENT))
            .with(BETA_GRADIENT, operands.findArray(BETA_GRADIENT)));
    meanSum.add(toMean);
    varianceSum.add(toVariance);
  }

  /** What reaches the output directly and through its statistics. */
  private INDArray corrected(Operands operands) {
    INDArray output = operands.array(OUTPUT);
    INDArray g = scratch.like(Scratch.Slot.OUT_GRADIENT, output);
    statistics.run(
        new Operands()
            .with(INPUT, output)
            .with(MEAN, operands.array(OUTPUT_MEAN))
            .with(MEAN_GRADIENT, operands.array(OUTPUT_MEAN_GRADIENT))
            .with(VARIANCE_GRADIENT, operands.array(OUTPUT_VARIANCE_GRADIENT))
            .with(INPUT_GRADIENT, g));
    add.run(
        new Operands().with(LEFT, g).with(RIGHT, operands.array(OUTPUT_GRADIENT)).with(OUTPUT, g));
    return g;
  }

  /** Whether anything of the prologue's is. */
  private static boolean isWanted(Operands operands) {
    return operands.has(INPUT_GRADIENT)
        || operands.has(MEAN_GRADIENT)
        || operands.has(VARIANCE_GRADIENT)
        || operands.has(GAMMA_GRADIENT)
        || operands.has(BETA_GRADIENT);
  }
}
