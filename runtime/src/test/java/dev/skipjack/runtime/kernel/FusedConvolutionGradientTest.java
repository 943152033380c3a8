package dev.skipjack.runtime.kernel;

import static dev.skipjack.runtime.kernel.NaiveLayouts.laid;
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
import static dev.skipjack.runtime.kernel.Operand.VARIANCE;
import static dev.skipjack.runtime.kernel.Operand.VARIANCE_GRADIENT;
import static dev.skipjack.runtime.kernel.Operand.WEIGHT;
import static dev.skipjack.runtime.kernel.Operand.WEIGHT_GRADIENT;
import static org.assertj.core.api.Assertions.fail;

import dev.skipjack.runtime.kernel.activation.ActivationSpec;
import dev.skipjack.runtime.kernel.convolution.ConvolutionGradientSpec;
import dev.skipjack.runtime.kernel.convolution.ConvolutionSpec;
import dev.skipjack.runtime.kernel.convolution.FusedConvolutionGradientSpec;
import dev.skipjack.runtime.kernel.convolution.FusedConvolutionSpec;
import dev.skipjack.runtime.kernel.norm.NormalizeSpec;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The fast provider's fused gradients against loops in double. */
@Tag("exhaustive")
class FusedConvolutionGradientTest {
  private static final double TOLERANCE = 2e-5;
  private static final double EPSILON = 1e-5;

  private static final Map<Size, Problem> PROBLEMS = new HashMap<>();

  private final List<KernelFactory> opened = new ArrayList<>();

  /** What is fused and wanted. */
  private record Fusion(
      boolean prologue, ActivationSpec activation, boolean correction, boolean accumulate) {
    double bounded(double z) {
      return activation == null ? z : ActivationCases.activate(activation, z);
    }

    boolean passes(double z) {
      return activation == null || z > 0 && bounded(z) == z;
    }
  }

  private static final ActivationSpec RELU6 = new ActivationSpec(ActivationSpec.Kind.RELU6);

  private static final Fusion ALL = new Fusion(true, ActivationSpec.RELU, true, true);
  private static final Fusion NOTHING = new Fusion(false, null, false, false);

  private static final List<Fusion> FUSIONS =
      List.of(
          ALL,
          NOTHING,
          new Fusion(true, RELU6, true, true),
          new Fusion(true, null, true, false),
          new Fusion(true, ActivationSpec.RELU, false, false),
          new Fusion(false, null, true, true));

  /** A convolution and the size of what it reads. */
  private record Size(ConvolutionSpec spec, int images, int height, int width) {
    int outHeight() {
      return out(height, spec.kernel().height(), spec.padding().height());
    }

    int outWidth() {
      return out(width, spec.kernel().width(), spec.padding().width());
    }

    private int out(int in, int kernel, int padding) {
      int reach = (kernel - 1) * spec.dilation() + 1;
      return (in + 2 * padding - reach) / spec.stride() + 1;
    }
  }

  private static Size size(
      int in, int out, int kernel, int stride, int padding, int images, int height, int width) {
    return new Size(
        new ConvolutionSpec(in, out, kernel, stride, padding, 1, 1, true), images, height, width);
  }

  private static Size rectangular(
      int in,
      int out,
      Span kernel,
      int stride,
      Span padding,
      int dilation,
      int groups,
      int images,
      int height,
      int width) {
    return new Size(
        new ConvolutionSpec(in, out, kernel, stride, padding, dilation, groups, true),
        images,
        height,
        width);
  }

  private static Size depthwise(
      int channels,
      int kernel,
      int stride,
      int padding,
      int dilation,
      int images,
      int height,
      int width) {
    return new Size(
        new ConvolutionSpec(channels, channels, kernel, stride, padding, dilation, channels, true),
        images,
        height,
        width);
  }

