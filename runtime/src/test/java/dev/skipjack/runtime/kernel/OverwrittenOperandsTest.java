package dev.skipjack.runtime.kernel;

import static dev.skipjack.runtime.kernel.Operand.ADDEND;
import static dev.skipjack.runtime.kernel.Operand.ADDEND_GRADIENT;
import static dev.skipjack.runtime.kernel.Operand.BETA_GRADIENT;
import static dev.skipjack.runtime.kernel.Operand.FOLD_BETA;
import static dev.skipjack.runtime.kernel.Operand.FOLD_GAMMA;
import static dev.skipjack.runtime.kernel.Operand.FOLD_MEAN;
import static dev.skipjack.runtime.kernel.Operand.FOLD_VARIANCE;
import static dev.skipjack.runtime.kernel.Operand.GAMMA;
import static dev.skipjack.runtime.kernel.Operand.GAMMA_GRADIENT;
import static dev.skipjack.runtime.kernel.Operand.INPUT;
import static dev.skipjack.runtime.kernel.Operand.INPUT_GRADIENT;
import static dev.skipjack.runtime.kernel.Operand.LEFT;
import static dev.skipjack.runtime.kernel.Operand.MASK;
import static dev.skipjack.runtime.kernel.Operand.MEAN;
import static dev.skipjack.runtime.kernel.Operand.MEAN_GRADIENT;
import static dev.skipjack.runtime.kernel.Operand.OUTPUT;
import static dev.skipjack.runtime.kernel.Operand.OUTPUT_GRADIENT;
import static dev.skipjack.runtime.kernel.Operand.RIGHT;
import static dev.skipjack.runtime.kernel.Operand.SCALE;
import static dev.skipjack.runtime.kernel.Operand.SCALE_GRADIENT;
import static dev.skipjack.runtime.kernel.Operand.VARIANCE;
import static dev.skipjack.runtime.kernel.Operand.VARIANCE_GRADIENT;
import static dev.skipjack.runtime.kernel.Operand.WEIGHT;
import static dev.skipjack.runtime.kernel.Operand.WEIGHT_GRADIENT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.skipjack.runtime.kernel.NaiveOps.Size;
import dev.skipjack.runtime.kernel.activation.ActivationGradientSpec;
import dev.skipjack.runtime.kernel.activation.ActivationSpec;
import dev.skipjack.runtime.kernel.activation.PreluGradientSpec;
import dev.skipjack.runtime.kernel.activation.PreluSpec;
import dev.skipjack.runtime.kernel.convolution.ConvolutionSpec;
import dev.skipjack.runtime.kernel.convolution.FoldedConvolutionSpec;
import dev.skipjack.runtime.kernel.elementwise.AddSpec;
import dev.skipjack.runtime.kernel.elementwise.DropoutGradientSpec;
import dev.skipjack.runtime.kernel.elementwise.LayerScaleGradientSpec;
import dev.skipjack.runtime.kernel.elementwise.LayerScaleSpec;
import dev.skipjack.runtime.kernel.elementwise.MultiplyGradientSpec;
import dev.skipjack.runtime.kernel.elementwise.MultiplySpec;
import dev.skipjack.runtime.kernel.elementwise.StochasticDepthGradientSpec;
import dev.skipjack.runtime.kernel.elementwise.StochasticDepthSpec;
import dev.skipjack.runtime.kernel.norm.NormalizeGradientSpec;
import dev.skipjack.runtime.kernel.norm.NormalizeSpec;
import dev.skipjack.runtime.kernel.norm.StatisticsGradientSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * What the processor's memory plan counts on: a result that lies where an operand does, as the same
 * array or as another view of the same memory, is what it is elsewhere. The signatures of the
 * processor's ops say which. A convolution's gradient that is added to is shown by the accumulating
 * cases of {@link FusedCases}.
 */
@Tag("exhaustive")
class OverwrittenOperandsTest {
  private static final double EPSILON = 1e-5;

  /** Small, and planes of several blocks, blocks of several planes. */
  private static final List<long[]> SHAPES =
      List.of(new long[] {2, 3, 5, 7}, new long[] {3, 2, 61, 67}, new long[] {5, 34, 8, 8});

