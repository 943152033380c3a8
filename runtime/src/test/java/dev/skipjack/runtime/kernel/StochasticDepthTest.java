package dev.skipjack.runtime.kernel;

import static dev.skipjack.runtime.kernel.Operand.INPUT;
import static dev.skipjack.runtime.kernel.Operand.INPUT_GRADIENT;
import static dev.skipjack.runtime.kernel.Operand.MASK;
import static dev.skipjack.runtime.kernel.Operand.OUTPUT;
import static dev.skipjack.runtime.kernel.Operand.OUTPUT_GRADIENT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.skipjack.runtime.kernel.elementwise.StochasticDepthGradientSpec;
import dev.skipjack.runtime.kernel.elementwise.StochasticDepthSpec;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** What is random in stochastic depth, and what it does with it. */
class StochasticDepthTest {
  private static final long[] SHAPE = {64, 3, 5, 7};

  static List<Backend> backends() {
    return Backend.all();
  }

  static Stream<Arguments> backendsAndModes() {
    return backends().stream()
        .flatMap(b -> Stream.of(false, true).map(perImage -> Arguments.of(b, perImage)));
  }

  static Stream<Arguments> backendsAndSlabsAndModes() {
    return backendsAndModes()
        .flatMap(
            a ->
                Stream.of(false, true)
                    .map(inSlabs -> Arguments.of(a.get()[0], inSlabs, a.get()[1])));
  }

  private static double[] draw(Kernels kernels, Backend backend, StochasticDepthSpec spec) {
    INDArray x = Nd4j.ones(backend.type(), SHAPE[0], 3);
    INDArray mask = Nd4j.valueArrayOf(new long[] {SHAPE[0], 1}, 7.25, backend.type());
    kernels
        .step(spec)
        .bind(new Operands().with(INPUT, x).with(OUTPUT, x.ulike()).with(MASK, mask))
        .run();
    return TestArrays.values(mask);
  }

  @ParameterizedTest
  @MethodSource("backendsAndSlabsAndModes")
  void whatIsDroppedIsZeroAndTheRestScaled(Backend backend, boolean inSlabs, boolean perImage) {
    TestArrays arrays = new TestArrays(backend.type(), inSlabs);
    StochasticDepthSpec spec = new StochasticDepthSpec(0.5, perImage);
    int length = (int) Arrays.stream(SHAPE).reduce(1, Math::multiplyExact);
    double[] values = TestArrays.random(length, 3);
    double[] gradients = TestArrays.random(length, 4);
    INDArray x = arrays.mapOf(values, SHAPE);
    INDArray out = arrays.map(SHAPE);
    INDArray mask = arrays.dense(SHAPE[0], 1);
    INDArray g = arrays.mapOf(gradients, SHAPE);
    INDArray gradient = arrays.map(SHAPE);
    try (Kernels kernels = backend.open()) {
      Step kernel = kernels.step(spec);
      for (int step = 0; step < 3; step++) {
        TestArrays.fill(x, values);
        TestArrays.fill(g, gradients);
        kernel.bind(new Operands().with(INPUT, x).with(OUTPUT, out).with(MASK, mask)).run();
        kernels
            .step(new StochasticDepthGradientSpec())
            .bind(
                new Operands()
                    .with(MASK, mask)
                    .with(OUTPUT_GRADIENT, g)
                    .with(INPUT_GRADIENT, gradient))
            .run();
        check(x, mask, out);
        check(g, mask, gradient);
        kernels
            .step(new StochasticDepthGradientSpec())
            .bind(new Operands().with(MASK, mask).with(OUTPUT_GRADIENT, g).with(INPUT_GRADIENT, g))
            .run();
        check(gradient, TestArrays.values(g));
        kernel.bind(new Operands().with(INPUT, x).with(OUTPUT, x).with(MASK, mask)).run();
        TestArrays.fill(out, values);
        check(out, mask, x);
        arrays.checkSentinels();
      }
    }
  }

  private static void check(INDArray x, INDArray mask, INDArray product) {
    double[] expected = TestArrays.values(x);
    double[] factors = TestArrays.values(mask);
    for (int i = 0; i < expected.length; i++) {
      double factor = factors[i / (expected.length / factors.length)];
      assertThat(factor).isIn(0.0, 2.0);
      expected[i] *= factor;
    }
    check(product, expected);
  }

