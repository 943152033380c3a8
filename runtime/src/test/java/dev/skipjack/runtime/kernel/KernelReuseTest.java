package dev.skipjack.runtime.kernel;

import static dev.skipjack.runtime.kernel.Operand.ADDEND;
import static dev.skipjack.runtime.kernel.Operand.ADDEND_GRADIENT;
import static dev.skipjack.runtime.kernel.Operand.BETA;
import static dev.skipjack.runtime.kernel.Operand.GAMMA;
import static dev.skipjack.runtime.kernel.Operand.INPUT;
import static dev.skipjack.runtime.kernel.Operand.INPUT_GRADIENT;
import static dev.skipjack.runtime.kernel.Operand.MASK;
import static dev.skipjack.runtime.kernel.Operand.MEAN;
import static dev.skipjack.runtime.kernel.Operand.OUTPUT;
import static dev.skipjack.runtime.kernel.Operand.OUTPUT_GRADIENT;
import static dev.skipjack.runtime.kernel.Operand.VARIANCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.skipjack.runtime.kernel.NaiveOps.Size;
import dev.skipjack.runtime.kernel.activation.ActivationGradientSpec;
import dev.skipjack.runtime.kernel.activation.ActivationSpec;
import dev.skipjack.runtime.kernel.elementwise.DropoutGradientSpec;
import dev.skipjack.runtime.kernel.elementwise.DropoutSpec;
import dev.skipjack.runtime.kernel.movement.Transfer;
import dev.skipjack.runtime.kernel.movement.TransferSpec;
import dev.skipjack.runtime.kernel.norm.NormalizeGradientSpec;
import dev.skipjack.runtime.kernel.norm.NormalizeSpec;
import dev.skipjack.runtime.kernel.pool.UpsampleSpec;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.opentest4j.TestAbortedException;

/** What a network does with kernels beyond calling each once: again, in place, with nulls. */
@Tag("exhaustive")
class KernelReuseTest {
  static List<Backend> backends() {
    return Backend.all();
  }

  static Stream<Arguments> backendsAndSlabs() {
    return Backend.inAndOutOfSlabs();
  }

