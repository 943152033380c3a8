package dev.skipjack.runtime.kernel.nd4j;

import static dev.skipjack.runtime.kernel.Operand.ADDEND;
import static dev.skipjack.runtime.kernel.Operand.BETA;
import static dev.skipjack.runtime.kernel.Operand.GAMMA;
import static dev.skipjack.runtime.kernel.Operand.INPUT;
import static dev.skipjack.runtime.kernel.Operand.INPUT_GRADIENT;
import static dev.skipjack.runtime.kernel.Operand.MEAN;
import static dev.skipjack.runtime.kernel.Operand.MEAN_GRADIENT;
import static dev.skipjack.runtime.kernel.Operand.OUTPUT;
import static dev.skipjack.runtime.kernel.Operand.RUNNING_MEAN;
import static dev.skipjack.runtime.kernel.Operand.RUNNING_VARIANCE;
import static dev.skipjack.runtime.kernel.Operand.VARIANCE;
import static dev.skipjack.runtime.kernel.Operand.VARIANCE_GRADIENT;

import dev.skipjack.runtime.kernel.norm.NormalizeSpec;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Batch norm in pieces. {@code batchnorm} serves as the only fast affine map per channel; {@code
 * batchnorm_bp} is slower than what is composed here and knows no fixed statistics.
 */
final class NormalizationKernels {
  /** Scale and offset on, channels on axis 1. */
  private static final long[] AFFINE = {1, 1, 1};

  private NormalizationKernels() {}

  /** {@code scale·(x - mean)/√(variance + epsilon) + offset} for each channel. */
  private static BoundOp affine(Resources resources, double epsilon) {
    return resources.op("batchnorm", AFFINE, epsilon);
  }

  /** Shifted by a rough mean first, so that nothing cancels where the mean is far from zero. */
  static Composed statistics(int channels, Resources resources) {
    BoundOp roughMean = resources.op("reduce_mean", 0, 2, 3);
    BoundOp center = affine(resources, 0);
    BoundOp multiply = resources.op("multiply");
    BoundOp subtract = resources.op("subtract");
    BoundOp add = resources.op("add");
    ChannelSums sums = new ChannelSums(resources);
    ChannelSums squares = new ChannelSums(resources);
    Scaling scaling = new Scaling();
    INDArray one = resources.filled(1, channels);
    INDArray zero = resources.filled(0, channels);
    INDArray shift = resources.filled(0, channels);
    INDArray squaredShift = resources.filled(0, channels);
    return operands -> {
      INDArray x = operands.array(INPUT);
      INDArray mean = operands.array(MEAN);
      INDArray variance = operands.array(VARIANCE);
      double share = 1.0 / (x.length() / channels);
      roughMean.run(BoundOp.arrays(x), mean);
      INDArray centered = resources.scratch.like(Scratch.Slot.A, x);
      center.run(BoundOp.arrays(x, mean, one, one, zero), centered);
      sums.run(centered, shift);
      scaling.run(shift, share, shift);
      multiply.run(BoundOp.arrays(centered, centered), centered);
      squares.run(centered, variance);
      scaling.run(variance, share, variance);
      multiply.run(BoundOp.arrays(shift, shift), squaredShift);
      subtract.run(BoundOp.arrays(variance, squaredShift), variance);
      add.run(BoundOp.arrays(mean, shift), mean);
    };
  }

  static Composed running(int channels, double momentum, Resources resources) {
    INDArray part = resources.filled(0, channels);
    Denormals denormals = new Denormals(resources.type);
    Scaling scaling = new Scaling();
    BoundOp add = resources.op("add");
    return operands -> {
      INDArray x = operands.array(INPUT);
      INDArray mean = operands.array(MEAN);
      INDArray variance = operands.array(VARIANCE);
      INDArray runningMean = operands.array(RUNNING_MEAN);
      INDArray runningVariance = operands.array(RUNNING_VARIANCE);
      long count = x.length() / channels;
      // One value has no variance to correct.
      double unbiased = count > 1 ? count / (count - 1.0) : 1;
      scaling.run(runningMean, 1 - momentum, runningMean);
      scaling.run(mean, momentum, part);
      add.run(BoundOp.arrays(runningMean, part), runningMean);
      denormals.flush(runningMean);
      scaling.run(runningVariance, 1 - momentum, runningVariance);
      scaling.run(variance, momentum * unbiased, part);
      add.run(BoundOp.arrays(runningVariance, part), runningVariance);
      denormals.flush(runningVariance);
    };
  }

  static Composed normalize(NormalizeSpec spec, Resources resources) {
    BoundOp affine = affine(resources, spec.epsilon());
    BoundOp sum = resources.op("add");
    Activations.Function activation =
        spec.activation() == null ? null : Activations.of(spec.activation(), resources);
    return operands -> {
      INDArray x = operands.array(INPUT);
      INDArray mean = operands.array(MEAN);
      INDArray variance = operands.array(VARIANCE);
      INDArray gamma = operands.array(GAMMA);
      INDArray beta = operands.array(BETA);
      INDArray addend = operands.findArray(ADDEND);
      INDArray out = operands.array(OUTPUT);
      // The addend may lie where out does.
      INDArray result =
          spec.add()
              ? resources.scratch.like(Scratch.Slot.A, out)
              : resources.denseResult(out, Scratch.Slot.A);
      affine.run(BoundOp.arrays(x, mean, variance, gamma, beta), result);
      if (spec.add()) {
        sum.run(BoundOp.arrays(result, resources.dense(addend, Scratch.Slot.B)), result);
      }
      if (activation != null) {
        activation.run(result, result);
      }
      Resources.deliver(result, out);
    };
  }

  static Composed gradient(NormalizeSpec spec, Resources resources) {
    return new NormalizeGradientKernel(
        spec, resources, affine(resources, spec.epsilon()), affine(resources, 0));
  }

  /** An affine map of x for each channel, whose factors come from what the statistics received. */
  static Composed statisticsGradient(int channels, boolean accumulate, Resources resources) {
    BoundOp affine = affine(resources, 0);
    Accumulation sum = new Accumulation(accumulate, Scratch.Slot.INPUT_GRADIENT, resources);
    Scaling scaling = new Scaling();
    INDArray one = resources.filled(1, channels);
    INDArray slope = resources.filled(0, channels);
    INDArray offset = resources.filled(0, channels);
    return operands -> {
      INDArray x = operands.array(INPUT);
      INDArray mean = operands.array(MEAN);
      INDArray meanGradient = operands.array(MEAN_GRADIENT);
      INDArray varianceGradient = operands.array(VARIANCE_GRADIENT);
      INDArray inputGradient = operands.array(INPUT_GRADIENT);
      double share = 1.0 / (x.length() / channels);
      scaling.run(varianceGradient, 2 * share, slope);
      scaling.run(meanGradient, share, offset);
      INDArray part = sum.part(inputGradient);
      INDArray result = resources.denseResult(part, Scratch.Slot.A);
      affine.run(BoundOp.arrays(x, mean, one, slope, offset), result);
      Resources.deliver(result, part);
      sum.add(inputGradient);
    };
  }
}