  private static List<Size> sizes() {
    return List.of(
        size(1, 1, 1, 1, 0, 1, 1, 1),
        size(13, 7, 1, 1, 0, 7, 5, 3),
        size(29, 48, 1, 1, 0, 3, 9, 11),
        size(48, 12, 1, 1, 0, 2, 32, 32),
        size(21, 44, 1, 1, 0, 2, 33, 35),
        size(5, 3, 1, 1, 1, 2, 4, 5),
        size(6, 14, 1, 2, 0, 3, 7, 8),
        size(1, 1, 3, 1, 1, 1, 1, 1),
        size(3, 5, 3, 1, 1, 1, 5, 7),
        size(13, 17, 3, 1, 1, 7, 7, 7),
        size(16, 12, 3, 1, 1, 4, 13, 11),
        size(40, 36, 3, 1, 1, 3, 8, 8),
        size(20, 24, 3, 1, 1, 5, 17, 13),
        size(60, 7, 3, 1, 1, 2, 9, 14),
        size(35, 66, 3, 1, 1, 2, 14, 7),
        size(60, 9, 3, 1, 1, 2, 9, 14),
        size(1900, 4, 3, 1, 1, 2, 5, 3),
        size(7, 5, 3, 1, 0, 2, 9, 6),
        size(7, 5, 3, 1, 2, 2, 3, 6),
        size(2, 3, 3, 1, 1, 2, 37, 41),
        size(4, 5, 3, 1, 1, 5, 63, 31),
        size(88, 90, 3, 1, 1, 3, 5, 10),
        size(16, 16, 3, 1, 1, 3, 9, 11),
        size(48, 16, 3, 1, 1, 2, 33, 18),
        size(32, 80, 3, 1, 1, 5, 7, 7),
        size(96, 112, 3, 1, 1, 3, 13, 12),
        size(11, 6, 3, 2, 1, 3, 9, 8),
        size(64, 19, 3, 2, 1, 2, 14, 14),
        size(3, 8, 7, 2, 3, 2, 23, 30),
        size(50, 33, 3, 1, 1, 3, 7, 7),
        size(37, 40, 3, 2, 1, 2, 14, 13),
        size(34, 20, 1, 2, 0, 3, 9, 14),
        size(20, 40, 1, 2, 0, 3, 29, 37),
        size(5, 7, 1, 3, 0, 2, 10, 11),
        size(49, 270, 1, 1, 0, 3, 13, 13),
        size(33, 256, 1, 2, 0, 2, 9, 7),
        size(16, 32, 3, 2, 1, 3, 9, 12),
        size(48, 80, 3, 2, 1, 5, 13, 11),
        size(32, 16, 5, 3, 1, 2, 17, 14),
        size(16, 32, 2, 3, 0, 2, 11, 10),
        size(16, 16, 7, 2, 3, 2, 40, 52),
        size(160, 112, 3, 2, 1, 3, 30, 27),
        new Size(new ConvolutionSpec(16, 48, 3, 2, 2, 2, 1, true), 2, 12, 11),
        rectangular(32, 16, new Span(1, 4), 2, new Span(0, 2), 1, 1, 2, 9, 14),
        size(4, 3, 5, 1, 2, 1, 6, 9),
        size(6, 5, 3, 2, 1, 2, 39, 72),
        size(3, 4, 3, 2, 0, 1, 20, 41),
        size(3, 2, 2, 3, 0, 2, 11, 10),
        size(2, 2, 4, 3, 5, 1, 5, 4),
        new Size(new ConvolutionSpec(6, 9, 3, 1, 2, 2, 3, true), 2, 8, 9),
        new Size(new ConvolutionSpec(8, 8, 3, 2, 1, 1, 8, true), 3, 9, 9),
        new Size(new ConvolutionSpec(20, 20, 3, 1, 1, 1, 20, true), 2, 9, 20),
        new Size(new ConvolutionSpec(5, 5, 5, 2, 2, 1, 5, true), 2, 14, 17),
        new Size(new ConvolutionSpec(4, 4, 3, 1, 2, 2, 4, true), 2, 8, 70),
        new Size(new ConvolutionSpec(3, 3, 3, 3, 0, 2, 3, true), 2, 17, 15),
        new Size(new ConvolutionSpec(3, 3, 1, 2, 0, 1, 3, true), 2, 9, 8),
        new Size(new ConvolutionSpec(2, 2, 7, 1, 3, 1, 2, true), 1, 61, 71),
        new Size(new ConvolutionSpec(80, 40, 3, 2, 1, 1, 2, true), 2, 8, 9),
        new Size(new ConvolutionSpec(4, 6, 3, 2, 3, 3, 2, true), 1, 12, 10),
        new Size(new ConvolutionSpec(10, 6, 1, 1, 0, 1, 2, true), 3, 6, 7),
        depthwise(33, 3, 1, 1, 1, 5, 7, 7),
        depthwise(48, 3, 1, 1, 1, 2, 14, 13),
        depthwise(16, 3, 2, 1, 1, 3, 14, 14),
        depthwise(19, 3, 2, 1, 1, 2, 13, 15),
        depthwise(24, 5, 1, 2, 1, 3, 7, 9),
        depthwise(32, 5, 2, 2, 1, 2, 15, 12),
        depthwise(17, 7, 1, 3, 1, 1, 12, 7),
        depthwise(16, 7, 2, 3, 1, 2, 21, 16),
        depthwise(21, 3, 1, 2, 2, 2, 9, 11),
        depthwise(16, 3, 2, 2, 2, 2, 12, 11),
        depthwise(18, 3, 3, 0, 2, 2, 17, 15),
        depthwise(16, 3, 1, 0, 1, 2, 8, 6),
        depthwise(16, 2, 1, 1, 1, 2, 6, 5),
        depthwise(20, 1, 2, 0, 1, 2, 9, 8),
        depthwise(16, 2, 3, 4, 1, 2, 7, 8),
        depthwise(20, 3, 1, 1, 1, 2, 61, 113),
        depthwise(20, 3, 2, 1, 1, 2, 111, 90),
        depthwise(5, 7, 1, 3, 1, 1, 90, 112),
        rectangular(17, 17, new Span(1, 5), 1, new Span(0, 2), 1, 17, 2, 7, 18),
        rectangular(18, 18, new Span(5, 1), 2, new Span(2, 0), 1, 18, 2, 19, 7),
        rectangular(16, 16, new Span(3, 5), 2, new Span(0, 2), 1, 16, 2, 12, 19),
        rectangular(17, 20, new Span(1, 7), 1, new Span(0, 3), 1, 1, 3, 9, 13),
        rectangular(20, 17, new Span(7, 1), 1, new Span(3, 0), 1, 1, 3, 9, 13),
        rectangular(32, 48, new Span(1, 3), 1, new Span(0, 1), 1, 1, 2, 8, 8),
        rectangular(5, 6, new Span(1, 7), 1, new Span(0, 3), 1, 1, 2, 4, 1),
        rectangular(5, 6, new Span(3, 2), 1, new Span(2, 0), 1, 1, 2, 3, 11),
        rectangular(6, 4, new Span(5, 3), 2, new Span(2, 1), 1, 2, 2, 12, 9),
        rectangular(6, 4, new Span(2, 4), 2, new Span(0, 2), 2, 1, 2, 12, 15),
        rectangular(3, 4, new Span(1, 2), 3, new Span(0, 3), 1, 1, 2, 7, 10),
        rectangular(6, 6, new Span(1, 5), 1, new Span(0, 2), 1, 6, 2, 7, 18),
        rectangular(6, 6, new Span(5, 1), 2, new Span(2, 0), 1, 6, 2, 19, 7));
  }

