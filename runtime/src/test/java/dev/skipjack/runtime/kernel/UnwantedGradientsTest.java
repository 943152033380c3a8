package dev.skipjack.runtime.kernel;

import static dev.skipjack.runtime.kernel.Operand.ADDEND;
import static dev.skipjack.runtime.kernel.Operand.ADDEND_GRADIENT;
import static dev.skipjack.runtime.kernel.Operand.BETA;
import static dev.skipjack.runtime.kernel.Operand.BETA_GRADIENT;
import static dev.skipjack.runtime.kernel.Operand.BIAS_GRADIENT;
import static dev.skipjack.runtime.kernel.Operand.GAMMA;
import static dev.skipjack.runtime.kernel.Operand.GAMMA_GRADIENT;
import static dev.skipjack.runtime.kernel.Operand.INPUT;
import static dev.skipjack.runtime.kernel.Operand.INPUT_GRADIENT;
import static dev.skipjack.runtime.kernel.Operand.MEAN;
import static dev.skipjack.runtime.kernel.Operand.MEAN_GRADIENT;
import static dev.skipjack.runtime.kernel.Operand.OUTPUT;
import static dev.skipjack.runtime.kernel.Operand.OUTPUT_GRADIENT;
import static dev.skipjack.runtime.kernel.Operand.OUTPUT_MEAN;
import static dev.skipjack.runtime.kernel.Operand.OUTPUT_MEAN_GRADIENT;
import static dev.skipjack.runtime.kernel.Operand.OUTPUT_VARIANCE_GRADIENT;
import static dev.skipjack.runtime.kernel.Operand.SCALE;
import static dev.skipjack.runtime.kernel.Operand.SCALE_GRADIENT;
import static dev.skipjack.runtime.kernel.Operand.VARIANCE;
import static dev.skipjack.runtime.kernel.Operand.VARIANCE_GRADIENT;
import static dev.skipjack.runtime.kernel.Operand.WEIGHT;
import static dev.skipjack.runtime.kernel.Operand.WEIGHT_GRADIENT;

import dev.skipjack.runtime.kernel.NaiveOps.Size;
import dev.skipjack.runtime.kernel.activation.ActivationSpec;
import dev.skipjack.runtime.kernel.activation.PreluGradientSpec;
import dev.skipjack.runtime.kernel.activation.PreluSpec;
import dev.skipjack.runtime.kernel.convolution.ConvolutionGradientSpec;
import dev.skipjack.runtime.kernel.convolution.ConvolutionSpec;
import dev.skipjack.runtime.kernel.convolution.ConvolutionTransposeGradientSpec;
import dev.skipjack.runtime.kernel.convolution.ConvolutionTransposeSpec;
import dev.skipjack.runtime.kernel.convolution.FusedConvolutionGradientSpec;
import dev.skipjack.runtime.kernel.convolution.FusedConvolutionSpec;
import dev.skipjack.runtime.kernel.elementwise.LayerScaleGradientSpec;
import dev.skipjack.runtime.kernel.elementwise.LayerScaleSpec;
import dev.skipjack.runtime.kernel.elementwise.MultiplyGradientSpec;
import dev.skipjack.runtime.kernel.elementwise.MultiplySpec;
import dev.skipjack.runtime.kernel.linear.LinearGradientSpec;
import dev.skipjack.runtime.kernel.linear.LinearSpec;
import dev.skipjack.runtime.kernel.norm.GroupNormGradientSpec;
import dev.skipjack.runtime.kernel.norm.GroupNormSpec;
import dev.skipjack.runtime.kernel.norm.LayerNormGradientSpec;
import dev.skipjack.runtime.kernel.norm.LayerNormSpec;
import dev.skipjack.runtime.kernel.norm.NormalizeGradientSpec;
import dev.skipjack.runtime.kernel.norm.NormalizeSpec;
import dev.skipjack.runtime.kernel.pool.FusedPoolGradientSpec;
import dev.skipjack.runtime.kernel.pool.FusedPoolSpec;
import dev.skipjack.runtime.kernel.pool.PoolSpec;
import dev.skipjack.runtime.kernel.sequence.AttentionGradientSpec;
import dev.skipjack.runtime.kernel.sequence.AttentionSpec;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** An output that is not wanted changes nothing about the others. */
class UnwantedGradientsTest {
  private static final List<ConvolutionSpec> CONVOLUTIONS =
      List.of(
          new ConvolutionSpec(4, 6, 3, 1, 1, 1, 1, true),
          new ConvolutionSpec(4, 6, 3, 2, 1, 1, 2, true),
          new ConvolutionSpec(4, 6, 1, 1, 0, 1, 1, true));