  /** Kernels of one provider alone, which starts with the same seed each time. */
  private record Opener(String name, KernelProvider provider, DataType type) {
    Kernels open() {
      return Kernels.open(List.of(new SharedKernels(provider)), null, type, 1);
    }

    @Override
    public String toString() {
      return name + " " + type;
    }
  }

  private static Stream<Opener> openers() {
    List<Opener> openers = new ArrayList<>();
    for (Backend backend : Backend.all()) {
      Kernels.providers().stream()
          .filter(provider -> provider.name().equals(backend.provider()))
          .forEach(p -> openers.add(new Opener(p.name(), p, backend.type())));
    }
    for (int threads = 1; threads <= 3; threads++) {
      KernelProvider provider = LoadedProviders.fast(threads, 0);
      if (provider.unavailableReason(DataType.FLOAT).isEmpty()) {
        openers.add(
            new Opener(provider.name() + ", " + threads + " threads", provider, DataType.FLOAT));
      }
    }
    return openers.stream();
  }

  static Stream<Arguments> openersShapesAndSlabs() {
    return openers()
        .flatMap(
            opener ->
                SHAPES.stream()
                    .flatMap(
                        shape ->
                            Stream.of(false, true)
                                .map(inSlabs -> Arguments.of(opener, shape, inSlabs))));
  }

  /** A kernel of operands and results. */
  @FunctionalInterface
  private interface Run {
    void run(Kernels kernels, INDArray[] operands, INDArray[] results);
  }

  /** One kernel, of maps of one shape, on arrays made anew each time. */
  private static final class Check {
    final Opener opener;
    final long[] shape;
    final boolean inSlabs;
    final int results;
    final Run kernel;

    Check(Opener opener, long[] shape, boolean inSlabs, int results, Run kernel) {
      this.opener = opener;
      this.shape = shape;
      this.inSlabs = inSlabs;
      this.results = results;
      this.kernel = kernel;
    }

    /**
     * @param operands how many different maps it reads
     * @param overwritten which of them a result overwrites
     * @param result which one
     */
    void overwrites(int operands, int overwritten, int result) {
      INDArray[] expected = run(arrays(), operands, null);
      for (boolean view : new boolean[] {false, true}) {
        TestArrays arrays = arrays();
        INDArray[] actual =
            run(
                arrays,
                operands,
                (in, out) -> out[result] = view ? sameMemory(in[overwritten]) : in[overwritten]);
        for (int i = 0; i < results; i++) {
          double tolerance = opener.type() == DataType.FLOAT ? 1e-6 : 1e-14;
          String what = "result " + i + (view ? ", through a view" : "");
          TestArrays.checkClose(
              what, TestArrays.values(actual[i]), TestArrays.values(expected[i]), tolerance);
        }
        arrays.checkSentinels();
      }
    }

    private TestArrays arrays() {
      return new TestArrays(opener.type(), inSlabs);
    }

    private INDArray[] run(TestArrays arrays, int operands, Overwriting overwriting) {
      INDArray[] in = new INDArray[operands];
      INDArray[] out = new INDArray[results];
      int length = (int) Arrays.stream(shape).reduce(1, Math::multiplyExact);
      for (int i = 0; i < operands; i++) {
        in[i] = arrays.mapOf(TestArrays.random(length, 3 + i), shape);
      }
      Arrays.setAll(out, i -> arrays.map(shape));
      if (overwriting != null) {
        overwriting.apply(in, out);
      }
      try (Kernels kernels = opener.open()) {
        kernel.run(kernels, in, out);
      }
      return out;
    }
  }

  private interface Overwriting {
    void apply(INDArray[] operands, INDArray[] results);
  }

  /** As generated code has it: two views of the arena at the same offset. */
  private static INDArray sameMemory(INDArray array) {
    INDArray view =
        Nd4j.create(
            array.data(),
            array.shape().clone(),
            array.stride().clone(),
            array.offset(),
            'c',
            array.dataType());
    assertThat(view).isNotSameAs(array).isEqualTo(array);
    return view;
  }