  static Stream<Arguments> everySizeAndFusion() {
    return sizes().stream()
        .flatMap(size -> FUSIONS.stream().map(fusion -> Arguments.of(size, fusion)));
  }

  @AfterAll
  static void forget() {
    PROBLEMS.clear();
  }

  @AfterEach
  void close() {
    opened.forEach(KernelFactory::close);
  }

  @ParameterizedTest
  @MethodSource("everySizeAndFusion")
  void equalsLoops(Size size, Fusion fusion) {
    check(problem(size, fusion), open(2, 0), "");
  }

  static Stream<Arguments> everySize() {
    return sizes().stream().map(Arguments::of);
  }

  @ParameterizedTest
  @MethodSource("everySize")
  void equalsLoopsWithNothingFused(Size size) {
    Kernel plain = open(2, 0).prepare(new ConvolutionGradientSpec(size.spec())).orElseThrow();
    Problem problem = problem(size, NOTHING);
    problem.runAndCompare(plain, "", Layout.PLANES, Layout.PLANES);
  }

  /** More than workers transform at once. */
  @Test
  void equalsLoopsWithManyChannelsAndPixels() {
    check(problem(size(97, 76, 3, 1, 1, 3, 61, 60), ALL), open(2, 0), "");
  }

  /** The same where channels fill whole blocks. */
  @ParameterizedTest
  @CsvSource({"1, 512", "3, 512", "2, 256", "2, 128"})
  void equalsLoopsWithManyBlocksAndPixels(int threads, int bits) {
    check(problem(size(96, 112, 3, 1, 1, 7, 33, 37), ALL), open(threads, bits), "");
  }