  static Stream<Arguments> backendsAndSlabs() {
    return Backend.inAndOutOfSlabs();
  }

  @ParameterizedTest
  @MethodSource("backendsAndSlabs")
  void convolution(Backend backend, boolean inSlabs) {
    for (ConvolutionSpec spec : CONVOLUTIONS) {
      Size in = new Size(3, 4, 5, 7);
      Size out = NaiveOps.convolved(in, spec);
      long[] weightShape = {6, 4 / spec.groups(), spec.kernel().height(), spec.kernel().width()};
      TestArrays arrays = new TestArrays(backend.type(), inSlabs);
      INDArray x = arrays.mapOf(TestArrays.random(in.length(), 1), in.shape());
      INDArray weight = arrays.dense(weightShape);
      TestArrays.fill(weight, TestArrays.random((int) weight.length(), 2));
      INDArray g = arrays.mapOf(TestArrays.random(out.length(), 3), out.shape());
      try (Kernels kernels = backend.open()) {
        Step kernel = kernels.step(new ConvolutionGradientSpec(spec));
        check(
            backend,
            () ->
                new INDArray[] {arrays.map(in.shape()), arrays.dense(weightShape), arrays.dense(6)},
            d ->
                kernel
                    .bind(
                        new Operands()
                            .with(INPUT, x)
                            .with(WEIGHT, weight)
                            .with(OUTPUT_GRADIENT, g)
                            .with(INPUT_GRADIENT, d[0])
                            .with(WEIGHT_GRADIENT, d[1])
                            .with(BIAS_GRADIENT, d[2]))
                    .run());
      }
      arrays.checkSentinels();
    }
  }

  @ParameterizedTest
  @MethodSource("backendsAndSlabs")
  void attention(Backend backend, boolean inSlabs) {
    AttentionSpec spec = new AttentionSpec(6, 2, 5, 7);
    TestArrays arrays = new TestArrays(backend.type(), inSlabs);
    INDArray x = random(CaseOperand.map(2, 35, 18), arrays, 1);
    INDArray weight = random(CaseOperand.vector(spec.distances(), 2), arrays, 2);
    INDArray g = random(CaseOperand.map(2, 35, 6), arrays, 3);
    try (Kernels kernels = backend.open()) {
      Step kernel = kernels.step(new AttentionGradientSpec(spec));
      check(
          backend,
          () -> new INDArray[] {arrays.map(x.shape()), arrays.dense(weight.shape())},
          d ->
              kernel
                  .bind(
                      new Operands()
                          .with(INPUT, x)
                          .with(WEIGHT, weight)
                          .with(OUTPUT_GRADIENT, g)
                          .with(INPUT_GRADIENT, d[0])
                          .with(WEIGHT_GRADIENT, d[1]))
                  .run());
    }
    arrays.checkSentinels();
  }