  @ParameterizedTest
  @MethodSource("openersShapesAndSlabs")
  void add(Opener opener, long[] shape, boolean inSlabs) {
    new Check(
            opener,
            shape,
            inSlabs,
            1,
            (k, x, out) ->
                k.step(new AddSpec())
                    .bind(new Operands().with(LEFT, x[0]).with(RIGHT, x[1]).with(OUTPUT, out[0]))
                    .run())
        .overwrites(2, 0, 0);
    new Check(
            opener,
            shape,
            inSlabs,
            1,
            (k, x, out) ->
                k.step(new AddSpec())
                    .bind(new Operands().with(LEFT, x[0]).with(RIGHT, x[0]).with(OUTPUT, out[0]))
                    .run())
        .overwrites(1, 0, 0);
    new Check(
            opener,
            shape,
            inSlabs,
            1,
            (k, x, out) ->
                k.step(new AddSpec())
                    .bind(
                        new Operands()
                            .with(LEFT, x[0])
                            .with(RIGHT, sameMemory(x[0]))
                            .with(OUTPUT, out[0]))
                    .run())
        .overwrites(1, 0, 0);
  }

  /** The input where all results lie, and the gradient of the output where the input's does. */
  @ParameterizedTest
  @MethodSource("openersShapesAndSlabs")
  void multiply(Opener opener, long[] shape, boolean inSlabs) {
    Size in = new Size((int) shape[0], (int) shape[1], (int) shape[2], (int) shape[3]);
    for (MultiplySpec.Factors factors : MultiplySpec.Factors.values()) {
      MultiplySpec spec = new MultiplySpec(factors);
      Size size = NaiveOps.factors(in, factors);
      INDArray scale =
          new TestArrays(opener.type(), false)
              .of(TestArrays.random(size.length(), 7), size.shape());
      Run forward =
          (k, x, out) ->
              k.step(spec)
                  .bind(new Operands().with(INPUT, x[0]).with(SCALE, scale).with(OUTPUT, out[0]))
                  .run();
      new Check(opener, shape, inSlabs, 1, forward).overwrites(1, 0, 0);
      List<double[]> sums = new ArrayList<>();
      Run gradient =
          (k, x, out) -> {
            INDArray toScale = new TestArrays(opener.type(), false).dense(size.shape());
            k.step(new MultiplyGradientSpec(spec))
                .bind(
                    new Operands()
                        .with(INPUT, x[0])
                        .with(SCALE, scale)
                        .with(OUTPUT_GRADIENT, x[1])
                        .with(INPUT_GRADIENT, out[0])
                        .with(SCALE_GRADIENT, toScale))
                .run();
            sums.add(TestArrays.values(toScale));
          };
      new Check(opener, shape, inSlabs, 1, gradient).overwrites(2, 1, 0);
      sums.forEach(sum -> TestArrays.checkClose("factors", sum, sums.get(0), 1e-6));
    }
    MultiplySpec square = new MultiplySpec(MultiplySpec.Factors.ELEMENTS);
    Run ofItself =
        (k, x, out) ->
            k.step(square)
                .bind(new Operands().with(INPUT, x[0]).with(SCALE, x[0]).with(OUTPUT, out[0]))
                .run();
    new Check(opener, shape, inSlabs, 1, ofItself).overwrites(1, 0, 0);
    Run gradientOfItself =
        (k, x, out) ->
            k.step(new MultiplyGradientSpec(square))
                .bind(
                    new Operands()
                        .with(INPUT, x[0])
                        .with(SCALE, x[0])
                        .with(OUTPUT_GRADIENT, x[0])
                        .with(INPUT_GRADIENT, out[0]))
                .run();
    new Check(opener, shape, inSlabs, 1, gradientOfItself).overwrites(1, 0, 0);
  }

  @ParameterizedTest
  @MethodSource("openersShapesAndSlabs")
  void layerScale(Opener opener, long[] shape, boolean inSlabs) {
    LayerScaleSpec spec = new LayerScaleSpec((int) shape[1]);
    checkWeighted(opener, shape, inSlabs, spec, new LayerScaleGradientSpec(spec), shape[1], 1, 1);
  }