  /** Tiles of pixels that are summed each for itself. */
  @ParameterizedTest
  @CsvSource({"1, 512", "3, 512", "2, 256", "2, 128"})
  void equalsLoopsWithManyOutputChannelsOfPixels(int threads, int bits) {
    check(problem(size(40, 300, 1, 1, 0, 7, 31, 34), ALL), open(threads, bits), "");
  }

  /** With a stride, and several groups of steps that all threads share. */
  @ParameterizedTest
  @CsvSource({"1, 512", "3, 512", "2, 256", "2, 128"})
  void equalsLoopsWithAStrideAndManyBlocks(int threads, int bits) {
    check(problem(size(96, 160, 3, 2, 1, 9, 61, 58), ALL), open(threads, bits), "");
  }

  /** More weights than a cache holds: they are transformed just before they are needed. */
  @ParameterizedTest
  @CsvSource({"1, 512", "3, 512", "2, 256"})
  void equalsLoopsWithSoManyChannelsThatWeightsAreTransformedWhereTheyAreNeeded(
      int threads, int bits) {
    Problem problem = problem(size(346, 350, 3, 1, 1, 2, 5, 6), ALL);
    KernelFactory factory = LoadedProviders.fast(threads, bits, "NaN").open(DataType.FLOAT);
    opened.add(factory);
    check(problem, factory, "");
    check(problem, factory, "input");
    check(problem, factory, "weight");
  }

  static Stream<Arguments> everySizeAndProcessor() {
    return sizes().stream()
        .flatMap(
            size ->
                Stream.of(
                    Arguments.of(size, 1, 512),
                    Arguments.of(size, 3, 256), //
                    Arguments.of(size, 2, 128)));
  }

  @ParameterizedTest
  @MethodSource("everySizeAndProcessor")
  void equalsLoopsOnOtherProcessors(Size size, int threads, int bits) {
    check(problem(size, ALL), open(threads, bits), "");
  }

  static Stream<Arguments> everySizeInBlocks() {
    List<Size> more =
        List.of(
            size(96, 112, 3, 1, 1, 7, 33, 37),
            size(96, 160, 3, 2, 1, 9, 61, 58),
            size(16, 32, 1, 1, 0, 2, 41, 40),
            size(80, 288, 1, 1, 0, 3, 13, 14),
            size(48, 32, 1, 2, 0, 2, 9, 12),
            size(48, 32, 1, 3, 0, 2, 9, 11),
            size(32, 48, 5, 1, 2, 2, 9, 7),
            size(16, 48, 3, 1, 2, 2, 8, 11),
            size(3, 48, 7, 2, 3, 3, 45, 52),
            size(336, 352, 3, 1, 1, 2, 5, 6),
            depthwise(32, 3, 1, 1, 1, 2, 61, 113),
            depthwise(48, 3, 2, 1, 1, 2, 111, 90));
    return Stream.concat(sizes().stream(), more.stream())
        .filter(size -> Layout.BLOCKS.takes(size.spec().outChannels()))
        .flatMap(
            size ->
                Stream.of(Layout.values())
                    .filter(input -> input.takes(size.spec().inChannels()))
                    .flatMap(input -> onProcessors(size, input, Layout.BLOCKS)));
  }