  private static void check(INDArray actual, double[] expected) {
    double[] values = TestArrays.values(actual);
    for (int i = 0; i < expected.length; i++) {
      assertThat(values[i] == expected[i]).as("element %s", i).isTrue(); // of either zero
    }
  }

  @ParameterizedTest
  @MethodSource("backends")
  void imagesAreDroppedIndependentlyAndAsOftenAsAsked(Backend backend) {
    for (double probability : new double[] {0.1, 0.5, 0.8}) {
      StochasticDepthSpec spec = new StochasticDepthSpec(probability, true);
      int draws = 200;
      double dropped = 0;
      double neighbours = 0;
      double again = 0;
      double[] before = null;
      try (Kernels kernels = backend.open()) {
        for (int i = 0; i < draws; i++) {
          double[] mask = draw(kernels, backend, spec);
          for (int n = 0; n < mask.length; n++) {
            if (mask[n] != 0) {
              assertThat(mask[n]).isCloseTo(1 / (1 - probability), within(1e-6));
              continue;
            }
            dropped++;
            neighbours += mask[(n + 1) % mask.length] == 0 ? 1 : 0;
            again += before != null && before[n] == 0 ? 1 : 0;
          }
          before = mask;
        }
      }
      double count = draws * (double) SHAPE[0];
      double fiveSigma = 5 * 0.5 / Math.sqrt(count);
      assertThat(dropped / count).isCloseTo(probability, within(fiveSigma));
      double both = probability * probability;
      assertThat(neighbours / count).isCloseTo(both, within(2 * fiveSigma));
      assertThat(again / count).isCloseTo(both, within(2 * fiveSigma));
    }
  }

  @ParameterizedTest
  @MethodSource("backends")
  void aBatchIsDroppedAsOneAndAsOftenAsAsked(Backend backend) {
    StochasticDepthSpec spec = new StochasticDepthSpec(0.3, false);
    int draws = 2000;
    double dropped = 0;
    try (Kernels kernels = backend.open()) {
      for (int i = 0; i < draws; i++) {
        double[] mask = draw(kernels, backend, spec);
        assertThat(mask).containsOnly(mask[0]);
        dropped += mask[0] == 0 ? 1 : 0;
      }
    }
    double fiveSigma = 5 * Math.sqrt(0.3 * 0.7 / draws);
    assertThat(dropped / draws).isCloseTo(0.3, within(fiveSigma));
  }

  @ParameterizedTest
  @MethodSource("backendsAndModes")
  void theSameSeedGivesTheSameMasks(Backend backend, boolean perImage) {
    StochasticDepthSpec spec = new StochasticDepthSpec(0.5, perImage);
    double[][][] masks = new double[2][40][];
    for (double[][] drawn : masks) {
      try (Kernels kernels = backend.open()) {
        for (int i = 0; i < drawn.length; i++) {
          drawn[i] = draw(kernels, backend, spec);
        }
      }
    }
    assertThat(masks[0]).isDeepEqualTo(masks[1]);
    assertThat(Stream.of(masks[0]).map(Arrays::toString).distinct().count()).isGreaterThan(1);
  }

  @ParameterizedTest
  @MethodSource("backendsAndModes")
  void nothingIsDroppedWithProbabilityZero(Backend backend, boolean perImage) {
    try (Kernels kernels = backend.open()) {
      for (int i = 0; i < 50; i++) {
        assertThat(draw(kernels, backend, new StochasticDepthSpec(0, perImage))).containsOnly(1);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("backendsAndModes")
  void aStepMakesNothingNative(Backend backend, boolean perImage) {
    INDArray x = Nd4j.ones(backend.type(), SHAPE);
    INDArray out = x.ulike();
    INDArray mask = Nd4j.create(backend.type(), SHAPE[0], 1);
    try (Kernels kernels = backend.open()) {
      Step kernel = kernels.step(new StochasticDepthSpec(0.5, perImage));
      Step gradient = kernels.step(new StochasticDepthGradientSpec());
      long before = 0;
      for (int step = 0; step < 3; step++) {
        before = Nd4j.getDeallocatorService().nextValue();
        kernel.bind(new Operands().with(INPUT, x).with(OUTPUT, out).with(MASK, mask)).run();
        gradient
            .bind(
                new Operands().with(MASK, mask).with(OUTPUT_GRADIENT, x).with(INPUT_GRADIENT, out))
            .run();
      }
      assertThat(Nd4j.getDeallocatorService().nextValue() - before - 1).isZero();
    }
  }
}
