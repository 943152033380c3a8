package dev.skipjack.runtime.kernel.simd;

import dev.skipjack.runtime.kernel.ConvolutionSpec;
import dev.skipjack.runtime.kernel.FoldedConvolution;
import dev.skipjack.runtime.kernel.FoldedConvolutionSpec;
import dev.skipjack.runtime.kernel.NormalizeSpec;
import java.util.Arrays;
import java.util.function.LongSupplier;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A convolution while predicting; its parameters are folded and packed when they change. */
final class FoldedConvolutionKernel implements FoldedConvolution {
  private final ConvolutionSpec convolution;
  private final NormalizeSpec fold;
  private final LongSupplier version;
  private final ConvolutionPlans plans;
  private final Prologue prologue;
  private final Epilogue epilogue;
  private final Operand<Planes> inputs = Operand.planes();
  private final Operand<Planes> addends = Operand.planes();
  private final Operand<Planes> outputs = Operand.planes();
  private final float[] bias;

  /**
   * For which the parameters are packed: each algorithm packs them in the same way whatever the
   * batch, so that batches of changing sizes do not pack them again.
   */
  private Class<? extends ConvolutionAlgorithm> prepared;

  private long preparedVersion;
  private float[] packed = new float[0];

  /**
   * @param version changes when parameters do
   * @param shared arrays that the kernels of a network use one after the other
   */
  FoldedConvolutionKernel(
      FoldedConvolutionSpec spec, LongSupplier version, Workers workers, Scratch shared) {
    this.convolution = spec.convolution();
    this.fold = spec.fold();
    this.version = version;
    this.plans = new ConvolutionPlans(convolution, workers, shared);
    this.prologue = new Prologue(spec.prologue(), convolution.inChannels());
    this.epilogue = new Epilogue(spec.relu(), null);
    this.bias = convolution.bias() || fold != null ? new float[convolution.outChannels()] : null;
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
      INDArray foldMean,
      INDArray foldVariance,
      INDArray foldGamma,
      INDArray foldBeta,
      INDArray addend,
      INDArray out) {
    Planes input = inputs.of(x);
    ConvolutionAlgorithm algorithm = plans.of(input);
    if (prepared != algorithm.getClass() || preparedVersion != version.getAsLong()) {
      prologue.prepare(mean, variance, gamma, beta);
      prepare(algorithm, weight, bias, foldMean, foldVariance, foldGamma, foldBeta);
      prepared = algorithm.getClass();
      preparedVersion = version.getAsLong();
    }
    epilogue.bind(this.bias, addends.of(addend), outputs.of(out));
    algorithm.run(input, prologue, packed, epilogue);
  }

  private void prepare(
      ConvolutionAlgorithm algorithm,
      INDArray weight,
      INDArray bias,
      INDArray foldMean,
      INDArray foldVariance,
      INDArray foldGamma,
      INDArray foldBeta) {
    float[] weights = floats(weight);
    int channels = convolution.outChannels();
    if (bias != null) {
      Memory.of(bias).read(0, this.bias, 0, channels);
    } else if (this.bias != null) {
      Arrays.fill(this.bias, 0);
    }
    if (fold != null) {
      fold(weights, floats(foldMean), floats(foldVariance), floats(foldGamma), floats(foldBeta));
    }
    if (packed.length < algorithm.packedSize()) {
      packed = new float[algorithm.packedSize()];
    }
    algorithm.pack(weights, packed);
  }

  private void fold(float[] weights, float[] mean, float[] variance, float[] gamma, float[] beta) {
    int channels = convolution.outChannels();
    int row = weights.length / channels;
    for (int c = 0; c < channels; c++) {
      double scale = gamma[c] / Math.sqrt(variance[c] + fold.epsilon());
      bias[c] = (float) (beta[c] + (bias[c] - mean[c]) * scale);
      for (int i = c * row; i < (c + 1) * row; i++) {
        weights[i] = (float) (weights[i] * scale);
      }
    }
  }

  private static float[] floats(INDArray array) {
    float[] floats = new float[(int) array.length()];
    Memory.of(array).read(0, floats, 0, floats.length);
    return floats;
  }
}
