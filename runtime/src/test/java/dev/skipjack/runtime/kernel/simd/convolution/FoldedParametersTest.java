package dev.skipjack.runtime.kernel.simd.convolution;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skipjack.runtime.kernel.HeapFloats;
import dev.skipjack.runtime.kernel.Layout;
import dev.skipjack.runtime.kernel.Operand;
import dev.skipjack.runtime.kernel.Operands;
import dev.skipjack.runtime.kernel.Tensor;
import dev.skipjack.runtime.kernel.convolution.ConvolutionSpec;
import dev.skipjack.runtime.kernel.convolution.FoldedConvolutionSpec;
import dev.skipjack.runtime.kernel.convolution.SeparableConvolutionSpec.Names;
import dev.skipjack.runtime.kernel.norm.NormalizeSpec;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Weights are the same, however they are read. */
class FoldedParametersTest {
  private static final int CHANNELS = 5;
  private static final int ROW = 3 * 9;
  private static final double EPSILON = 1e-5;

  private final Random random = new Random(1);
  private final float[] weights = floats(CHANNELS * ROW);
  private final float[] bias = floats(CHANNELS);
  private final float[] gamma = floats(CHANNELS);
  private final float[] beta = floats(CHANNELS);
  private final float[] mean = floats(CHANNELS);
  private final float[] variance = floats(CHANNELS);

  private float[] floats(int count) {
    float[] floats = new float[count];
    for (int i = 0; i < count; i++) {
      floats[i] = random.nextFloat() + 0.5f;
    }
    return floats;
  }

  private static Tensor tensor(float[] floats) {
    return Tensor.of(new HeapFloats(floats.clone()), 0, floats.length);
  }

  private FoldedParameters parameters(NormalizeSpec fold, boolean scaled) {
    ConvolutionSpec convolution = new ConvolutionSpec(3, CHANNELS, 3, 1, 1, 1, 1, true);
    Operands operands =
        new Operands()
            .with(Operand.WEIGHT, tensor(weights))
            .with(Operand.BIAS, tensor(bias))
            .with(Operand.FOLD_MEAN, tensor(mean))
            .with(Operand.FOLD_VARIANCE, tensor(variance))
            .with(Operand.FOLD_GAMMA, tensor(gamma))
            .with(Operand.FOLD_BETA, tensor(beta));
    return FoldedParameters.of(
        new FoldedConvolutionSpec(
            convolution, null, fold, scaled, false, null, Layout.PLANES, Layout.PLANES, false),
        Names.DEPTHWISE,
        operands);
  }

  private static void assertReads(FoldedParameters parameters, float[] expected) {
    for (int first = 0; first < expected.length; first += 7) {
      for (int count : new int[] {0, 1, 20, ROW, 2 * ROW + 1, expected.length - first}) {
        int end = Math.min(first + count, expected.length);
        float[] read = new float[2 + end - first];
        parameters.read(first, read, 1, end - first);
        float[] piece = new float[read.length];
        System.arraycopy(expected, first, piece, 1, end - first);
        assertThat(read).as("%d to %d", first, end).isEqualTo(piece);
      }
    }
  }

  @Test
  void batchNormScalesAndShifts() {
    FoldedParameters parameters =
        parameters(new NormalizeSpec(CHANNELS, EPSILON, false, null), false);
    float[] expected = weights.clone();
    float[] shifted = new float[CHANNELS];
    for (int c = 0; c < CHANNELS; c++) {
      double scale = gamma[c] / Math.sqrt(variance[c] + EPSILON);
      shifted[c] = (float) (beta[c] + (bias[c] - mean[c]) * scale);
      for (int i = c * ROW; i < (c + 1) * ROW; i++) {
        expected[i] = (float) (weights[i] * scale);
      }
    }
    assertReads(parameters, expected);
    assertThat(parameters.bias()).isEqualTo(shifted);
  }

  @Test
  void layerScaleScales() {
    FoldedParameters parameters = parameters(null, true);
    float[] expected = weights.clone();
    float[] scaled = new float[CHANNELS];
    for (int c = 0; c < CHANNELS; c++) {
      scaled[c] = bias[c] * gamma[c];
      for (int i = c * ROW; i < (c + 1) * ROW; i++) {
        expected[i] = weights[i] * gamma[c];
      }
    }
    assertReads(parameters, expected);
    assertThat(parameters.bias()).isEqualTo(scaled);
  }

  @Test
  void withoutEitherTheyAreAsTheyLie() {
    FoldedParameters parameters = parameters(null, false);
    assertReads(parameters, Arrays.copyOf(weights, weights.length));
    assertThat(parameters.bias()).isEqualTo(bias);
  }
}
