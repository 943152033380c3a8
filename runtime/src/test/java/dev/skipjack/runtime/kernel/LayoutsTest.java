package dev.skipjack.runtime.kernel;

import static dev.skipjack.runtime.kernel.Operand.ADDEND;
import static dev.skipjack.runtime.kernel.Operand.ADDEND_GRADIENT;
import static dev.skipjack.runtime.kernel.Operand.BETA;
import static dev.skipjack.runtime.kernel.Operand.BETA_GRADIENT;
import static dev.skipjack.runtime.kernel.Operand.GAMMA;
import static dev.skipjack.runtime.kernel.Operand.GAMMA_GRADIENT;
import static dev.skipjack.runtime.kernel.Operand.INPUT;
import static dev.skipjack.runtime.kernel.Operand.INPUT_GRADIENT;
import static dev.skipjack.runtime.kernel.Operand.MEAN;
import static dev.skipjack.runtime.kernel.Operand.MEAN_GRADIENT;
import static dev.skipjack.runtime.kernel.Operand.OUTPUT;
import static dev.skipjack.runtime.kernel.Operand.OUTPUT_GRADIENT;
import static dev.skipjack.runtime.kernel.Operand.SCALE;
import static dev.skipjack.runtime.kernel.Operand.SCALE_GRADIENT;
import static dev.skipjack.runtime.kernel.Operand.VARIANCE;
import static dev.skipjack.runtime.kernel.Operand.VARIANCE_GRADIENT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skipjack.runtime.kernel.activation.ActivationSpec;
import dev.skipjack.runtime.kernel.convolution.ConvolutionSpec;
import dev.skipjack.runtime.kernel.convolution.FoldedConvolutionSpec;
import dev.skipjack.runtime.kernel.elementwise.MultiplyGradientSpec;
import dev.skipjack.runtime.kernel.elementwise.MultiplySpec;
import dev.skipjack.runtime.kernel.movement.ReorderSpec;
import dev.skipjack.runtime.kernel.norm.NormalizeGradientSpec;
import dev.skipjack.runtime.kernel.norm.NormalizeSpec;
import dev.skipjack.runtime.kernel.norm.StatisticsGradientSpec;
import dev.skipjack.runtime.kernel.norm.StatisticsSpec;
import dev.skipjack.runtime.kernel.pool.PoolGradientSpec;
import dev.skipjack.runtime.kernel.pool.PoolSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Where maps in blocks lie, and what specs say of channels that fill none. */
class LayoutsTest {
  private static final ConvolutionSpec STEM = new ConvolutionSpec(3, 16, 3, 1, 1, 1, 1, false);

  static List<Backend> backends() {
    return Backend.all();
  }

  /** Image 1, channel 18, row 1, column 2 of [2, 32, 2, 3]: second image, second block. */
  @ParameterizedTest
  @MethodSource("backends")
  void theChannelsOfAPixelLieSideBySide(Backend backend) {
    INDArray x = Nd4j.arange(2 * 32 * 2 * 3).castTo(backend.type()).reshape(2, 32, 2, 3);
    INDArray out = x.ulike();
    INDArray again = x.ulike();
    try (Kernels kernels = backend.open()) {
      kernels
          .step(new ReorderSpec(Layout.PLANES, Layout.BLOCKS, 32))
          .bind(new Operands().with(INPUT, x).with(OUTPUT, out))
          .run();
      kernels
          .step(new ReorderSpec(Layout.BLOCKS, Layout.PLANES, 32))
          .bind(new Operands().with(INPUT, out).with(OUTPUT, again))
          .run();
    }
    long place = ((((1 * 2 + 1) * 2 + 1) * 3) + 2) * 16 + 2;
    assertThat(out.data().getDouble(place)).isEqualTo(x.getDouble(1, 18, 1, 2));
    assertThat(again).isEqualTo(x);
  }

  /** Of pixels that are equal the first gets the gradient, of those that are NaN the last. */
  @ParameterizedTest
  @MethodSource("backends")
  void maximumsGiveTheirGradientsToTheSamePixels(Backend backend) {
    INDArray x = Nd4j.create(backend.type(), 2, 32, 9, 7);
    INDArray g = Nd4j.create(backend.type(), 2, 32, 5, 4);
    double[] values = TestArrays.random((int) x.length(), 1);
    for (int i = 0; i < values.length; i++) {
      values[i] = i % 29 == 0 ? Double.NaN : Math.round(2 * values[i]);
    }
    TestArrays.fill(x, values);
    TestArrays.fill(g, TestArrays.random((int) g.length(), 2));
    try (Kernels kernels = backend.open()) {
      INDArray inBlocks = maximumGradient(kernels, laid(kernels, x), laid(kernels, g), true);
      INDArray planes = inBlocks.ulike();
      reorder(kernels, Layout.BLOCKS, Layout.PLANES, inBlocks, planes);
      assertThat(planes).isEqualTo(maximumGradient(kernels, x, g, false));
    }
  }

  private static INDArray maximumGradient(
      Kernels kernels, INDArray x, INDArray g, boolean inBlocks) {
    Layout layout = inBlocks ? Layout.BLOCKS : Layout.PLANES;
    PoolSpec spec = new PoolSpec(PoolSpec.Kind.MAX, 3, 2, 1, false, false, layout);
    INDArray out = g.ulike();
    INDArray gradient = x.ulike();
    kernels.step(spec).bind(new Operands().with(INPUT, x).with(OUTPUT, out)).run();
    kernels
        .step(new PoolGradientSpec(spec))
        .bind(
            new Operands()
                .with(INPUT, x)
                .with(OUTPUT, out)
                .with(OUTPUT_GRADIENT, g)
                .with(INPUT_GRADIENT, gradient))
        .run();
    return gradient;
  }