  @ParameterizedTest
  @MethodSource({"everySizeInBlocks", "everySizeOutOfBlocks"})
  void equalsLoopsInBlocks(Size size, Layout input, Layout output, int threads, int bits) {
    KernelFactory factory = open(threads, bits);
    check(problem(size, ALL), factory, "", input, output);
    check(new Problem(size, NOTHING), factory, "", input, output);
  }

  private static Stream<Arguments> onProcessors(Size size, Layout input, Layout output) {
    return Stream.of(
        Arguments.of(size, input, output, 1, 512),
        Arguments.of(size, input, output, 3, 256),
        Arguments.of(size, input, output, 2, 128));
  }

  /** From blocks to planes, whose channels need not fill blocks. */
  static Stream<Arguments> everySizeOutOfBlocks() {
    return Stream.of(
            size(48, 12, 1, 1, 0, 2, 32, 32),
            size(16, 12, 3, 1, 1, 4, 13, 11),
            size(48, 12, 3, 1, 1, 2, 33, 18),
            size(64, 24, 3, 1, 1, 3, 7, 7),
            size(80, 8, 3, 1, 1, 5, 9, 8),
            size(96, 112, 3, 1, 1, 3, 13, 12),
            size(352, 346, 3, 1, 1, 2, 5, 6),
            size(16, 32, 3, 2, 1, 3, 9, 12),
            depthwise(48, 3, 1, 1, 1, 2, 14, 13))
        .flatMap(size -> onProcessors(size, Layout.BLOCKS, Layout.PLANES));
  }

  static Stream<Arguments> everySizeAndWay() {
    return sizes().stream()
        .flatMap(
            size ->
                Stream.of(
                    Arguments.of(size, 1, 512, "blocked"),
                    Arguments.of(size, 3, 512, "blocked"),
                    Arguments.of(size, 3, 256, "blocked"),
                    Arguments.of(size, 2, 128, "blocked"),
                    Arguments.of(size, 2, 512, "planar")));
  }

  /** Also where another way is faster. */
  @ParameterizedTest
  @MethodSource("everySizeAndWay")
  void equalsLoopsInEachWay(Size size, int threads, int bits, String convolutions) {
    KernelFactory factory =
        LoadedProviders.fast(threads, bits, null, convolutions).open(DataType.FLOAT);
    opened.add(factory);
    check(problem(size, ALL), factory, "");
  }

  static Stream<Arguments> everyOutput() {
    return Stream.of(
            size(13, 7, 1, 1, 0, 3, 5, 3),
            size(5, 7, 3, 1, 1, 3, 9, 9),
            size(5, 7, 3, 2, 1, 3, 5, 9))
        .flatMap(size -> Problem.OUTPUTS.stream().map(unwanted -> Arguments.of(size, unwanted)));
  }

  @ParameterizedTest
  @MethodSource("everyOutput")
  void leavesOutWhatIsNotWanted(Size size, String unwanted) {
    check(problem(size, ALL), open(2, 0), unwanted);
  }

  /** Loops take longer than kernels; where all is fused every processor is asked for the same. */
  private static Problem problem(Size size, Fusion fusion) {
    return fusion.equals(ALL)
        ? PROBLEMS.computeIfAbsent(size, key -> new Problem(size, ALL))
        : new Problem(size, fusion);
  }

  private KernelFactory open(int threads, int bits) {
    KernelFactory factory = LoadedProviders.fast(threads, bits).open(DataType.FLOAT);
    opened.add(factory);
    return factory;
  }

  /** Runs twice: the second time the kernel meets what the first one left in its scratch. */
  private static void check(Problem problem, KernelFactory factory, String unwanted) {
    check(problem, factory, unwanted, Layout.PLANES, Layout.PLANES);
  }

