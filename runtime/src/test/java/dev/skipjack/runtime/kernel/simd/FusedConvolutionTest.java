package dev.skipjack.runtime.kernel.simd;

import static dev.skipjack.runtime.kernel.Operand.ADDEND;
import static dev.skipjack.runtime.kernel.Operand.BETA;
import static dev.skipjack.runtime.kernel.Operand.BIAS;
import static dev.skipjack.runtime.kernel.Operand.FOLD_BETA;
import static dev.skipjack.runtime.kernel.Operand.FOLD_GAMMA;
import static dev.skipjack.runtime.kernel.Operand.FOLD_MEAN;
import static dev.skipjack.runtime.kernel.Operand.FOLD_VARIANCE;
import static dev.skipjack.runtime.kernel.Operand.GAMMA;
import static dev.skipjack.runtime.kernel.Operand.INPUT;
import static dev.skipjack.runtime.kernel.Operand.MEAN;
import static dev.skipjack.runtime.kernel.Operand.OUTPUT;
import static dev.skipjack.runtime.kernel.Operand.OUTPUT_MEAN;
import static dev.skipjack.runtime.kernel.Operand.OUTPUT_VARIANCE;
import static dev.skipjack.runtime.kernel.Operand.VARIANCE;
import static dev.skipjack.runtime.kernel.Operand.WEIGHT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.skipjack.runtime.kernel.BothMemories;
import dev.skipjack.runtime.kernel.Kernel;
import dev.skipjack.runtime.kernel.Operands;
import dev.skipjack.runtime.kernel.Span;
import dev.skipjack.runtime.kernel.activation.ActivationSpec;
import dev.skipjack.runtime.kernel.convolution.ConvolutionSpec;
import dev.skipjack.runtime.kernel.convolution.FoldedConvolutionSpec;
import dev.skipjack.runtime.kernel.convolution.FusedConvolutionSpec;
import dev.skipjack.runtime.kernel.norm.NormalizeSpec;
import dev.skipjack.runtime.kernel.simd.algorithm.ConvolutionMethod;
import dev.skipjack.runtime.kernel.simd.threads.TestWorkers;
import dev.skipjack.runtime.kernel.simd.threads.Workers;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/** Each algorithm against loops in double, with one to three workers, dense and in slabs. */
class FusedConvolutionTest {
  private static final double EPSILON = 1e-5;
  private static final float SENTINEL = 7.25f;

  private static final Map<List<Object>, double[]> EXPECTED = new HashMap<>();

  record Case(ConvolutionSpec spec, int images, int height, int width) {}