  @ParameterizedTest
  @MethodSource("backendsAndSlabs")
  void convolutionTranspose(Backend backend, boolean inSlabs) {
    for (ConvolutionTransposeSpec spec :
        List.of(
            new ConvolutionTransposeSpec(4, 6, 3, 2, 1, 1, true),
            new ConvolutionTransposeSpec(4, 6, 1, 1, 0, 0, true))) {
      Size in = new Size(3, 4, 5, 7);
      Size out = NaiveSpatialOps.transposed(in, spec);
      long[] weightShape = {4, 6, spec.kernel(), spec.kernel()};
      TestArrays arrays = new TestArrays(backend.type(), inSlabs);
      INDArray x = arrays.mapOf(TestArrays.random(in.length(), 1), in.shape());
      INDArray weight = arrays.dense(weightShape);
      TestArrays.fill(weight, TestArrays.random((int) weight.length(), 2));
      INDArray g = arrays.mapOf(TestArrays.random(out.length(), 3), out.shape());
      try (Kernels kernels = backend.open()) {
        Step kernel = kernels.step(new ConvolutionTransposeGradientSpec(spec));
        check(
            backend,
            () ->
                new INDArray[] {arrays.map(in.shape()), arrays.dense(weightShape), arrays.dense(6)},
            d ->
                kernel
                    .bind(
                        new Operands()
                            .with(INPUT, x)
                            .with(WEIGHT, weight)
                            .with(OUTPUT_GRADIENT, g)
                            .with(INPUT_GRADIENT, d[0])
                            .with(WEIGHT_GRADIENT, d[1])
                            .with(BIAS_GRADIENT, d[2]))
                    .run());
      }
      arrays.checkSentinels();
    }
  }

  @ParameterizedTest
  @MethodSource("backendsAndSlabs")
  void linear(Backend backend, boolean inSlabs) {
    LinearSpec spec = new LinearSpec(5, 3, true);
    TestArrays arrays = new TestArrays(backend.type(), inSlabs);
    INDArray x = arrays.mapOf(TestArrays.random(35, 1), 7, 5);
    INDArray weight = arrays.of(TestArrays.random(15, 2), 3, 5);
    INDArray g = arrays.mapOf(TestArrays.random(21, 3), 7, 3);
    try (Kernels kernels = backend.open()) {
      Step kernel = kernels.step(new LinearGradientSpec(spec));
      check(
          backend,
          () -> new INDArray[] {arrays.map(7, 5), arrays.dense(3, 5), arrays.dense(3)},
          d ->
              kernel
                  .bind(
                      new Operands()
                          .with(INPUT, x)
                          .with(WEIGHT, weight)
                          .with(OUTPUT_GRADIENT, g)
                          .with(INPUT_GRADIENT, d[0])
                          .with(WEIGHT_GRADIENT, d[1])
                          .with(BIAS_GRADIENT, d[2]))
                  .run());
    }
    arrays.checkSentinels();
  }

  @ParameterizedTest
  @MethodSource("backendsAndSlabs")
  void multiply(Backend backend, boolean inSlabs) {
    for (MultiplySpec.Factors factors : MultiplySpec.Factors.values()) {
      multiply(backend, inSlabs, new Size(3, 4, 5, 7), new MultiplySpec(factors));
    }
    MultiplySpec inBlocks = new MultiplySpec(MultiplySpec.Factors.CHANNELS, Layout.BLOCKS);
    multiply(backend, inSlabs, new Size(3, 32, 5, 7), inBlocks);
  }

  private static void multiply(Backend backend, boolean inSlabs, Size in, MultiplySpec spec) {
    Size size = NaiveOps.factors(in, spec.factors());
    TestArrays arrays = new TestArrays(backend.type(), inSlabs);
    INDArray x = arrays.mapOf(TestArrays.random(in.length(), 1), in.shape());
    INDArray scale = arrays.mapOf(TestArrays.random(size.length(), 2), size.shape());
    INDArray g = arrays.mapOf(TestArrays.random(in.length(), 3), in.shape());
    try (Kernels kernels = backend.open()) {
      Step kernel = kernels.step(new MultiplyGradientSpec(spec));
      check(
          backend,
          () -> new INDArray[] {arrays.map(in.shape()), arrays.map(size.shape())},
          d ->
              kernel
                  .bind(
                      new Operands()
                          .with(INPUT, x)
                          .with(SCALE, scale)
                          .with(OUTPUT_GRADIENT, g)
                          .with(INPUT_GRADIENT, d[0])
                          .with(SCALE_GRADIENT, d[1]))
                  .run());
    }
    arrays.checkSentinels();
  }