  private static void check(
      Problem problem, KernelFactory factory, String unwanted, Layout input, Layout output) {
    Fusion fusion = problem.fusion;
    ConvolutionSpec spec = problem.size.spec();
    NormalizeSpec prologue =
        fusion.prologue()
            ? new NormalizeSpec(spec.inChannels(), EPSILON, fusion.activation())
            : null;
    Kernel kernel =
        factory
            .prepare(
                new FusedConvolutionGradientSpec(
                    new FusedConvolutionSpec(spec, prologue, fusion.correction(), input, output),
                    fusion.accumulate()))
            .orElseThrow();
    for (int step = 0; step < 2; step++) {
      problem.runAndCompare(kernel, unwanted, input, output);
    }
  }

  /** Operands of one case in double, and the gradients by the book. */
  private static final class Problem {
    static final List<String> OUTPUTS =
        List.of("input", "mean", "variance", "gamma", "beta", "weight", "bias");

    final Size size;
    final Fusion fusion;
    private final ConvolutionSpec spec;
    private final int images;
    private final int in;
    private final int out;
    private final long[] inShape;
    private final long[] outShape;
    private final double[] x;
    private final double[] mean;
    private final double[] variance;
    private final double[] gamma;
    private final double[] beta;
    private final double[] weight;
    private final double[] outValues;
    private final double[] outMean;
    private final double[] outGradient;
    private final double[] outMeanGradient;
    private final double[] outVarianceGradient;
    private final double[] inputBefore;
    private final double[] meanBefore;
    private final double[] varianceBefore;
    private double[] inputGradient;
    private double[] meanGradient;
    private double[] varianceGradient;
    private double[] gammaGradient;
    private double[] betaGradient;
    private double[] weightGradient;
    private double[] biasGradient;

    Problem(Size size, Fusion fusion) {
      this.size = size;
      this.fusion = fusion;
      this.spec = size.spec();
      this.images = size.images();
      this.in = spec.inChannels();
      this.out = spec.outChannels();
      this.inShape = new long[] {images, in, size.height(), size.width()};
      this.outShape = new long[] {images, out, size.outHeight(), size.outWidth()};
      int inLength = images * in * size.height() * size.width();
      int outLength = images * out * size.outHeight() * size.outWidth();
      mean = random(in, 2);
      variance = random(in, 3);
      gamma = random(in, 4);
      beta = random(in, 5);
      for (int c = 0; c < in; c++) {
        variance[c] = Math.abs(variance[c]);
        if (c % 5 == 3) {
          gamma[c] = 0;
        } else if (c % 3 == 0) { // some beyond a ReLU6's ceiling
          gamma[c] *= 6;
        }
      }
      x = random(inLength, 1);
      for (int i = 0; i < inLength; i++) {
        double z = normalised(i);
        if (Math.abs(z) < 0.01 || Math.abs(z - 6) < 0.01) { // float and double may differ
          x[i] = (float) (x[i] + 0.5);
        }
      }
      weight = random(out * in / spec.groups() * spec.kernel().area(), 6);
      outValues = random(outLength, 7);
      outMean = random(out, 8);
      outGradient = random(outLength, 9);
      outMeanGradient = random(out, 10);
      outVarianceGradient = random(out, 11);
      inputBefore = random(inLength, 12);
      meanBefore = random(in, 13);
      varianceBefore = random(in, 14);
      computeInDouble();
    }

    private static double[] random(int length, long seed) {
      double[] values = TestArrays.random(length, seed);
      for (int i = 0; i < length; i++) {
        values[i] = (float) values[i];
      }
      return values;
    }

    private int channel(int i) {
      return i / (size.height() * size.width()) % in;
    }

    private double inverseDeviation(int c) {
      return 1 / Math.sqrt(variance[c] + EPSILON);
    }

    private double normalised(int i) {
      int c = channel(i);
      return (x[i] - mean[c]) * inverseDeviation(c) * gamma[c] + beta[c];
    }