  /** The same kernel meets other values, other arrays, in slabs or not, and other batch sizes. */
  @ParameterizedTest
  @MethodSource("backends")
  void kernelsAreRightWhenUsedAgain(Backend backend) {
    List<OpCheck> cases = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      cases.addAll(OpCases.all());
    }
    Collections.shuffle(cases, new Random(5));
    Set<OpCheck> inSlabs = Collections.newSetFromMap(new IdentityHashMap<>());
    try (Kernels kernels = backend.open()) {
      forEachServed(cases, check -> check.runAgain(kernels, backend.type(), inSlabs.add(check)));
    }
  }

  /** Each would live until the garbage collector runs, which a step gives no reason to. */
  @ParameterizedTest
  @MethodSource("backendsAndSlabs")
  void aStepMakesNothingNative(Backend backend, boolean inSlabs) {
    SoftAssertions softly = new SoftAssertions();
    try (Kernels kernels = backend.open()) {
      forEachServed(
          OpCases.all(),
          check ->
              softly
                  .assertThat(check.madeByOneStep(kernels, backend.type(), inSlabs))
                  .as(check.toString())
                  .isZero());
    }
    softly.assertAll();
  }

  /** Skips cases whose kernels the provider lacks; {@link KernelsTest} shows them one by one. */
  static void forEachServed(List<OpCheck> cases, Consumer<OpCheck> action) {
    int served = 0;
    for (OpCheck check : cases) {
      try {
        action.accept(check);
        served++;
      } catch (TestAbortedException e) {
        continue;
      }
    }
    assumeTrue(served > 0, "the provider has the kernels of no case");
  }

  @ParameterizedTest
  @MethodSource("backends")
  void aStepOfDropoutMakesNothingNative(Backend backend) {
    INDArray x = Nd4j.ones(backend.type(), 2, 3, 5, 7);
    INDArray mask = x.ulike();
    INDArray out = x.ulike();
    try (Kernels kernels = backend.open()) {
      Step dropout = kernels.step(new DropoutSpec(0.5));
      Step gradient = kernels.step(new DropoutGradientSpec());
      long before = 0;
      for (int step = 0; step < 3; step++) {
        before = Nd4j.getDeallocatorService().nextValue();
        dropout.bind(new Operands().with(INPUT, x).with(OUTPUT, out).with(MASK, mask)).run();
        gradient
            .bind(
                new Operands().with(MASK, mask).with(OUTPUT_GRADIENT, x).with(INPUT_GRADIENT, out))
            .run();
      }
      assertThat(Nd4j.getDeallocatorService().nextValue() - before - 1).isZero();
    }
  }

  /** Those of a user are large; a network copies them first. */
  @ParameterizedTest
  @MethodSource("backends")
  void aTransferKeepsNoArrayAlive(Backend backend) throws InterruptedException {
    try (Kernels kernels = backend.open()) {
      Transfer transfer = kernels.prepare(new TransferSpec());
      Tensor to = Tensor.of(Nd4j.create(backend.type(), 2, 3, 5, 7));
      List<WeakReference<?>> kept = new ArrayList<>();
      for (int i = 0; i < 5; i++) {
        INDArray from = Nd4j.ones(backend.type(), 2, 3, 5, 7);
        transfer.in(from, to);
        kept.add(new WeakReference<>(from));
        kept.add(new WeakReference<>(from.data()));
      }
      for (int i = 0; i < 50 && kept.stream().anyMatch(r -> r.get() != null); i++) {
        System.gc();
        Thread.sleep(20);
      }
      assertThat(kept).allSatisfy(reference -> assertThat(reference.get()).isNull());
    }
  }

  /** A network for images of any size meets many with the same kernel, some of them again. */
  @ParameterizedTest
  @MethodSource("backendsAndSlabs")
  void resizesAreRightForManySizesInTurn(Backend backend, boolean inSlabs) {
    UpsampleSpec spec = new UpsampleSpec(UpsampleSpec.Mode.BILINEAR);
    List<OpCheck> cases = new ArrayList<>();
    for (int size = 1; size <= 12; size++) {
      cases.add(SpatialCases.upsample(new Size(1, 2, size, 3), 13 - size, 2 * size, spec));
      cases.add(SpatialCases.adaptiveAverage(new Size(1, 2, size, 3), 13 - size, size));
    }
    cases.addAll(List.copyOf(cases));
    Collections.shuffle(cases, new Random(6));
    try (Kernels kernels = backend.open()) {
      forEachServed(cases, check -> check.run(kernels, backend.type(), inSlabs));
    }
  }

  @ParameterizedTest
  @MethodSource("backendsAndSlabs")
  void activationsWorkInPlace(Backend backend, boolean inSlabs) {
    long[] shape = {2, 3, 5, 7};
    double[] values = TestArrays.random(210, 3);
    double[] weights = TestArrays.random(210, 4);
    try (Kernels kernels = backend.open()) {
      for (ActivationSpec.Kind kind : ActivationSpec.Kind.values()) {
        ActivationSpec spec = ActivationCases.of(kind);
        boolean reads = kind.gradientReadsInput();
        INDArray before = new TestArrays(backend.type(), inSlabs).mapOf(values, shape);
        TestArrays arrays = new TestArrays(backend.type(), inSlabs);
        INDArray out = arrays.map(shape);
        INDArray gradient = arrays.map(shape);
        kernels
            .step(spec)
            .bind(new Operands().with(INPUT, arrays.mapOf(values, shape)).with(OUTPUT, out))
            .run();
        kernels
            .step(new ActivationGradientSpec(spec))
            .bind(
                new Operands()
                    .with(kind.gradientReads(), reads ? before : out)
                    .with(OUTPUT_GRADIENT, arrays.mapOf(weights, shape))
                    .with(INPUT_GRADIENT, gradient))
            .run();
        INDArray inPlace = arrays.mapOf(values, shape);
        INDArray gradientInPlace = arrays.mapOf(weights, shape);
        kernels.step(spec).bind(new Operands().with(INPUT, inPlace).with(OUTPUT, inPlace)).run();
        kernels
            .step(new ActivationGradientSpec(spec))
            .bind(
                new Operands()
                    .with(kind.gradientReads(), reads ? before : inPlace)
                    .with(OUTPUT_GRADIENT, gradientInPlace)
                    .with(INPUT_GRADIENT, gradientInPlace))
            .run();
        assertThat(TestArrays.values(inPlace)).as(kind.name()).isEqualTo(TestArrays.values(out));
        assertThat(TestArrays.values(gradientInPlace))
            .as(kind.name())
            .isEqualTo(TestArrays.values(gradient));
        arrays.checkSentinels();
      }
    }
  }

  @ParameterizedTest
  @MethodSource("backendsAndSlabs")
  void dropoutWorksInPlace(Backend backend, boolean inSlabs) {
    long[] shape = {2, 3, 5, 7};
    TestArrays arrays = new TestArrays(backend.type(), inSlabs);
    double[] values = TestArrays.random(210, 3);
    INDArray x = arrays.mapOf(values, shape);
    INDArray gradient = arrays.mapOf(values, shape);
    INDArray mask = arrays.map(shape);
    try (Kernels kernels = backend.open()) {
      kernels
          .step(new DropoutSpec(0.5))
          .bind(new Operands().with(INPUT, x).with(OUTPUT, x).with(MASK, mask))
          .run();
      kernels
          .step(new DropoutGradientSpec())
          .bind(
              new Operands()
                  .with(MASK, mask)
                  .with(OUTPUT_GRADIENT, gradient)
                  .with(INPUT_GRADIENT, gradient))
          .run();
    }
    double[] factors = TestArrays.values(mask);
    for (int i = 0; i < values.length; i++) {
      assertThat(factors[i]).isIn(0.0, 2.0);
      double rounded = backend.type() == DataType.FLOAT ? (float) values[i] : values[i];
      assertThat(TestArrays.values(x)[i]).isEqualTo(rounded * factors[i]);
    }
    assertThat(TestArrays.values(gradient)).isEqualTo(TestArrays.values(x));
    arrays.checkSentinels();
  }

  /** Normalize may write over what it reads, and so may its gradient. */
  @ParameterizedTest
  @MethodSource("backendsAndSlabs")
  void normalizeWorksInPlace(Backend backend, boolean inSlabs) {
    NormalizeSpec spec = new NormalizeSpec(3, 1e-5, true, ActivationSpec.RELU);
    long[] shape = {2, 3, 5, 7};
    double[] values = TestArrays.random(210, 3);
    double[] others = TestArrays.random(210, 4);
    TestArrays arrays = new TestArrays(backend.type(), inSlabs);
    INDArray x = arrays.mapOf(values, shape);
    INDArray addend = arrays.mapOf(others, shape);
    INDArray mean = arrays.of(new double[] {0.5, 0, -0.25}, 3);
    INDArray variance = arrays.of(new double[] {0.5, 1, 2}, 3);
    INDArray gamma = arrays.of(new double[] {1, -2, 0.5}, 3);
    INDArray beta = arrays.of(new double[] {0.1, 0, -0.1}, 3);
    INDArray out = arrays.map(shape);
    INDArray overX = arrays.mapOf(values, shape);
    INDArray overAddend = arrays.mapOf(others, shape);
    try (Kernels kernels = backend.open()) {
      Step normalize = kernels.step(spec);
      normalize
          .bind(
              new Operands()
                  .with(INPUT, x)
                  .with(MEAN, mean)
                  .with(VARIANCE, variance)
                  .with(GAMMA, gamma)
                  .with(BETA, beta)
                  .with(ADDEND, addend)
                  .with(OUTPUT, out))
          .run();
      normalize
          .bind(
              new Operands()
                  .with(INPUT, overX)
                  .with(MEAN, mean)
                  .with(VARIANCE, variance)
                  .with(GAMMA, gamma)
                  .with(BETA, beta)
                  .with(ADDEND, addend)
                  .with(OUTPUT, overX))
          .run();
      normalize
          .bind(
              new Operands()
                  .with(INPUT, x)
                  .with(MEAN, mean)
                  .with(VARIANCE, variance)
                  .with(GAMMA, gamma)
                  .with(BETA, beta)
                  .with(ADDEND, overAddend)
                  .with(OUTPUT, overAddend))
          .run();
      checkSame(backend, overX, out);
      checkSame(backend, overAddend, out);

      INDArray g = arrays.mapOf(others, shape);
      INDArray dx = arrays.map(shape);
      INDArray dAddend = arrays.map(shape);
      INDArray dxAgain = arrays.map(shape);
      Step gradient = kernels.step(new NormalizeGradientSpec(spec));
      gradient
          .bind(
              new Operands()
                  .with(INPUT, x)
                  .with(OUTPUT, out)
                  .with(MEAN, mean)
                  .with(VARIANCE, variance)
                  .with(GAMMA, gamma)
                  .with(OUTPUT_GRADIENT, g)
                  .with(INPUT_GRADIENT, dx)
                  .with(ADDEND_GRADIENT, dAddend))
          .run();
      gradient
          .bind(
              new Operands()
                  .with(INPUT, x)
                  .with(OUTPUT, out)
                  .with(MEAN, mean)
                  .with(VARIANCE, variance)
                  .with(GAMMA, gamma)
                  .with(OUTPUT_GRADIENT, g)
                  .with(INPUT_GRADIENT, dxAgain)
                  .with(ADDEND_GRADIENT, g))
          .run();
      checkSame(backend, dxAgain, dx);
      checkSame(backend, g, dAddend);
    }
    arrays.checkSentinels();
  }

  private static void checkSame(Backend backend, INDArray actual, INDArray expected) {
    double tolerance = backend.type() == DataType.FLOAT ? 1e-6 : 1e-14;
    TestArrays.checkClose(
        "in place", TestArrays.values(actual), TestArrays.values(expected), tolerance);
  }
}