  @ParameterizedTest
  @MethodSource("backendsAndSlabs")
  void layerScale(Backend backend, boolean inSlabs) {
    long[] shape = {2, 6, 5, 7};
    TestArrays arrays = new TestArrays(backend.type(), inSlabs);
    INDArray x = arrays.mapOf(TestArrays.random(420, 1), shape);
    INDArray g = arrays.mapOf(TestArrays.random(420, 2), shape);
    INDArray weight = arrays.of(TestArrays.random(6, 3), 6, 1, 1);
    try (Kernels kernels = backend.open()) {
      Step kernel = kernels.step(new LayerScaleGradientSpec(new LayerScaleSpec(6)));
      check(
          backend,
          () -> new INDArray[] {arrays.map(shape), arrays.dense(6, 1, 1)},
          d ->
              kernel
                  .bind(
                      new Operands()
                          .with(INPUT, x)
                          .with(WEIGHT, weight)
                          .with(OUTPUT_GRADIENT, g)
                          .with(INPUT_GRADIENT, d[0])
                          .with(WEIGHT_GRADIENT, d[1]))
                  .run());
    }
    arrays.checkSentinels();
  }

  @ParameterizedTest
  @MethodSource("backendsAndSlabs")
  void prelu(Backend backend, boolean inSlabs) {
    long[] shape = {2, 6, 5, 7};
    TestArrays arrays = new TestArrays(backend.type(), inSlabs);
    INDArray x = arrays.mapOf(TestArrays.random(420, 1), shape);
    INDArray g = arrays.mapOf(TestArrays.random(420, 2), shape);
    INDArray weight = arrays.of(TestArrays.random(6, 3), 6);
    try (Kernels kernels = backend.open()) {
      Step kernel = kernels.step(new PreluGradientSpec(new PreluSpec(6, true)));
      check(
          backend,
          () -> new INDArray[] {arrays.map(shape), arrays.dense(6)},
          d ->
              kernel
                  .bind(
                      new Operands()
                          .with(INPUT, x)
                          .with(WEIGHT, weight)
                          .with(OUTPUT_GRADIENT, g)
                          .with(INPUT_GRADIENT, d[0])
                          .with(WEIGHT_GRADIENT, d[1]))
                  .run());
    }
    arrays.checkSentinels();
  }

  @ParameterizedTest
  @MethodSource("backendsAndSlabs")
  void imageNorms(Backend backend, boolean inSlabs) {
    imageNorm(backend, inSlabs, 6, new GroupNormGradientSpec(new GroupNormSpec(6, 2, 1e-5, true)));
    imageNorm(backend, inSlabs, 6, new LayerNormGradientSpec(new LayerNormSpec(6, 1e-6, true)));
    LayerNormSpec inBlocks = new LayerNormSpec(32, 1e-6, true, Layout.BLOCKS);
    imageNorm(backend, inSlabs, 32, new LayerNormGradientSpec(inBlocks));
  }

