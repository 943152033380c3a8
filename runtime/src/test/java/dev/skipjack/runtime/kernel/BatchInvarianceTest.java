package dev.skipjack.runtime.kernel;

import static dev.skipjack.runtime.kernel.Operand.BIAS;
import static dev.skipjack.runtime.kernel.Operand.INPUT;
import static dev.skipjack.runtime.kernel.Operand.OUTPUT;
import static dev.skipjack.runtime.kernel.Operand.SCALE;
import static dev.skipjack.runtime.kernel.Operand.WEIGHT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.skipjack.runtime.kernel.activation.ActivationSpec;
import dev.skipjack.runtime.kernel.convolution.ConvolutionSpec;
import dev.skipjack.runtime.kernel.convolution.FoldedConvolutionSpec;
import dev.skipjack.runtime.kernel.linear.LinearSpec;
import dev.skipjack.runtime.memory.Views;
import java.util.SplittableRandom;
import java.util.function.BiConsumer;
import java.util.function.LongFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Kernels that are batch-invariant say of an image what they say of it alone, to the last bit. What
 * a kernel does not choose by the batch is shown by networks: {@code InferencePoolTest}, and the
 * random ones of {@code fuzz}.
 */
class BatchInvarianceTest {
  private static final int[] BATCHES = {2, 3, 8, 33, 64};
  private static final int MOST = 64;