  @ParameterizedTest
  @MethodSource("openersShapesAndSlabs")
  void prelu(Opener opener, long[] shape, boolean inSlabs) {
    PreluSpec spec = new PreluSpec((int) shape[1], true);
    checkWeighted(opener, shape, inSlabs, spec, new PreluGradientSpec(spec), shape[1]);
  }

  /** The input where the output lies, and the gradient of the output where the input's does. */
  private static void checkWeighted(
      Opener opener,
      long[] shape,
      boolean inSlabs,
      OpSpec spec,
      OpSpec gradientSpec,
      long... weightShape) {
    INDArray weight =
        new TestArrays(opener.type(), false).of(TestArrays.random((int) shape[1], 7), weightShape);
    Run forward =
        (k, x, out) ->
            k.step(spec)
                .bind(new Operands().with(INPUT, x[0]).with(WEIGHT, weight).with(OUTPUT, out[0]))
                .run();
    new Check(opener, shape, inSlabs, 1, forward).overwrites(1, 0, 0);
    List<double[]> sums = new ArrayList<>();
    Run gradient =
        (k, x, out) -> {
          INDArray toWeight = new TestArrays(opener.type(), false).dense(weightShape);
          k.step(gradientSpec)
              .bind(
                  new Operands()
                      .with(INPUT, x[0])
                      .with(WEIGHT, weight)
                      .with(OUTPUT_GRADIENT, x[1])
                      .with(INPUT_GRADIENT, out[0])
                      .with(WEIGHT_GRADIENT, toWeight))
              .run();
          sums.add(TestArrays.values(toWeight));
        };
    new Check(opener, shape, inSlabs, 1, gradient).overwrites(2, 1, 0);
    sums.forEach(sum -> TestArrays.checkClose("weights", sum, sums.get(0), 1e-6));
  }

  @ParameterizedTest
  @MethodSource("openersShapesAndSlabs")
  void activations(Opener opener, long[] shape, boolean inSlabs) {
    for (ActivationSpec.Kind kind : ActivationSpec.Kind.values()) {
      ActivationSpec spec = ActivationCases.of(kind);
      new Check(
              opener,
              shape,
              inSlabs,
              1,
              (k, x, out) ->
                  k.step(spec).bind(new Operands().with(INPUT, x[0]).with(OUTPUT, out[0])).run())
          .overwrites(1, 0, 0);
      Run gradient =
          (k, x, out) ->
              k.step(new ActivationGradientSpec(spec))
                  .bind(
                      new Operands()
                          .with(kind.gradientReads(), x[0])
                          .with(OUTPUT_GRADIENT, x[1])
                          .with(INPUT_GRADIENT, out[0]))
                  .run();
      new Check(opener, shape, inSlabs, 1, gradient).overwrites(2, 1, 0);
      Run ofItself =
          (k, x, out) ->
              k.step(new ActivationGradientSpec(spec))
                  .bind(
                      new Operands()
                          .with(kind.gradientReads(), x[0])
                          .with(OUTPUT_GRADIENT, x[0])
                          .with(INPUT_GRADIENT, out[0]))
                  .run();
      new Check(opener, shape, inSlabs, 1, ofItself).overwrites(1, 0, 0);
    }
  }

  @ParameterizedTest
  @MethodSource("openersShapesAndSlabs")
  void dropout(Opener opener, long[] shape, boolean inSlabs) {
    Run gradient =
        (k, x, out) ->
            k.step(new DropoutGradientSpec())
                .bind(
                    new Operands()
                        .with(MASK, x[0])
                        .with(OUTPUT_GRADIENT, x[1])
                        .with(INPUT_GRADIENT, out[0]))
                .run();
    new Check(opener, shape, inSlabs, 1, gradient).overwrites(2, 1, 0);
    Run ofItself =
        (k, x, out) ->
            k.step(new DropoutGradientSpec())
                .bind(
                    new Operands()
                        .with(MASK, x[0])
                        .with(OUTPUT_GRADIENT, x[0])
                        .with(INPUT_GRADIENT, out[0]))
                .run();
    new Check(opener, shape, inSlabs, 1, ofItself).overwrites(1, 0, 0);
  }