  private static void imageNorm(Backend backend, boolean inSlabs, int channels, OpSpec spec) {
    long[] shape = {2, channels, 5, 7};
    TestArrays arrays = new TestArrays(backend.type(), inSlabs);
    INDArray x = arrays.mapOf(TestArrays.random(70 * channels, 1), shape);
    INDArray g = arrays.mapOf(TestArrays.random(70 * channels, 2), shape);
    INDArray gamma = arrays.of(TestArrays.random(channels, 3), channels);
    try (Kernels kernels = backend.open()) {
      Step kernel = kernels.step(spec);
      check(
          backend,
          () -> new INDArray[] {arrays.map(shape), arrays.dense(channels), arrays.dense(channels)},
          d ->
              kernel
                  .bind(
                      new Operands()
                          .with(INPUT, x)
                          .with(GAMMA, gamma)
                          .with(OUTPUT_GRADIENT, g)
                          .with(INPUT_GRADIENT, d[0])
                          .with(GAMMA_GRADIENT, d[1])
                          .with(BETA_GRADIENT, d[2]))
                  .run());
    }
    arrays.checkSentinels();
  }

  @ParameterizedTest
  @MethodSource("backendsAndSlabs")
  void normalize(Backend backend, boolean inSlabs) {
    for (Layout layout : Layout.values()) {
      normalize(backend, inSlabs, layout);
    }
  }

  private static void normalize(Backend backend, boolean inSlabs, Layout layout) {
    int channels = layout == Layout.PLANES ? 3 : 16;
    int length = 70 * channels;
    long[] shape = {2, channels, 5, 7};
    TestArrays arrays = new TestArrays(backend.type(), inSlabs);
    INDArray x = arrays.mapOf(TestArrays.random(length, 1), shape);
    INDArray g = arrays.mapOf(TestArrays.random(length, 2), shape);
    INDArray[] norm = batchNorm(arrays, channels);
    INDArray addend = arrays.mapOf(TestArrays.random(length, 4), shape);
    INDArray out = arrays.map(shape);
    for (boolean relu : new boolean[] {false, true}) {
      NormalizeSpec spec =
          new NormalizeSpec(channels, 1e-5, true, relu ? ActivationSpec.RELU : null, layout);
      try (Kernels kernels = backend.open()) {
        kernels
            .step(spec)
            .bind(
                new Operands()
                    .with(INPUT, x)
                    .with(MEAN, norm[0])
                    .with(VARIANCE, norm[1])
                    .with(GAMMA, norm[2])
                    .with(BETA, norm[3])
                    .with(ADDEND, addend)
                    .with(OUTPUT, out))
            .run();
        Step kernel = kernels.step(new NormalizeGradientSpec(spec));
        check(
            backend,
            () ->
                new INDArray[] {
                  arrays.map(shape),
                  arrays.map(shape),
                  arrays.dense(channels),
                  arrays.dense(channels),
                  arrays.dense(channels),
                  arrays.dense(channels)
                },
            d ->
                kernel
                    .bind(
                        new Operands()
                            .with(INPUT, x)
                            .with(OUTPUT, out)
                            .with(MEAN, norm[0])
                            .with(VARIANCE, norm[1])
                            .with(GAMMA, norm[2])
                            .with(OUTPUT_GRADIENT, g)
                            .with(INPUT_GRADIENT, d[0])
                            .with(ADDEND_GRADIENT, d[1])
                            .with(GAMMA_GRADIENT, d[2])
                            .with(BETA_GRADIENT, d[3])
                            .with(MEAN_GRADIENT, d[4])
                            .with(VARIANCE_GRADIENT, d[5]))
                    .run());
      }
    }
    arrays.checkSentinels();
  }

  @ParameterizedTest
  @MethodSource("backendsAndSlabs")
  void fusedPool(Backend backend, boolean inSlabs) {
    for (Layout layout : Layout.values()) {
      fusedPool(backend, inSlabs, layout);
    }
  }

