package dev.skipjack.runtime.kernel;

import dev.skipjack.runtime.kernel.ConvolutionGradientProblem.Fusion;
import dev.skipjack.runtime.kernel.ConvolutionGradientProblem.Size;
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

/** The fast provider's fused gradients against loops in double. */
@Tag("exhaustive")
class FusedConvolutionGradientTest {

  private static final Map<Size, ConvolutionGradientProblem> PROBLEMS = new HashMap<>();

  private final List<KernelFactory> opened = new ArrayList<>();

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
    ConvolutionGradientProblem problem = problem(size, NOTHING);
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
    ConvolutionGradientProblem problem = problem(size(346, 350, 3, 1, 1, 2, 5, 6), ALL);
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
    check(new ConvolutionGradientProblem(size, NOTHING), factory, "", input, output);
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
        .flatMap(
            size ->
                ConvolutionGradientProblem.OUTPUTS.stream()
                    .map(unwanted -> Arguments.of(size, unwanted)));
  }

  @ParameterizedTest
  @MethodSource("everyOutput")
  void leavesOutWhatIsNotWanted(Size size, String unwanted) {
    check(problem(size, ALL), open(2, 0), unwanted);
  }

  /** Loops take longer than kernels; where all is fused every processor is asked for the same. */
  private static ConvolutionGradientProblem problem(Size size, Fusion fusion) {
    return fusion.equals(ALL)
        ? PROBLEMS.computeIfAbsent(size, key -> new ConvolutionGradientProblem(size, ALL))
        : new ConvolutionGradientProblem(size, fusion);
  }

  private KernelFactory open(int threads, int bits) {
    KernelFactory factory = LoadedProviders.fast(threads, bits).open(DataType.FLOAT);
    opened.add(factory);
    return factory;
  }

  /** Runs twice: the second time the kernel meets what the first one left in its scratch. */
  private static void check(
      ConvolutionGradientProblem problem, KernelFactory factory, String unwanted) {
    check(problem, factory, unwanted, Layout.PLANES, Layout.PLANES);
  }

  private static void check(
      ConvolutionGradientProblem problem,
      KernelFactory factory,
      String unwanted,
      Layout input,
      Layout output) {
    Fusion fusion = problem.fusion;
    ConvolutionSpec spec = problem.size.spec();
    NormalizeSpec prologue =
        fusion.prologue()
            ? new NormalizeSpec(
                spec.inChannels(), ConvolutionGradientProblem.EPSILON, fusion.activation())
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
}