    private void computeInDouble() {
      double[] z = x.clone();
      if (fusion.prologue()) {
        for (int i = 0; i < x.length; i++) {
          z[i] = fusion.bounded(normalised(i));
        }
      }
      double[] dz = convolve(z, corrected());
      inputGradient = fusion.accumulate() ? inputBefore.clone() : new double[x.length];
      if (fusion.prologue()) {
        throughPrologue(dz);
      } else {
        for (int i = 0; i < x.length; i++) {
          inputGradient[i] += dz[i];
        }
      }
    }

    private double[] corrected() {
      double[] g = outGradient.clone();
      int plane = size.outHeight() * size.outWidth();
      double values = (double) images * plane;
      for (int i = 0; fusion.correction() && i < g.length; i++) {
        int c = i / plane % out;
        g[i] +=
            outMeanGradient[c] / values
                + 2 * (outValues[i] - outMean[c]) * outVarianceGradient[c] / values;
      }
      return g;
    }

    /** Fills weight and bias gradient and answers the data gradient. */
    private double[] convolve(double[] z, double[] g) {
      double[] dz = new double[z.length];
      weightGradient = new double[weight.length];
      biasGradient = new double[out];
      int ins = in / spec.groups();
      int plane = size.height() * size.width();
      int outPlane = size.outHeight() * size.outWidth();
      for (int n = 0; n < images; n++) {
        for (int c = 0; c < out; c++) {
          int from = (n * out + c) * outPlane;
          for (int o = from; o < from + outPlane; o++) {
            biasGradient[c] += g[o];
          }
          int tap = c * ins * spec.kernel().area();
          for (int i = 0; i < ins; i++) {
            int to = (n * in + c / (out / spec.groups()) * ins + i) * plane;
            for (int a = 0; a < spec.kernel().height(); a++) {
              for (int b = 0; b < spec.kernel().width(); b++, tap++) {
                weightGradient[tap] += backward(a, b, weight[tap], g, from, z, dz, to);
              }
            }
          }
        }
      }
      return dz;
    }

    /** Through one weight, in one plane: row by row, which is fast. Answers the weight's part. */
    private double backward(
        int a, int b, double weight, double[] g, int from, double[] z, double[] dz, int to) {
      int stride = spec.stride();
      int firstColumn = b * spec.dilation() - spec.padding().width();
      int width = size.width();
      int outWidth = size.outWidth();
      int first = firstColumn >= 0 ? 0 : (stride - 1 - firstColumn) / stride;
      int end = Math.min(outWidth, (width - 1 - firstColumn + stride) / stride);
      double sum = 0;
      for (int y = 0; y < size.outHeight(); y++) {
        int row = y * stride + a * spec.dilation() - spec.padding().height();
        if (row >= 0 && row < size.height()) {
          for (int w = first; w < end; w++) {
            int at = to + row * width + w * stride + firstColumn;
            double gradient = g[from + y * outWidth + w];
            sum += gradient * z[at];
            dz[at] += gradient * weight;
          }
        }
      }
      return sum;
    }

    private void throughPrologue(double[] dz) {
      meanGradient = fusion.accumulate() ? meanBefore.clone() : new double[in];
      varianceGradient = fusion.accumulate() ? varianceBefore.clone() : new double[in];
      gammaGradient = new double[in];
      betaGradient = new double[in];
      for (int i = 0; i < x.length; i++) {
        int c = channel(i);
        if (fusion.passes(normalised(i))) {
          double r = inverseDeviation(c);
          betaGradient[c] += dz[i];
          gammaGradient[c] += dz[i] * (x[i] - mean[c]) * r;
          inputGradient[i] += gamma[c] * r * dz[i];
          meanGradient[c] -= gamma[c] * r * dz[i];
          varianceGradient[c] -= gamma[c] * r * r * r * dz[i] * (x[i] - mean[c]) / 2;
        }
      }
    }