  private static void fusedPool(Backend backend, boolean inSlabs, Layout layout) {
    int channels = layout == Layout.PLANES ? 3 : 16;
    Size in = new Size(2, channels, 5, 7);
    for (PoolSpec.Kind kind : PoolSpec.Kind.values()) {
      for (boolean relu : new boolean[] {false, true}) {
        FusedPoolSpec spec =
            new FusedPoolSpec(
                new PoolSpec(kind, 3, 2, 1, false, true, layout),
                new NormalizeSpec(channels, 1e-5, relu ? ActivationSpec.RELU : null));
        Size size = NaiveOps.pooled(in, spec.pool());
        TestArrays arrays = new TestArrays(backend.type(), inSlabs);
        INDArray x = arrays.mapOf(TestArrays.random(in.length(), 1), in.shape());
        INDArray g = arrays.mapOf(TestArrays.random(size.length(), 2), size.shape());
        INDArray[] norm = batchNorm(arrays, channels);
        INDArray out = arrays.map(size.shape());
        try (Kernels kernels = backend.open()) {
          kernels
              .step(spec)
              .bind(
                  new Operands()
                      .with(INPUT, x)
                      .with(MEAN, norm[0])
                      .with(VARIANCE, norm[1])
                      .with(GAMMA, norm[2])
                      .with(BETA, norm[3])
                      .with(OUTPUT, out))
              .run();
          Step kernel = kernels.step(new FusedPoolGradientSpec(spec));
          check(
              backend,
              () ->
                  new INDArray[] {
                    arrays.map(in.shape()),
                    arrays.dense(channels),
                    arrays.dense(channels),
                    arrays.dense(channels),
                    arrays.dense(channels)
                  },
              d ->
                  kernel
                      .bind(
                          new Operands()
                              .with(INPUT, x)
                              .with(MEAN, norm[0])
                              .with(VARIANCE, norm[1])
                              .with(GAMMA, norm[2])
                              .with(BETA, norm[3])
                              .with(OUTPUT, out)
                              .with(OUTPUT_GRADIENT, g)
                              .with(INPUT_GRADIENT, d[0])
                              .with(GAMMA_GRADIENT, d[1])
                              .with(BETA_GRADIENT, d[2])
                              .with(MEAN_GRADIENT, d[3])
                              .with(VARIANCE_GRADIENT, d[4]))
                      .run());
        }
        arrays.checkSentinels();
      }
    }
  }

  @ParameterizedTest
  @MethodSource("backendsAndSlabs")
  void fusedConvolution(Backend backend, boolean inSlabs) {
    for (ConvolutionSpec spec : CONVOLUTIONS) {
      for (boolean accumulate : new boolean[] {false, true}) {
        TestArrays arrays = new TestArrays(backend.type(), inSlabs);
        Fused o = Fused.of(arrays, spec);
        try (Kernels kernels = backend.open()) {
          Step kernel = kernels.step(new FusedConvolutionGradientSpec(o.spec(), accumulate));
          check(
              backend,
              () -> o.gradients(arrays),
              d -> o.run(kernel, o.out(), o.moment(), o.momentGradient(), d));
        }
        arrays.checkSentinels();
      }
    }
  }

  /** No gradient of the statistics is as good as one that is zero. */
  @ParameterizedTest
  @MethodSource("backendsAndSlabs")
  void gradientsOfStatistics(Backend backend, boolean inSlabs) {
    for (ConvolutionSpec spec : CONVOLUTIONS) {
      TestArrays arrays = new TestArrays(backend.type(), inSlabs);
      Fused o = Fused.of(arrays, spec);
      INDArray[] zero = o.gradients(arrays);
      INDArray[] absent = o.gradients(arrays);
      try (Kernels kernels = backend.open()) {
        Step kernel = kernels.step(new FusedConvolutionGradientSpec(o.spec(), false));
        o.run(kernel, o.out(), o.moment(), arrays.of(new double[6], 6), zero);
        o.run(kernel, null, null, null, absent);
      }
      for (int i = 0; i < zero.length; i++) {
        checkSame("gradient " + i, backend, absent[i], zero[i]);
      }
    }
  }

  /** Mean, variance, gamma and beta. */
  private static INDArray[] batchNorm(TestArrays arrays, int channels) {
    return CaseOperand.batchNorm(channels).stream()
        .map(operand -> random(operand, arrays, 2))
        .toArray(INDArray[]::new);
  }