  static Stream<Case> cases() {
    return Stream.of(
        // pointwise: one pixel, primes, many channels, small planes together
        of(1, 1, 1, 1, 0, 1, 1, 1, 1, 1),
        of(7, 13, 1, 1, 0, 1, 1, 7, 11, 5),
        of(132, 48, 1, 1, 0, 1, 1, 2, 16, 16),
        of(130, 37, 1, 1, 0, 1, 1, 1, 7, 7),
        of(5, 3, 1, 1, 0, 1, 1, 3, 61, 67),
        // 3 x 3 with stride 1: one pixel, odd planes, several images in a chunk, several chunks
        of(1, 1, 3, 1, 1, 1, 1, 1, 1, 1),
        of(3, 5, 3, 1, 1, 1, 1, 7, 7, 7),
        of(48, 12, 3, 1, 1, 1, 1, 3, 32, 32),
        of(17, 23, 3, 1, 1, 1, 1, 2, 13, 29),
        of(70, 40, 3, 1, 1, 1, 1, 7, 5, 3),
        of(2, 3, 3, 1, 1, 1, 1, 2, 131, 97),
        of(130, 67, 3, 1, 1, 1, 1, 1, 14, 14),
        // the same of whole blocks of channels: parts of a block, many weights
        of(16, 16, 3, 1, 1, 1, 1, 1, 1, 1),
        of(16, 48, 3, 1, 1, 1, 1, 3, 9, 11),
        of(32, 16, 3, 1, 1, 1, 1, 2, 31, 34),
        of(192, 176, 3, 1, 1, 1, 1, 2, 7, 6),
        // everything else
        of(3, 4, 3, 1, 0, 1, 1, 2, 9, 11),
        of(3, 4, 3, 1, 2, 1, 1, 2, 9, 11),
        of(4, 6, 3, 1, 1, 1, 2, 3, 10, 7),
        of(26, 39, 3, 2, 1, 1, 13, 2, 11, 9),
        of(5, 7, 3, 2, 1, 1, 1, 7, 15, 14),
        of(5, 7, 1, 2, 0, 1, 1, 2, 14, 15),
        of(37, 70, 1, 2, 0, 1, 1, 3, 28, 30),
        of(4, 3, 1, 3, 0, 1, 1, 2, 17, 10),
        of(3, 17, 7, 2, 3, 1, 1, 2, 30, 33),
        of(3, 5, 5, 1, 2, 2, 1, 1, 13, 12),
        of(3, 5, 3, 3, 4, 3, 1, 2, 13, 12),
        of(150, 14, 3, 2, 1, 1, 1, 1, 19, 17),
        of(2, 3, 11, 4, 2, 1, 1, 1, 43, 41),
        of(9, 70, 5, 5, 0, 1, 1, 1, 5, 5),
        of(3, 2, 3, 1, 5, 1, 1, 1, 2, 2),
        // directly: small planes of several images, deep products, vectors of channels half empty
        of(33, 50, 3, 1, 1, 1, 1, 3, 7, 7),
        of(40, 16, 3, 1, 1, 1, 1, 1, 7, 7),
        of(17, 33, 1, 2, 0, 1, 1, 9, 14, 14),
        of(48, 96, 3, 2, 1, 1, 3, 2, 10, 15),
        of(20, 40, 3, 3, 2, 2, 20, 2, 17, 16),
        of(64, 64, 3, 1, 1, 1, 64, 1, 12, 15),
        // channel by channel
        of(5, 5, 3, 2, 1, 1, 5, 3, 33, 38),
        of(4, 4, 5, 2, 2, 1, 4, 2, 14, 17),
        of(3, 3, 7, 1, 3, 1, 3, 1, 40, 9),
        of(4, 4, 3, 1, 2, 2, 4, 2, 8, 70),
        of(3, 3, 3, 3, 0, 2, 3, 1, 17, 15),
        of(1, 1, 1, 2, 0, 1, 1, 1, 9, 9),
        of(6, 6, 1, 1, 0, 1, 6, 2, 5, 7),
        // windows that are no squares
        of(17, 20, new Span(1, 7), 1, new Span(0, 3), 1, 1, 3, 9, 13),
        of(20, 17, new Span(7, 1), 1, new Span(3, 0), 1, 1, 3, 9, 13),
        of(32, 48, new Span(1, 3), 1, new Span(0, 1), 1, 1, 2, 8, 8),
        of(5, 6, new Span(1, 7), 1, new Span(0, 3), 1, 1, 2, 4, 1),
        of(5, 6, new Span(3, 2), 1, new Span(2, 0), 1, 1, 2, 3, 11),
        of(6, 4, new Span(5, 3), 2, new Span(2, 1), 1, 2, 2, 12, 9),
        of(6, 4, new Span(2, 4), 2, new Span(0, 2), 2, 1, 2, 12, 15),
        of(6, 6, new Span(1, 5), 1, new Span(0, 2), 1, 6, 2, 7, 18),
        of(6, 6, new Span(5, 1), 2, new Span(2, 0), 1, 6, 2, 19, 7));
  }

  private static Case of(
      int in,
      int out,
      int kernel,
      int stride,
      int padding,
      int dilation,
      int groups,
      int images,
      int height,
      int width) {
    return of(
        in,
        out,
        Span.of(kernel),
        stride,
        Span.of(padding),
        dilation,
        groups,
        images,
        height,
        width);
  }

