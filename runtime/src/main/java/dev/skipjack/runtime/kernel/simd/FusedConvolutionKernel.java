package dev.skipjack.runtime.kernel.simd;

import dev.skipjack.runtime.kernel.ConvolutionSpec;
import dev.skipjack.runtime.kernel.FusedConvolution;
import dev.skipjack.runtime.kernel.FusedConvolutionSpec;
import java.util.function.BooleanSupplier;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A convolution while training; its weights are packed each time, because each step changes them.
 */
final class FusedConvolutionKernel implements FusedConvolution {
  private static final int PACKED = 1;

  private final Scratch shared;
  private final ConvolutionPlans plans;
  private final Prologue prologue;
  private final ChannelStatistics statistics;
  private final Epilogue epilogue;
  private final Operand<Planes> inputs = Operand.planes();
  private final Operand<Planes> outputs = Operand.planes();
  private final Operand<Memory> weights = Operand.memory();
  private final Operand<Memory> biases = Operand.memory();
  private final Operand<Memory> means = Operand.memory();
  private final Operand<Memory> variances = Operand.memory();
  private final float[] bias;
  private final float[] mean;
  private final float[] variance;

  /**
   * @param wanted how it is computed; null for the fastest
   * @param asForOne whether results do not depend on the other images of a batch
   * @param shared arrays that the kernels of a network use one after the other
   */
  FusedConvolutionKernel(
      FusedConvolutionSpec spec,
      ConvolutionMethod wanted,
      BooleanSupplier asForOne,
      Workers workers,
      Scratch shared) {
    ConvolutionSpec convolution = spec.convolution();
    int out = convolution.outChannels();
    this.shared = shared;
    this.plans =
        new ConvolutionPlans(convolution, Layouts.PLANES, wanted, asForOne, workers, shared);
    this.prologue = new Prologue(spec.prologue(), convolution.inChannels());
    this.statistics = spec.statistics() ? new ChannelStatistics(out, shared) : null;
    this.epilogue = new Epilogue(false, statistics);
    this.bias = convolution.bias() ? new float[out] : null;
    this.mean = new float[out];
    this.variance = new float[out];
  }

  @Override
  public void run(
      INDArray x,
      INDArray mean,
      INDArray variance,
      INDArray gamma,
      INDArray beta,
      INDArray weight,
      INDArray bias,
      INDArray out,
      INDArray outMean,
      INDArray outVariance) {
    Planes input = inputs.of(x);
    ConvolutionAlgorithm algorithm = plans.of(input);
    prologue.prepare(mean, variance, gamma, beta);
    float[] packed = shared.floats(PACKED, algorithm.packedSize());
    algorithm.pack(weights.of(weight), packed);
    if (this.bias != null) {
      biases.of(bias).read(0, this.bias, 0, this.bias.length);
    }
    epilogue.bind(this.bias, null, outputs.of(out));
    algorithm.run(input, prologue, packed, epilogue);
    if (statistics != null) {
      statistics.finish(this.mean, this.variance);
      means.of(outMean).write(0, this.mean, 0, this.mean.length);
      variances.of(outVariance).write(0, this.variance, 0, this.variance.length);
    }
  }
}