  private static INDArray random(CaseOperand operand, TestArrays arrays, long seed) {
    return TestArrays.fill(operand.array(arrays), operand.random(seed));
  }

  /** Operands of a fused convolution from four channels to six, with everything. */
  private record Fused(
      FusedConvolutionSpec spec,
      INDArray x,
      INDArray[] norm,
      INDArray weight,
      INDArray out,
      INDArray moment,
      INDArray g,
      INDArray momentGradient) {
    static Fused of(TestArrays arrays, ConvolutionSpec spec) {
      Size in = new Size(3, 4, 5, 7);
      Size out = NaiveOps.convolved(in, spec);
      long[] weight = {6, 4 / spec.groups(), spec.kernel().height(), spec.kernel().width()};
      return new Fused(
          new FusedConvolutionSpec(spec, new NormalizeSpec(4, 1e-5, ActivationSpec.RELU), true),
          random(CaseOperand.map(in.shape()), arrays, 1),
          batchNorm(arrays, 4),
          random(CaseOperand.vector(weight), arrays, 3),
          random(CaseOperand.map(out.shape()), arrays, 4),
          random(CaseOperand.vector(6), arrays, 5),
          random(CaseOperand.map(out.shape()), arrays, 6),
          random(CaseOperand.vector(6), arrays, 7));
    }

    INDArray[] gradients(TestArrays arrays) {
      return new INDArray[] {
        arrays.map(x.shape()),
        arrays.dense(4),
        arrays.dense(4),
        arrays.dense(4),
        arrays.dense(4),
        arrays.dense(weight.shape()),
        arrays.dense(6)
      };
    }

    /** One vector serves as mean and one as both gradients: the kernel only reads them. */
    void run(
        Step kernel, INDArray output, INDArray outMean, INDArray outMomentGradient, INDArray[] d) {
      kernel
          .bind(
              new Operands()
                  .with(INPUT, x)
                  .with(MEAN, norm[0])
                  .with(VARIANCE, norm[1])
                  .with(GAMMA, norm[2])
                  .with(BETA, norm[3])
                  .with(WEIGHT, weight)
                  .with(OUTPUT, output)
                  .with(OUTPUT_MEAN, outMean)
                  .with(OUTPUT_GRADIENT, g)
                  .with(OUTPUT_MEAN_GRADIENT, outMomentGradient)
                  .with(OUTPUT_VARIANCE_GRADIENT, outMomentGradient)
                  .with(INPUT_GRADIENT, d[0])
                  .with(MEAN_GRADIENT, d[1])
                  .with(VARIANCE_GRADIENT, d[2])
                  .with(GAMMA_GRADIENT, d[3])
                  .with(BETA_GRADIENT, d[4])
                  .with(WEIGHT_GRADIENT, d[5])
                  .with(BIAS_GRADIENT, d[6]))
          .run();
    }
  }

  /** With each gradient unwanted in turn and each wanted alone, against all of them wanted. */
  private static void check(
      Backend backend, Supplier<INDArray[]> gradients, Consumer<INDArray[]> kernel) {
    INDArray[] all = gradients.get();
    kernel.accept(all);
    for (int i = 0; i < all.length; i++) {
      INDArray[] others = gradients.get();
      INDArray[] alone = new INDArray[all.length];
      alone[i] = others[i];
      others[i] = null;
      kernel.accept(others);
      kernel.accept(alone);
      for (int j = 0; j < all.length; j++) {
        INDArray actual = i == j ? alone[j] : others[j];
        checkSame("gradient %d, %d apart".formatted(j, i), backend, actual, all[j]);
      }
    }
  }

  private static void checkSame(String what, Backend backend, INDArray actual, INDArray expected) {
    double tolerance = backend.type() == DataType.FLOAT ? 1e-6 : 1e-14;
    TestArrays.checkClose(what, TestArrays.values(actual), TestArrays.values(expected), tolerance);
  }
}
