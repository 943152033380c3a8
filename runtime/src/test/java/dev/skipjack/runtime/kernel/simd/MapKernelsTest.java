package dev.skipjack.runtime.kernel.simd;

import static dev.skipjack.runtime.kernel.Operand.INPUT;
import static dev.skipjack.runtime.kernel.Operand.MASK;
import static dev.skipjack.runtime.kernel.Operand.OUTPUT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.skipjack.runtime.kernel.JavaProcess;
import dev.skipjack.runtime.kernel.Kernel;
import dev.skipjack.runtime.kernel.KernelFactory;
import dev.skipjack.runtime.kernel.Operands;
import dev.skipjack.runtime.kernel.PreparedParameters;
import dev.skipjack.runtime.kernel.Settings;
import dev.skipjack.runtime.kernel.elementwise.DropoutSpec;
import dev.skipjack.runtime.kernel.nd4j.Nd4jProvider;
import dev.skipjack.runtime.kernel.simd.threads.TestWorkers;
import dev.skipjack.runtime.random.LayerStream;
import dev.skipjack.runtime.random.RandomStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;

/** The kernels that are no convolutions, with several numbers of threads and widths of vectors. */
class MapKernelsTest {
  /** One element, tails, prime sizes, planes of several blocks, blocks of several planes. */
  private static final int[][] SHAPES = {
    {1, 1, 1, 1},
    {1, 3, 5, 7},
    {7, 5, 3, 3},
    {2, 17, 13, 11},
    {3, 37, 1, 1},
    {1, 2, 61, 67},
    {2, 64, 8, 8},
    {7, 130, 4, 4},
    {1, 1, 1, 29},
    {2, 3, 32, 32}
  };

  /** Images, input and output features. */
  private static final int[][] LINEAR = {
    {1, 1, 1},
    {1, 5, 3},
    {7, 64, 10},
    {3, 2100, 37},
    {33, 130, 50},
    {64, 517, 130},
    {2, 70, 523},
    {16, 64, 96}
  };

  private static void check(int threads) {
    SimdKernels kernels = new SimdKernels(TestWorkers.of(threads));
    SimdKernels constant = new SimdKernels(TestWorkers.of(threads));
    constant.prepareIn(new PreparedParameters());
    for (int i = 0; i < SHAPES.length; i++) {
      boolean inSlab = (i + threads) % 2 == 0;
      new NormalizationChecks(kernels, inSlab, SHAPES[i]).all();
      new MapChecks(kernels, inSlab, SHAPES[i]).all();
    }
    for (int[] sizes : LINEAR) {
      LinearChecks.check(kernels, constant, sizes[0], sizes[1], sizes[2]);
    }
    for (int length : new int[] {1, 100, 20_011}) {
      OptimizerChecks.check(kernels, length);
    }
  }

  /** The other JVM's part. */
  public static void main(String[] arguments) {
    check(2);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void kernelsAreRightWithThreads(int threads) {
    check(threads);
  }

  /** The width is a constant of the JVM, so each one needs its own. */
  @Tag("exhaustive")
  @ParameterizedTest
  @ValueSource(ints = {128, 256})
  void kernelsAreRightWithNarrowVectors(int bits) throws Exception {
    JavaProcess.output(
        MapKernelsTest.class,
        "--add-modules=jdk.incubator.vector",
        "-D" + Settings.VECTOR_BITS + "=" + bits);
  }

  @Test
  void portableOptimizersAreRight() {
    KernelFactory kernels = new Nd4jProvider().open(DataType.FLOAT);
    OptimizerChecks.check(kernels, 1000);
    kernels.close();
  }

  @Test
  void masksDoNotDependOnThreads() {
    TestMap x = TestMap.random(1, false, 3, 17, 29, 31);
    double[][] masks = new double[3][];
    for (int i = 0; i < masks.length; i++) {
      SimdKernels kernels = new SimdKernels(TestWorkers.of(1 + i));
      Kernel dropout =
          kernels.prepare(new DropoutSpec(0.5), LayerStream.of(RandomStream.of(5))).orElseThrow();
      TestMap mask = TestMap.empty(i == 1, x.shape);
      TestMap out = TestMap.empty(false, x.shape);
      dropout
          .bind(new Operands().with(INPUT, x.array).with(OUTPUT, out.array).with(MASK, mask.array))
          .run();
      dropout
          .bind(new Operands().with(INPUT, x.array).with(OUTPUT, out.array).with(MASK, mask.array))
          .run();
      masks[i] = mask.get();
    }
    assertThat(masks[1]).isEqualTo(masks[0]);
    assertThat(masks[2]).isEqualTo(masks[0]);
  }

  @Test
  void eachDropoutAndEachStepDrawsAnew() {
    TestMap x = TestMap.random(1, false, 1, 1, 10, 10);
    SimdKernels kernels = new SimdKernels(TestWorkers.of(1));
    Kernel dropout =
        kernels
            .prepare(new DropoutSpec(0.5), LayerStream.of(RandomStream.of(5).split(0)))
            .orElseThrow();
    TestMap mask = TestMap.empty(false, x.shape);
    TestMap out = TestMap.empty(false, x.shape);
    dropout
        .bind(new Operands().with(INPUT, x.array).with(OUTPUT, out.array).with(MASK, mask.array))
        .run();
    double[] first = mask.get();
    dropout
        .bind(new Operands().with(INPUT, x.array).with(OUTPUT, out.array).with(MASK, mask.array))
        .run();
    assertThat(mask.get()).isNotEqualTo(first);
    Kernel other =
        kernels
            .prepare(new DropoutSpec(0.5), LayerStream.of(RandomStream.of(5).split(1)))
            .orElseThrow();
    other
        .bind(new Operands().with(INPUT, x.array).with(OUTPUT, out.array).with(MASK, mask.array))
        .run();
    assertThat(mask.get()).isNotEqualTo(first);
  }
}