  private static INDArray random(long seed, long... shape) {
    SplittableRandom random = new SplittableRandom(seed);
    long length = 1;
    for (long size : shape) {
      length *= size;
    }
    float[] values = new float[Math.toIntExact(length)];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (2 * random.nextDouble() - 1);
    }
    return Nd4j.createFromArray(values).reshape('c', shape);
  }

  private static Kernels open(boolean invariant) {
    return open(invariant, null);
  }

  private static Kernels open(boolean invariant, PreparedParameters constant) {
    Kernels kernels = Kernels.open(DataType.FLOAT, 1, constant);
    assumeTrue(kernels.batchInvariant(invariant), "the fast provider is not available");
    return kernels;
  }

  /** Whether each image of every batch has the same result as alone. */
  private static boolean isInvariant(
      INDArray images, LongFunction<INDArray> out, BiConsumer<INDArray, INDArray> kernel) {
    float[][] alone = new float[MOST][];
    for (int i = 0; i < MOST; i++) {
      alone[i] = run(Views.rows(images, i, i + 1), out.apply(1), kernel);
    }
    boolean equal = true;
    for (int batch : BATCHES) {
      float[] together = run(Views.rows(images, 0, batch), out.apply(batch), kernel);
      int length = together.length / batch;
      for (int i = 0; i < together.length; i++) {
        equal &= together[i] == alone[i / length][i % length];
      }
    }
    return equal;
  }

  private static float[] run(INDArray images, INDArray out, BiConsumer<INDArray, INDArray> kernel) {
    kernel.accept(images, out);
    return out.ravel().toFloatVector();
  }

  private static boolean convolves(ConvolutionSpec spec, int side, boolean invariant) {
    return convolves(
        new FoldedConvolutionSpec(spec, null, null, false, ActivationSpec.RELU), side, invariant);
  }

  private static boolean convolves(FoldedConvolutionSpec folded, int side, boolean invariant) {
    ConvolutionSpec spec = folded.convolution();
    INDArray weight =
        random(
            1,
            spec.outChannels(),
            spec.inChannels() / spec.groups(),
            spec.kernel().height(),
            spec.kernel().width());
    int outSide = (side + 2 * spec.padding().height() - spec.kernel().height()) / spec.stride() + 1;
    try (Kernels kernels = open(invariant)) {
      Step kernel = kernels.step(folded);
      INDArray scale = random(4, 1, spec.inChannels(), 1, 1);
      return isInvariant(
          random(2, MOST, spec.inChannels(), side, side),
          batch -> Nd4j.create(DataType.FLOAT, batch, spec.outChannels(), outSide, outSide),
          (x, out) ->
              kernel
                  .bind(
                      new Operands()
                          .with(INPUT, x)
                          .with(SCALE, folded.gated() ? ofEach(scale, x.size(0)) : null)
                          .with(WEIGHT, weight)
                          .with(OUTPUT, out))
                  .run());
    }
  }

  /** The same factors for each image. */
  private static INDArray ofEach(INDArray scale, long images) {
    return Nd4j.tile(scale, (int) images, 1, 1, 1);
  }

  @ParameterizedTest
  @CsvSource({
    "64, 64, 3, 1, 1, 1, 7",
    "128, 64, 3, 1, 1, 1, 4",
    "16, 64, 3, 1, 1, 1, 13",
    "8, 16, 3, 2, 1, 1, 9",
    "16, 32, 3, 2, 1, 1, 14",
    "33, 50, 3, 1, 1, 1, 7",
    "64, 130, 1, 2, 0, 1, 14",
    "3, 8, 7, 2, 3, 1, 16",
    "32, 32, 3, 1, 1, 4, 6",
    "24, 24, 3, 2, 1, 24, 11",
    "100, 40, 1, 1, 0, 1, 5",
    "1500, 40, 1, 1, 0, 1, 2"
  })
  void convolutions(int in, int out, int kernel, int stride, int padding, int groups, int side) {
    ConvolutionSpec spec = new ConvolutionSpec(in, out, kernel, stride, padding, 1, groups, false);
    assertThat(convolves(spec, side, true)).isTrue();
  }

  /** As they lie in the networks that predict, with one pixel and more of them. */
  @ParameterizedTest
  @CsvSource({
    "64, 64, 3, 1, 1, 1, 7",
    "128, 64, 3, 1, 1, 1, 4",
    "512, 32, 3, 1, 1, 1, 7",
    "16, 48, 3, 2, 1, 1, 9",
    "64, 128, 1, 2, 0, 1, 14",
    "96, 48, 1, 1, 0, 1, 5",
    "1536, 48, 1, 1, 0, 1, 1",
    "48, 48, 5, 1, 2, 48, 6"
  })
  void convolutionsOfBlocks(
      int in, int out, int kernel, int stride, int padding, int groups, int side) {
    ConvolutionSpec spec = new ConvolutionSpec(in, out, kernel, stride, padding, 1, groups, false);
    for (Layout input : Layout.values()) {
      for (Layout output : Layout.values()) {
        FoldedConvolutionSpec folded =
            new FoldedConvolutionSpec(spec, null, null, false, ActivationSpec.RELU, input, output);
        assertThat(convolves(folded, side, true)).as(folded.toString()).isTrue();
      }
    }
  }

  /** Behind a gate, whose factors are the image's own. */
  @ParameterizedTest
  @CsvSource({"64, 32, 7", "1536, 48, 2", "48, 16, 1"})
  void gatedConvolutions(int in, int out, int side) {
    ConvolutionSpec spec = new ConvolutionSpec(in, out, 1, 1, 0, 1, 1, false);
    for (Layout layout : Layout.values()) {
      FoldedConvolutionSpec folded =
          new FoldedConvolutionSpec(spec, null, null, false, ActivationSpec.RELU, layout, layout);
      assertThat(convolves(folded.withGate(), side, true)).as(layout.toString()).isTrue();
    }
  }

  /** Linear layers, as gates have them: few images are computed one by one anyway. */
  @ParameterizedTest
  @CsvSource({"8, 16", "100, 33", "1500, 40"})
  void convolutionsOfOnePixel(int in, int out) {
    ConvolutionSpec spec = new ConvolutionSpec(in, out, 1, 1, 0, 1, 1, false);
    assertThat(convolves(spec, 1, true)).isTrue();
  }

  /** Else there would be nothing to promise. */
  @Test
  void byDefaultTheFastestAlgorithmIsTaken() {
    ConvolutionSpec spec = new ConvolutionSpec(128, 64, 3, 1, 1, 1, 1, false);
    assertThat(convolves(spec, 4, false)).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "true, false, 10",
    "true, false, 5000",
    "false, false, 5000",
    "true, true, 10",
    "true, true, 5000",
    "false, true, 5000"
  })
  void linearLayers(boolean invariant, boolean isConstant, int features) {
    INDArray weight = random(1, 7, features);
    INDArray bias = random(3, 7);
    try (Kernels kernels = open(invariant, isConstant ? new PreparedParameters() : null)) {
      Step kernel = kernels.step(new LinearSpec(features, 7, true));
      assertThat(
              isInvariant(
                  random(2, MOST, features),
                  batch -> Nd4j.create(DataType.FLOAT, batch, 7),
                  (x, out) ->
                      kernel
                          .bind(
                              new Operands()
                                  .with(INPUT, x)
                                  .with(WEIGHT, weight)
                                  .with(BIAS, bias)
                                  .with(OUTPUT, out))
                          .run()))
          .isEqualTo(invariant);
    }
  }

  /** Its matrix products are OpenBLAS's, which promises nothing: images go one by one. */
  @Test
  void thePortableProviderPromisesNothing() {
    try (Kernels kernels = Kernels.open(DataType.DOUBLE, 1)) {
      kernels.step(new LinearSpec(3, 4, true));
      assertThat(kernels.batchInvariant(true)).isFalse();
    }
  }
}