  @ParameterizedTest
  @MethodSource("openersShapesAndSlabs")
  void stochasticDepth(Opener opener, long[] shape, boolean inSlabs) {
    Supplier<INDArray> mask = () -> Nd4j.zeros(opener.type(), shape[0], 1);
    for (boolean perImage : new boolean[] {false, true}) {
      StochasticDepthSpec spec = new StochasticDepthSpec(0.5, perImage);
      Run forward =
          (k, x, out) -> {
            Step kernel = k.step(spec);
            INDArray drawn = mask.get();
            do { // until something is kept: the same in each run
              kernel
                  .bind(new Operands().with(INPUT, x[1]).with(OUTPUT, out[1]).with(MASK, drawn))
                  .run();
            } while (drawn.sumNumber().doubleValue() == 0);
            kernel
                .bind(new Operands().with(INPUT, x[0]).with(OUTPUT, out[0]).with(MASK, drawn))
                .run();
          };
      new Check(opener, shape, inSlabs, 2, forward).overwrites(2, 0, 0);
    }
    INDArray factors = mask.get();
    factors.putScalar(0, 2);
    Run gradient =
        (k, x, out) ->
            k.step(new StochasticDepthGradientSpec())
                .bind(
                    new Operands()
                        .with(MASK, factors)
                        .with(OUTPUT_GRADIENT, x[0])
                        .with(INPUT_GRADIENT, out[0]))
                .run();
    new Check(opener, shape, inSlabs, 1, gradient).overwrites(1, 0, 0);
  }

  /** The addend's gradient, with every choice of what else is wanted. */
  @ParameterizedTest
  @MethodSource("openersShapesAndSlabs")
  void normalizeGradient(Opener opener, long[] shape, boolean inSlabs) {
    int channels = (int) shape[1];
    for (int bits = 0; bits < 16; bits++) {
      boolean relu = (bits & 1) != 0;
      boolean input = (bits & 2) != 0;
      boolean statistics = (bits & 4) != 0;
      boolean parameters = (bits & 8) != 0;
      NormalizeSpec spec =
          new NormalizeSpec(channels, EPSILON, true, relu ? ActivationSpec.RELU : null);
      List<double[]> vectors = new ArrayList<>();
      Run gradient =
          (k, x, out) -> {
            TestArrays arrays = new TestArrays(opener.type(), false);
            INDArray mean = arrays.of(TestArrays.random(channels, 11), channels);
            INDArray variance = Nd4j.valueArrayOf(new long[] {channels}, 0.7, opener.type());
            INDArray gamma = arrays.of(TestArrays.random(channels, 12), channels);
            INDArray[] sums = new INDArray[4];
            Arrays.setAll(
                sums, i -> (i < 2 ? parameters : statistics) ? arrays.dense(channels) : null);
            k.step(new NormalizeGradientSpec(spec))
                .bind(
                    new Operands()
                        .with(INPUT, x[0])
                        .with(OUTPUT, x[1])
                        .with(MEAN, mean)
                        .with(VARIANCE, variance)
                        .with(GAMMA, gamma)
                        .with(OUTPUT_GRADIENT, x[2])
                        .with(INPUT_GRADIENT, input ? out[0] : null)
                        .with(ADDEND_GRADIENT, out[1])
                        .with(GAMMA_GRADIENT, sums[0])
                        .with(BETA_GRADIENT, sums[1])
                        .with(MEAN_GRADIENT, sums[2])
                        .with(VARIANCE_GRADIENT, sums[3]))
                .run();
            Arrays.stream(sums)
                .filter(sum -> sum != null)
                .forEach(sum -> vectors.add(TestArrays.values(sum)));
          };
      new Check(opener, shape, inSlabs, 2, gradient).overwrites(3, 2, 1);
      int each = vectors.size() / 3; // of three runs, the first of which overwrote nothing
      for (int i = each; i < vectors.size(); i++) {
        TestArrays.checkClose("vector " + i, vectors.get(i), vectors.get(i % each), 1e-6);
      }
    }
  }