  /** More than are visited at once. */
  @ParameterizedTest
  @MethodSource("backends")
  void manyPixelsAreComputedAsInPlanes(Backend backend) {
    INDArray[] maps = new INDArray[3];
    for (int i = 0; i < maps.length; i++) {
      maps[i] = Nd4j.create(backend.type(), 2, 32, 19, 57);
      TestArrays.fill(maps[i], TestArrays.random((int) maps[i].length(), i));
    }
    try (Kernels kernels = backend.open()) {
      List<INDArray> planes = results(kernels, Layout.PLANES, maps);
      List<INDArray> blocks = results(kernels, Layout.BLOCKS, maps);
      for (int i = 0; i < planes.size(); i++) {
        INDArray actual = blocks.get(i);
        if (actual.rank() == 4) {
          actual = actual.ulike();
          reorder(kernels, Layout.BLOCKS, Layout.PLANES, blocks.get(i), actual);
        }
        String which = "result " + i;
        double[] expected = TestArrays.values(planes.get(i));
        TestArrays.checkClose(which, TestArrays.values(actual), expected, 1e-4);
      }
    }
  }

  /** What batch norm with an addend and a ReLU computes in a step, and a gate's gradient. */
  private static List<INDArray> results(Kernels kernels, Layout layout, INDArray... maps) {
    DataType type = maps[0].dataType();
    INDArray[] in = new INDArray[maps.length];
    for (int i = 0; i < in.length; i++) {
      in[i] = layout == Layout.PLANES ? maps[i].dup() : laid(kernels, maps[i]);
    }
    INDArray out = in[0].ulike();
    INDArray gradient = in[0].ulike();
    INDArray addendGradient = in[0].ulike();
    INDArray[] vectors = new INDArray[8];
    for (int i = 0; i < vectors.length; i++) {
      vectors[i] = Nd4j.ones(type, 32);
    }
    Operands moments = new Operands().with(MEAN, vectors[0]).with(VARIANCE, vectors[1]);
    NormalizeSpec spec = new NormalizeSpec(32, 1e-5, true, ActivationSpec.RELU, layout);
    kernels.step(new StatisticsSpec(32, layout)).bind(moments.copy().with(INPUT, in[0])).run();
    Operands norm = moments.copy().with(INPUT, in[0]).with(GAMMA, vectors[2]).with(OUTPUT, out);
    kernels.step(spec).bind(norm.copy().with(BETA, vectors[3]).with(ADDEND, in[1])).run();
    kernels
        .step(new NormalizeGradientSpec(spec))
        .bind(
            norm.copy()
                .with(OUTPUT_GRADIENT, in[2])
                .with(INPUT_GRADIENT, gradient)
                .with(ADDEND_GRADIENT, addendGradient)
                .with(GAMMA_GRADIENT, vectors[4])
                .with(BETA_GRADIENT, vectors[5])
                .with(MEAN_GRADIENT, vectors[6])
                .with(VARIANCE_GRADIENT, vectors[7]))
        .run();
    kernels
        .step(new StatisticsGradientSpec(32, true, layout))
        .bind(
            new Operands()
                .with(INPUT, in[0])
                .with(MEAN, vectors[0])
                .with(MEAN_GRADIENT, vectors[6])
                .with(VARIANCE_GRADIENT, vectors[7])
                .with(INPUT_GRADIENT, gradient))
        .run();
    INDArray scaled = in[0].ulike();
    INDArray scale = Nd4j.ones(type, 2, 32);
    kernels
        .step(new MultiplyGradientSpec(new MultiplySpec(MultiplySpec.Factors.CHANNELS, layout)))
        .bind(
            new Operands()
                .with(INPUT, in[0])
                .with(SCALE, scale.dup().reshape(2, 32, 1, 1))
                .with(OUTPUT_GRADIENT, in[2])
                .with(INPUT_GRADIENT, scaled)
                .with(SCALE_GRADIENT, scale.reshape(2, 32, 1, 1)))
        .run();
    List<INDArray> all = new ArrayList<>(List.of(out, gradient, addendGradient, scaled, scale));
    all.addAll(List.of(vectors));
    return all;
  }

  private static INDArray laid(Kernels kernels, INDArray planes) {
    INDArray blocks = planes.ulike();
    reorder(kernels, Layout.PLANES, Layout.BLOCKS, planes, blocks);
    return blocks;
  }

  private static void reorder(Kernels kernels, Layout from, Layout to, INDArray x, INDArray out) {
    kernels
        .step(new ReorderSpec(from, to, 32))
        .bind(new Operands().with(INPUT, x).with(OUTPUT, out))
        .run();
  }

  @Test
  void onlyMultiplesOf16LieInBlocks() {
    assertThat(Arrays.stream(Layout.values()).allMatch(layout -> layout.takes(48))).isTrue();
    assertThat(Layout.PLANES.takes(3)).isTrue();
    assertThat(Layout.BLOCKS.takes(24)).isFalse();
    assertThatThrownBy(() -> folded(Layout.BLOCKS, Layout.PLANES))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "maps lie in blocks of 16 channels if these are a multiple of 16, got 3 channels");
    assertThat(folded(Layout.PLANES, Layout.BLOCKS).output()).isEqualTo(Layout.BLOCKS);
    assertThatThrownBy(() -> new ReorderSpec(Layout.PLANES, Layout.BLOCKS, 24))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("got 24 channels");
    assertThatThrownBy(() -> new ReorderSpec(Layout.BLOCKS, Layout.BLOCKS, 32))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("got BLOCKS twice");
  }

  private static FoldedConvolutionSpec folded(Layout input, Layout output) {
    return new FoldedConvolutionSpec(STEM, null, null, false, null, input, output);
  }
}