    void runAndCompare(Kernel kernel, String unwanted, Layout input, Layout output) {
      NaiveOps.Size inSize = new NaiveOps.Size(images, in, size.height(), size.width());
      NaiveOps.Size outSize = new NaiveOps.Size(images, out, size.outHeight(), size.outWidth());
      TestArrays arrays = new TestArrays(DataType.FLOAT, true);
      boolean prologue = fusion.prologue();
      boolean correction = fusion.correction();
      boolean add = fusion.accumulate();
      INDArray dx = arrays.map(inShape);
      if (add) {
        TestArrays.fill(dx, laid(inputBefore, inSize, input));
      }
      INDArray dmean = add ? arrays.of(meanBefore, in) : arrays.dense(in);
      INDArray dvariance = add ? arrays.of(varianceBefore, in) : arrays.dense(in);
      INDArray dgamma = arrays.dense(in);
      INDArray dbeta = arrays.dense(in);
      INDArray dweight = arrays.dense(weightShape());
      INDArray dbias = arrays.dense(out);
      new BothMemories(kernel)
          .bind(
              new Operands()
                  .with(INPUT, arrays.mapOf(laid(x, inSize, input), inShape))
                  .with(MEAN, prologue ? arrays.of(mean, in) : null)
                  .with(VARIANCE, prologue ? arrays.of(variance, in) : null)
                  .with(GAMMA, prologue ? arrays.of(gamma, in) : null)
                  .with(BETA, prologue ? arrays.of(beta, in) : null)
                  .with(WEIGHT, arrays.of(weight, weightShape()))
                  .with(
                      OUTPUT,
                      correction ? arrays.mapOf(laid(outValues, outSize, output), outShape) : null)
                  .with(OUTPUT_MEAN, correction ? arrays.of(outMean, out) : null)
                  .with(OUTPUT_GRADIENT, arrays.mapOf(laid(outGradient, outSize, output), outShape))
                  .with(OUTPUT_MEAN_GRADIENT, correction ? arrays.of(outMeanGradient, out) : null)
                  .with(
                      OUTPUT_VARIANCE_GRADIENT,
                      correction ? arrays.of(outVarianceGradient, out) : null)
                  .with(INPUT_GRADIENT, unwanted.equals("input") ? null : dx)
                  .with(MEAN_GRADIENT, !prologue || unwanted.equals("mean") ? null : dmean)
                  .with(
                      VARIANCE_GRADIENT,
                      !prologue || unwanted.equals("variance") ? null : dvariance)
                  .with(GAMMA_GRADIENT, !prologue || unwanted.equals("gamma") ? null : dgamma)
                  .with(BETA_GRADIENT, !prologue || unwanted.equals("beta") ? null : dbeta)
                  .with(WEIGHT_GRADIENT, unwanted.equals("weight") ? null : dweight)
                  .with(BIAS_GRADIENT, unwanted.equals("bias") ? null : dbias))
          .run();
      arrays.checkSentinels();
      compare("input", unwanted, dx, laid(inputGradient, inSize, input));
      compare("weight", unwanted, dweight, weightGradient);
      compare("bias", unwanted, dbias, biasGradient);
      if (prologue) {
        compare("mean", unwanted, dmean, meanGradient);
        compare("variance", unwanted, dvariance, varianceGradient);
        compare("gamma", unwanted, dgamma, gammaGradient);
        compare("beta", unwanted, dbeta, betaGradient);
      }
    }

    private long[] weightShape() {
      return new long[] {out, in / spec.groups(), spec.kernel().height(), spec.kernel().width()};
    }

    private static void compare(String name, String unwanted, INDArray got, double[] expected) {
      if (name.equals(unwanted)) {
        return;
      }
      double largest = 0;
      for (double value : expected) {
        largest = Math.max(largest, Math.abs(value));
      }
      double[] values = TestArrays.values(got);
      for (int i = 0; i < values.length; i++) {
        if (!(Math.abs(values[i] - expected[i]) <= TOLERANCE * (1 + largest))) { // true for NaN
          fail("%s gradient at %s: %s, expected %s", name, i, values[i], expected[i]);
        }
      }
    }
  }
}