  /** What is there is added to. */
  @ParameterizedTest
  @MethodSource("openersShapesAndSlabs")
  void statisticsGradient(Opener opener, long[] shape, boolean inSlabs) {
    int channels = (int) shape[1];
    int length = (int) Arrays.stream(shape).reduce(1, Math::multiplyExact);
    TestArrays arrays = new TestArrays(opener.type(), inSlabs);
    INDArray x = arrays.mapOf(TestArrays.random(length, 3), shape);
    INDArray[] vectors = new INDArray[3];
    Arrays.setAll(vectors, i -> arrays.of(TestArrays.random(channels, 20 + i), channels));
    double[] before = TestArrays.random(length, 4);
    INDArray part = arrays.map(shape);
    INDArray sum = arrays.mapOf(before, shape);
    try (Kernels kernels = opener.open()) {
      for (boolean accumulate : new boolean[] {false, true}) {
        kernels
            .step(new StatisticsGradientSpec(channels, accumulate))
            .bind(
                new Operands()
                    .with(INPUT, x)
                    .with(MEAN, vectors[0])
                    .with(MEAN_GRADIENT, vectors[1])
                    .with(VARIANCE_GRADIENT, vectors[2])
                    .with(INPUT_GRADIENT, accumulate ? sum : part))
            .run();
      }
    }
    double[] expected = NaiveOps.sum(before, TestArrays.values(part));
    double tolerance = opener.type() == DataType.FLOAT ? 1e-6 : 1e-14;
    TestArrays.checkClose("sum", TestArrays.values(sum), expected, tolerance);
    arrays.checkSentinels();
  }

  /** The addend, which may lie where the result does but not where the input is. */
  @ParameterizedTest
  @MethodSource("openersShapesAndSlabs")
  void foldedConvolution(Opener opener, long[] shape, boolean inSlabs) {
    int channels = (int) shape[1];
    for (int kernel : new int[] {1, 3, 5}) {
      ConvolutionSpec convolution =
          new ConvolutionSpec(channels, channels, kernel, 1, kernel / 2, 1, 1, false);
      for (boolean fold : new boolean[] {false, true}) {
        NormalizeSpec norm = fold ? new NormalizeSpec(channels, EPSILON) : null;
        FoldedConvolutionSpec spec =
            new FoldedConvolutionSpec(convolution, null, norm, true, ActivationSpec.RELU);
        new Check(opener, shape, inSlabs, 1, (k, x, out) -> fold(k, spec, x, out[0]))
            .overwrites(2, 1, 0);
      }
    }
  }

  private static void fold(
      Kernels kernels, FoldedConvolutionSpec spec, INDArray[] x, INDArray out) {
    ConvolutionSpec s = spec.convolution();
    TestArrays arrays = new TestArrays(out.dataType(), false);
    long[] weight = {
      s.outChannels(), s.inChannels() / s.groups(), s.kernel().height(), s.kernel().width()
    };
    int length = (int) Arrays.stream(weight).reduce(1, Math::multiplyExact);
    int channels = s.outChannels();
    INDArray[] norm = new INDArray[4];
    if (spec.fold() != null) {
      Arrays.setAll(norm, i -> arrays.of(TestArrays.random(channels, 20 + i), channels));
      norm[1] = Nd4j.valueArrayOf(new long[] {channels}, 0.7, out.dataType());
    }
    kernels
        .step(spec)
        .bind(
            new Operands()
                .with(INPUT, x[0])
                .with(WEIGHT, arrays.of(TestArrays.random(length, 19), weight))
                .with(FOLD_MEAN, norm[0])
                .with(FOLD_VARIANCE, norm[1])
                .with(FOLD_GAMMA, norm[2])
                .with(FOLD_BETA, norm[3])
                .with(ADDEND, x[1])
                .with(OUTPUT, out))
        .run();
  }
}