  private static Case of(
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
    ConvolutionSpec spec =
        new ConvolutionSpec(in, out, kernel, stride, padding, dilation, groups, in % 2 == 1);
    return new Case(spec, images, height, width);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void trains(Case c) {
    for (int threads = 1; threads <= 3; threads++) {
      SimdKernels kernels = new SimdKernels(TestWorkers.of(threads));
      for (boolean slab : new boolean[] {false, true}) {
        train(kernels, c, null, false, slab);
        train(kernels, c, prologue(c, false), true, slab);
        train(kernels, c, prologue(c, true), true, slab);
      }
      for (SimdKernels direct : directly(threads)) {
        train(direct, c, prologue(c, true), true, true);
      }
    }
  }

  /** More tiles than are transformed at once for all threads. */
  @Test
  void trainsWithManyChannelsAndTiles() {
    Case c = of(2048, 16, 3, 1, 1, 1, 1, 1, 13, 33);
    double ofManyProducts = 2e-5; // 18,432 a pixel: 1.03e-5 with vectors of 8 lanes
    train(new SimdKernels(TestWorkers.of(3)), c, prologue(c, true), true, true, ofManyProducts);
  }

  /**
   * Parts are bands beside blocks of output channels, which are too few: statistics of each band.
   */
  @Test
  void trainsWithBandsBesideBlocks() {
    for (int threads = 1; threads <= 3; threads++) {
      Case c = of(256, 256, 3, 2, 1, 1, 1, 1, 14, 14);
      train(new SimdKernels(TestWorkers.of(threads)), c, prologue(c, true), true, true);
    }
  }

  /** In either way, also where another is faster. */
  private static List<SimdKernels> directly(int threads) {
    Workers workers = TestWorkers.of(threads);
    return List.of(
        new SimdKernels(workers, ConvolutionMethod.BLOCKED),
        new SimdKernels(workers, ConvolutionMethod.PLANAR));
  }

  private static NormalizeSpec prologue(Case c, boolean relu) {
    return new NormalizeSpec(c.spec.inChannels(), EPSILON, relu ? ActivationSpec.RELU : null);
  }

  private static void train(
      SimdKernels kernels, Case c, NormalizeSpec prologue, boolean statistics, boolean slab) {
    train(kernels, c, prologue, statistics, slab, 1e-5);
  }

  private static void train(
      SimdKernels kernels,
      Case c,
      NormalizeSpec prologue,
      boolean statistics,
      boolean slab,
      double tolerance) {
    Data data = new Data(c, slab);
    Kernel kernel =
        kernels.prepare(new FusedConvolutionSpec(c.spec, prologue, statistics)).orElseThrow();
    INDArray mean = statistics ? dense(data.outChannels) : null;
    INDArray variance = statistics ? dense(data.outChannels) : null;
    double[] expected = loops(data, prologue);
    INDArray[] norm = prologue == null ? new INDArray[4] : arrays(data.norm);
    for (int run = 0; run < 2; run++) { // again: nothing of the first run may be left
      data.run(kernel, norm, mean, variance);
      assertClose(floats(data.outArray), expected, tolerance);
      data.assertSentinels();
      if (statistics) {
        double[][] moments = moments(expected, data.outChannels, data.outPixels);
        assertClose(floats(mean), moments[0], tolerance);
        assertClose(floats(variance), moments[1], tolerance);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void predicts(Case c) {
    for (int threads = 1; threads <= 3; threads++) {
      SimdKernels kernels = new SimdKernels(TestWorkers.of(threads));
      predict(kernels, c, null, false, false, false, false);
      predict(kernels, c, prologue(c, true), true, false, true, true);
      predict(kernels, c, null, true, true, true, true);
      predict(kernels, c, null, false, true, false, false);
      for (SimdKernels direct : directly(threads)) {
        predict(direct, c, prologue(c, true), true, true, true, true);
      }
    }
  }

  private static void predict(
      SimdKernels kernels,
      Case c,
      NormalizeSpec prologue,
      boolean folded,
      boolean add,
      boolean relu,
      boolean slab) {
    Data data = new Data(c, slab);
    NormalizeSpec fold = folded ? new NormalizeSpec(data.outChannels, EPSILON) : null;
    Kernel kernel =
        kernels
            .prepare(
                new FoldedConvolutionSpec(
                    c.spec, prologue, fold, add, relu ? ActivationSpec.RELU : null))
            .orElseThrow();
    INDArray[] norm = prologue == null ? new INDArray[4] : arrays(data.norm);
    for (int run = 0; run < 3; run++) {
      if (run == 2) { // the first two runs share what was prepared, this one must not
        data.weight[0] += 1;
        data.weightArray.putScalar(0, data.weight[0]);
        kernels.parametersChanged();
      }
      double[] expected = loops(data, prologue).clone();
      if (folded) {
        NaiveConvolution.normalize(expected, data.outChannels, data.outPixels, fold, data.foldNorm);
      }
      INDArray[] foldNorm = folded ? arrays(data.foldNorm) : new INDArray[4];
      float[] addend = Data.random(expected.length, 9);
      INDArray addendArray = run == 1 ? data.outArray : dense(data.outArray.shape());
      if (add) {
        addendArray.assign(Nd4j.createFromArray(addend).reshape(data.outArray.shape()));
      }
      for (int i = 0; i < expected.length; i++) {
        expected[i] += add ? addend[i] : 0;
        expected[i] = relu ? Math.max(0, expected[i]) : expected[i];
      }
      data.runFolded(kernel, norm, foldNorm, add ? addendArray : null);
      assertClose(floats(data.outArray), expected, 2e-5);
      data.assertSentinels();
    }
  }

  /** What they say of a case is asked for on each processor, but takes longer than kernels. */
  private static double[] loops(Data data, NormalizeSpec prologue) {
    return EXPECTED.computeIfAbsent(
        Arrays.asList(data.c, prologue, data.weight[0]),
        key -> data.expected(prologue, data.weight, data.bias));
  }

  @AfterAll
  static void forget() {
    EXPECTED.clear();
  }

  /** What was prepared for one batch serves the others. */
  @ParameterizedTest
  @MethodSource("cases")
  void predictsBatchesOfChangingSizes(Case c) {
    Kernel kernel = folded(c.spec);
    for (int images : new int[] {c.images, 1, c.images + 2, 9, 4, 2, c.images}) {
      Data data = new Data(new Case(c.spec, images, c.height, c.width), false);
      data.runFolded(kernel, new INDArray[4], new INDArray[4], null);
      assertClose(floats(data.outArray), data.expected(null, data.weight, data.bias), 2e-5);
    }
  }

  /** One pixel has a way of its own, unless another is asked for: each pixel is then alike. */
  @ParameterizedTest
  @EnumSource(names = {"BLOCKED", "PLANAR"})
  void predictsOnePixelInTheWayThatIsAskedFor(ConvolutionMethod method) {
    Data one = new Data(of(131, 37, 1, 1, 0, 1, 1, 1, 1, 1), false);
    Data two = new Data(of(131, 37, 1, 1, 0, 1, 1, 1, 1, 2), false);
    for (int c = 0; c < one.x.length; c++) {
      two.xArray.putScalar(new int[] {0, c, 0, 0}, one.x[c]);
    }
    FoldedConvolutionSpec spec = new FoldedConvolutionSpec(one.c.spec, null, null, false, null);
    one.runFolded(folded(one.c.spec), new INDArray[4], new INDArray[4], null);
    float[] fastest = floats(one.outArray);
    SimdKernels kernels = new SimdKernels(TestWorkers.of(2), method);
    Kernel kernel = kernels.prepare(spec).orElseThrow();
    one.runFolded(kernel, new INDArray[4], new INDArray[4], null);
    two.runFolded(kernel, new INDArray[4], new INDArray[4], null);
    float[] asked = floats(one.outArray);
    float[] expected = floats(two.outArray);
    for (int o = 0; o < asked.length; o++) {
      assertThat(asked[o]).isEqualTo(expected[2 * o]);
    }
    assertThat(asked).isNotEqualTo(fastest);
  }

  @Test
  void packsNothingAgainForAnotherBatch() {
    Case one = of(7, 13, 1, 1, 0, 1, 1, 1, 11, 5);
    Kernel kernel = folded(one.spec);
    Data first = new Data(one, false);
    first.runFolded(kernel, new INDArray[4], new INDArray[4], null);
    Data second = new Data(new Case(one.spec, 2, one.height, one.width), false);
    double[] expected = second.expected(null, second.weight, second.bias);
    second.weightArray.assign(0); // which nobody told
    second.runFolded(kernel, new INDArray[4], new INDArray[4], null);
    assertClose(floats(second.outArray), expected, 2e-5);
  }

  private static Kernel folded(ConvolutionSpec spec) {
    return new SimdKernels(TestWorkers.of(2))
        .prepare(new FoldedConvolutionSpec(spec, null, null, false, null))
        .orElseThrow();
  }

  /** A mean a thousand times the standard deviation, through each algorithm. */
  @Test
  void keepsSmallVariances() {
    for (int kernel : new int[] {1, 3}) {
      for (int stride = 1; stride <= 2; stride++) {
        Case c = of(1, 2, kernel, stride, 0, 1, 1, 7, 37, 31);
        Data data = new Data(c, false);
        SplittableRandom random = new SplittableRandom(3);
        for (int i = 0; i < data.x.length; i++) {
          data.x[i] = (float) (1000 + random.nextDouble(-1.7, 1.7));
        }
        data.xArray.assign(Nd4j.createFromArray(data.x).reshape(data.xArray.shape()));
        Arrays.fill(data.weight, 0);
        data.weight[0] = 1;
        data.weight[kernel * kernel] = -2;
        data.weightArray.assign(
            Nd4j.createFromArray(data.weight).reshape(data.weightArray.shape()));
        data.biasArray.assign(0);
        INDArray mean = dense(2);
        INDArray variance = dense(2);
        data.runWithStatistics(2, mean, variance);
        double[][] moments =
            moments(data.expected(null, data.weight, new float[2]), 2, data.outPixels);
        for (int o = 0; o < 2; o++) {
          assertThat(Math.abs(moments[0][o]) / Math.sqrt(moments[1][o])).isGreaterThan(900);
          assertThat(mean.getDouble(o) / moments[0][o]).isBetween(1 - 1e-6, 1 + 1e-6);
          assertThat(variance.getDouble(o) / moments[1][o]).isBetween(1 - 1e-4, 1 + 1e-4);
        }
      }
    }
  }

  @Test
  void sameThreadsGiveTheSameBits() {
    Case c = of(17, 23, 3, 1, 1, 1, 1, 5, 13, 29);
    List<float[]> results = new ArrayList<>();
    for (int run = 0; run < 2; run++) {
      Data data = new Data(c, false);
      INDArray variance = dense(data.outChannels);
      data.runWithStatistics(3, dense(data.outChannels), variance);
      results.add(floats(data.outArray));
      results.add(floats(variance));
    }
    assertThat(results.get(2)).isEqualTo(results.get(0));
    assertThat(results.get(3)).isEqualTo(results.get(1));
  }

  /** Numbers and arrays of a case. */
  private static final class Data {
    final Case c;
    final int outChannels;
    final int outPixels;
    final float[] x;
    final float[] weight;
    final float[] bias;
    final float[][] norm;
    final float[][] foldNorm;
    final INDArray xArray;
    final INDArray weightArray;
    final INDArray biasArray;
    final INDArray outArray;
    private final INDArray slab;

    Data(Case c, boolean inSlab) {
      this.c = c;
      ConvolutionSpec spec = c.spec;
      int in = spec.inChannels() / spec.groups();
      NaiveConvolution naive = new NaiveConvolution(spec, c.images, c.height, c.width);
      this.outChannels = spec.outChannels();
      this.outPixels = naive.outHeight * naive.outWidth;
      this.x = random(c.images * spec.inChannels() * c.height * c.width, 1);
      this.weight = random(outChannels * in * spec.kernel().area(), 2);
      this.bias = spec.bias() ? random(outChannels, 3) : null;
      this.norm = norm(spec.inChannels());
      this.foldNorm = norm(outChannels);
      this.xArray =
          inSlab
              ? inner(dense(c.images, spec.inChannels() + 5, c.height, c.width))
              : dense(c.images, spec.inChannels(), c.height, c.width);
      xArray.assign(Nd4j.createFromArray(x).reshape(xArray.shape()));
      this.weightArray =
          Nd4j.createFromArray(weight)
              .reshape(outChannels, in, spec.kernel().height(), spec.kernel().width());
      this.biasArray = bias == null ? null : Nd4j.createFromArray(bias.clone());
      this.slab = inSlab ? dense(c.images, outChannels + 5, naive.outHeight, naive.outWidth) : null;
      this.outArray =
          inSlab ? inner(slab) : dense(c.images, outChannels, naive.outHeight, naive.outWidth);
    }

    static float[] random(int length, long seed) {
      SplittableRandom random = new SplittableRandom(seed);
      float[] values = new float[length];
      for (int i = 0; i < length; i++) {
        values[i] = (float) random.nextDouble(-1, 1);
      }
      return values;
    }

    private static float[][] norm(int channels) {
      float[][] norm = {
        random(channels, 5), random(channels, 6), random(channels, 7), random(channels, 8)
      };
      for (int i = 0; i < channels; i++) {
        norm[1][i] = Math.abs(norm[1][i]) + 0.1f;
      }
      return norm;
    }

    double[] expected(NormalizeSpec prologue, float[] weight, float[] bias) {
      double[] z = new double[x.length];
      for (int i = 0; i < z.length; i++) {
        z[i] = x[i];
      }
      if (prologue != null) {
        NaiveConvolution.normalize(z, c.spec.inChannels(), c.height * c.width, prologue, norm);
      }
      return new NaiveConvolution(c.spec, c.images, c.height, c.width).run(z, weight, bias);
    }

    void run(Kernel kernel, INDArray[] norm, INDArray mean, INDArray variance) {
      new BothMemories(kernel)
          .bind(
              new Operands()
                  .with(INPUT, xArray)
                  .with(MEAN, norm[0])
                  .with(VARIANCE, norm[1])
                  .with(GAMMA, norm[2])
                  .with(BETA, norm[3])
                  .with(WEIGHT, weightArray)
                  .with(BIAS, biasArray)
                  .with(OUTPUT, outArray)
                  .with(OUTPUT_MEAN, mean)
                  .with(OUTPUT_VARIANCE, variance))
          .run();
    }

    void runFolded(Kernel kernel, INDArray[] norm, INDArray[] foldNorm, INDArray addend) {
      new BothMemories(kernel)
          .bind(
              new Operands()
                  .with(INPUT, xArray)
                  .with(MEAN, norm[0])
                  .with(VARIANCE, norm[1])
                  .with(GAMMA, norm[2])
                  .with(BETA, norm[3])
                  .with(WEIGHT, weightArray)
                  .with(BIAS, biasArray)
                  .with(FOLD_MEAN, foldNorm[0])
                  .with(FOLD_VARIANCE, foldNorm[1])
                  .with(FOLD_GAMMA, foldNorm[2])
                  .with(FOLD_BETA, foldNorm[3])
                  .with(ADDEND, addend)
                  .with(OUTPUT, outArray))
          .run();
    }

    /** With nothing before the convolution. */
    void runWithStatistics(int threads, INDArray mean, INDArray variance) {
      FusedConvolutionSpec spec = new FusedConvolutionSpec(c.spec, null, true);
      SimdKernels kernels = new SimdKernels(TestWorkers.of(threads));
      run(kernels.prepare(spec).orElseThrow(), new INDArray[4], mean, variance);
    }

    void assertSentinels() {
      if (slab != null) {
        long end = slab.size(1);
        for (INDArray rest :
            List.of(
                slab.get(NDArrayIndex.all(), NDArrayIndex.interval(0, 2)),
                slab.get(NDArrayIndex.all(), NDArrayIndex.interval(end - 3, end)))) {
          for (float value : floats(rest)) {
            assertThat(value).isEqualTo(SENTINEL);
          }
        }
      }
    }
  }

  /** The map that a slab holds between its sentinels. */
  private static INDArray inner(INDArray slab) {
    return slab.get(NDArrayIndex.all(), NDArrayIndex.interval(2, slab.size(1) - 3));
  }

  private static INDArray dense(long... shape) {
    return Nd4j.valueArrayOf(shape, SENTINEL, DataType.FLOAT);
  }

  private static INDArray[] arrays(float[][] values) {
    return Stream.of(values).map(Nd4j::createFromArray).toArray(INDArray[]::new);
  }

  private static float[] floats(INDArray array) {
    return array.dup('c').data().asFloat();
  }

  private static double[][] moments(double[] y, int channels, int pixels) {
    double[][] moments = new double[2][channels];
    double count = y.length / channels;
    for (int i = 0; i < y.length; i++) {
      moments[0][i / pixels % channels] += y[i] / count;
    }
    for (int i = 0; i < y.length; i++) {
      double d = y[i] - moments[0][i / pixels % channels];
      moments[1][i / pixels % channels] += d * d / count;
    }
    return moments;
  }

  /** Within a tolerance relative to the largest value. */
  private static void assertClose(float[] got, double[] expected, double tolerance) {
    double largest = 1e-3;
    for (double value : expected) {
      largest = Math.max(largest, Math.abs(value));
    }
    assertThat(got).hasSameSizeAs(expected);
    for (int i = 0; i < got.length; i++) {
      if (!(Math.abs(got[i] - expected[i]) <= tolerance * largest)) {
        assertThat((double) got[i])
            .as("element %d of %d, largest %s", i, got.length, largest)
            .isEqualTo(expected[i]);
      }
    }
  }
}
