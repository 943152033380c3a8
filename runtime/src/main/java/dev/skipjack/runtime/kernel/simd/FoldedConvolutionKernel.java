package dev.skipjack.runtime.kernel.simd;

import dev.skipjack.runtime.kernel.FoldedConvolution;
import dev.skipjack.runtime.kernel.FoldedConvolutionSpec;
import dev.skipjack.runtime.kernel.PreparedParameters;
import dev.skipjack.runtime.kernel.PreparedParameters.Slot;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A convolution while predicting; its parameters are folded and packed once for all networks that
 * share them.
 */
final class FoldedConvolutionKernel implements FoldedConvolution {
  private final FoldedConvolutionSpec spec;
  private final int number;
  private final PreparedParameters parameters;
  private final ConvolutionPlans plans;
  private final Epilogue epilogue;
  private final Layouts layouts;
  private final Operand<Planes> inputs = Operand.planes();
  private final Operand<Planes> addends = Operand.planes();
  private final Operand<Planes> outputs = Operand.planes();
  private final Operand<Blocks> inputBlocks = Operand.blocks();
  private final Operand<Blocks> addendBlocks = Operand.blocks();
  private final Operand<Blocks> outputBlocks = Operand.blocks();

  /**
   * Each method packs weights in its own way, whatever the batch: batches of changing sizes do not
   * pack them again.
   */
  private final Map<ConvolutionMethod, Slot<Prepared>> slots =
      new EnumMap<>(ConvolutionMethod.class);

  /** Which of a network's kernels prepares for which method. */
  private record Key(int number, FoldedConvolutionSpec spec, ConvolutionMethod method) {}

  /** Parameters as a method reads them; nobody changes them any more. */
  private record Prepared(Prologue prologue, float[] weights, float[] bias) {}

  /**
   * @param number among the kernels of its kind in the network
   * @param wanted how it is computed; null for the fastest
   * @param asForOne whether results do not depend on the other images of a batch
   * @param shared arrays that the kernels of a network use one after the other
   */
  FoldedConvolutionKernel(
      FoldedConvolutionSpec spec,
      int number,
      PreparedParameters parameters,
      ConvolutionMethod wanted,
      BooleanSupplier asForOne,
      Workers workers,
      Scratch shared) {
    this.spec = spec;
    this.number = number;
    this.parameters = parameters;
    this.layouts = new Layouts(spec.input(), spec.output());
    this.plans =
        new ConvolutionPlans(spec.convolution(), layouts, wanted, asForOne, workers, shared);
    this.epilogue = new Epilogue(spec.relu(), null);
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
    Planes planes = layouts.planesIn() ? inputs.of(x) : null;
    Blocks blocks = layouts.planesIn() ? null : inputBlocks.of(x);
    ConvolutionAlgorithm algorithm = planes == null ? plans.of(blocks) : plans.of(planes);
    Slot<Prepared> slot = slot(algorithm);
    Prepared prepared = slot.get();
    if (prepared == null) {
      prepared =
          slot.get(
              () -> {
                Prologue prologue = new Prologue(spec.prologue(), spec.convolution().inChannels());
                prologue.prepare(mean, variance, gamma, beta);
                return prepare(
                    algorithm, prologue, weight, bias, foldMean, foldVariance, foldGamma, foldBeta);
              });
    }
    if (layouts.planesOut()) {
      epilogue.bind(prepared.bias(), addends.of(addend), outputs.of(out));
    } else {
      epilogue.bind(prepared.bias(), addendBlocks.of(addend), outputBlocks.of(out));
    }
    if (planes == null) {
      algorithm.run(blocks, prepared.prologue(), prepared.weights(), epilogue);
    } else {
      algorithm.run(planes, prepared.prologue(), prepared.weights(), epilogue);
    }
  }

  private Slot<Prepared> slot(ConvolutionAlgorithm algorithm) {
    Slot<Prepared> known = slots.get(algorithm.method);
    if (known == null) {
      known = parameters.slot(new Key(number, spec, algorithm.method));
      slots.put(algorithm.method, known);
    }
    return known;
  }

  private Prepared prepare(
      ConvolutionAlgorithm algorithm,
      Prologue prologue,
      INDArray weight,
      INDArray bias,
      INDArray foldMean,
      INDArray foldVariance,
      INDArray foldGamma,
      INDArray foldBeta) {
    float[] weights = floats(weight);
    boolean biased = bias != null || spec.fold() != null;
    float[] biases =
        bias != null ? floats(bias) : biased ? new float[spec.convolution().outChannels()] : null;
    if (spec.fold() != null) {
      fold(
          weights,
          biases,
          floats(foldMean),
          floats(foldVariance),
          floats(foldGamma),
          floats(foldBeta));
    }
    float[] packed = new float[algorithm.packedSize()];
    algorithm.pack(WeightSource.of(weights), packed);
    return new Prepared(prologue, packed, biases);
  }

  private void fold(
      float[] weights, float[] bias, float[] mean, float[] variance, float[] gamma, float[] beta) {
    int channels = spec.convolution().outChannels();
    int row = weights.length / channels;
    for (int c = 0; c < channels; c++) {
      double scale = gamma[c] / Math.sqrt(variance[c] + spec.fold().epsilon());
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
