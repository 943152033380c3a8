package dev.skipjack.runtime.kernel;

import static dev.skipjack.runtime.kernel.Operand.BIAS;
import static dev.skipjack.runtime.kernel.Operand.INPUT;
import static dev.skipjack.runtime.kernel.Operand.OUTPUT;
import static dev.skipjack.runtime.kernel.Operand.WEIGHT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.skipjack.runtime.kernel.PreparedParameters.Slot;
import dev.skipjack.runtime.kernel.convolution.ConvolutionSpec;
import dev.skipjack.runtime.kernel.convolution.FoldedConvolutionSpec;
import dev.skipjack.runtime.kernel.linear.LinearSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Networks that share parameters share what is prepared from them, as long as these stay. */
class PreparedParametersTest {
  private static final int CHANNELS = 64;
  private static final ConvolutionSpec CONVOLUTION =
      new ConvolutionSpec(CHANNELS, CHANNELS, 3, 1, 1, 1, 1, false);

  private final PreparedParameters shared = new PreparedParameters();
  private final INDArray weight = random(CHANNELS, CHANNELS, 3, 3);

  private static INDArray random(long... shape) {
    SplittableRandom random = new SplittableRandom(1);
    float[] values = new float[(int) Nd4j.create(shape).length()];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextDouble();
    }
    return Nd4j.createFromArray(values).reshape('c', shape);
  }

  private static boolean isFast(Kernels kernels) {
    return kernels.choices().stream().allMatch(choice -> choice.provider().equals("simd"));
  }

  private Step open(Kernels kernels) {
    Step kernel = kernels.step(new FoldedConvolutionSpec(CONVOLUTION, null, null, false, null));
    assumeTrue(isFast(kernels), "the portable provider prepares nothing");
    return kernel;
  }

  private INDArray run(Step kernel, int images, int side) {
    INDArray out = Nd4j.create(DataType.FLOAT, images, CHANNELS, side, side);
    kernel
        .bind(
            new Operands()
                .with(INPUT, random(images, CHANNELS, side, side))
                .with(WEIGHT, weight)
                .with(OUTPUT, out))
        .run();
    return out;
  }

  @Test
  void twoForksHaveOneSetOfPackedWeights() {
    try (Kernels one = Kernels.open(DataType.FLOAT, 1, shared);
        Kernels other = Kernels.open(DataType.FLOAT, 1, shared)) {
      Step first = open(one);
      Step second = open(other);
      assertThat(shared.all()).isEmpty();
      INDArray wanted = run(first, 2, 16);
      List<Object> packed = shared.all();
      assertThat(packed).hasSize(1);
      assertThat(run(second, 2, 16)).isEqualTo(wanted);
      assertThat(shared.all()).hasSize(1);
      assertThat(shared.all().get(0)).isSameAs(packed.get(0));
    }
  }

  /** One image of 7 x 7 has too few tiles for Winograd, eight have enough. */
  @Test
  void batchesOfChangingSizesPackNothingAgain() {
    try (Kernels kernels = Kernels.open(DataType.FLOAT, 1, shared)) {
      Step kernel = open(kernels);
      run(kernel, 1, 7);
      run(kernel, 64, 7);
      List<Object> packed = shared.all();
      for (int round = 0; round < 3; round++) {
        run(kernel, 1, 7);
        run(kernel, 64, 7);
        run(kernel, 63 - round, 7);
      }
      List<Object> then = shared.all();
      assertThat(then).hasSameSizeAs(packed);
      for (int i = 0; i < packed.size(); i++) {
        assertThat(then.get(i)).isSameAs(packed.get(i));
      }
    }
  }

  @Test
  void whatWasPreparedGoesWhenParametersChange() {
    try (Kernels one = Kernels.open(DataType.FLOAT, 1, shared);
        Kernels other = Kernels.open(DataType.FLOAT, 1, shared)) {
      Step first = open(one);
      Step second = open(other);
      INDArray before = run(first, 1, 16).dup();
      weight.muli(2);
      assertThat(run(second, 1, 16)).isEqualTo(before); // nobody has told it
      shared.changed();
      assertThat(shared.all()).isEmpty();
      assertThat(run(second, 1, 16)).isEqualTo(before.mul(2));
      one.parametersChanged(); // each fork is told so; it does not prepare for itself
      assertThat(shared.all()).hasSize(1);
      assertThat(run(first, 1, 16)).isEqualTo(before.mul(2));
    }
  }

  /** Of tokens: 130 output features are a group of panels and a part of one. */
  @Test
  void linearLayersOfTokensPackTheirWeightsOnceAndTheBitsStay() {
    LinearSpec spec = new LinearSpec(70, 130, false);
    INDArray weights = random(130, 70);
    INDArray tokens = random(2, 5, 70);
    INDArray wanted = Nd4j.create(DataType.FLOAT, 2, 5, 130);
    INDArray out = Nd4j.create(DataType.FLOAT, 2, 5, 130);
    Operands operands = new Operands().with(INPUT, tokens).with(WEIGHT, weights);
    try (Kernels training = Kernels.open(DataType.FLOAT, 1);
        Kernels one = Kernels.open(DataType.FLOAT, 1, shared);
        Kernels other = Kernels.open(DataType.FLOAT, 1, shared)) {
      Step trains = training.step(spec);
      Step first = one.step(spec);
      Step second = other.step(spec);
      assumeTrue(isFast(one), "the portable provider prepares nothing");
      trains.bind(operands.copy().with(OUTPUT, wanted)).run();
      first.bind(operands.copy().with(OUTPUT, out)).run();
      assertThat(out).isEqualTo(wanted);
      List<Object> packed = shared.all();
      assertThat(packed).hasSize(1);
      out.assign(0);
      second.bind(operands.copy().with(OUTPUT, out)).run();
      assertThat(out).isEqualTo(wanted);
      assertThat(shared.all()).hasSize(1);
      assertThat(shared.all().get(0)).isSameAs(packed.get(0));
      weights.muli(2);
      trains.bind(operands.copy().with(OUTPUT, wanted)).run(); // it keeps nothing
      shared.changed();
      first.bind(operands.copy().with(OUTPUT, out)).run();
      assertThat(out).isEqualTo(wanted);
    }
  }

  /** Of features: one image and many are computed in different ways. */
  @Test
  void linearLayersPackTheirWeightsOnceForFewImages() {
    LinearSpec spec = new LinearSpec(70, 130, true);
    INDArray weights = random(130, 70);
    INDArray bias = random(130);
    try (Kernels training = Kernels.open(DataType.FLOAT, 1);
        Kernels one = Kernels.open(DataType.FLOAT, 1, shared);
        Kernels other = Kernels.open(DataType.FLOAT, 1, shared)) {
      Step trains = training.step(spec);
      Step first = one.step(spec);
      Step second = other.step(spec);
      assumeTrue(isFast(one), "the portable provider prepares nothing");
      Operands operands = new Operands().with(WEIGHT, weights).with(BIAS, bias);
      linear(first, operands, 64);
      assertThat(shared.all()).isEmpty();
      INDArray alone = linear(first, operands, 1);
      List<Object> packed = shared.all();
      assertThat(packed).hasSize(1);
      assertThat(linear(second, operands, 1)).isEqualTo(alone);
      assertThat(linear(second, operands, 3)).isEqualTo(linear(first, operands, 3));
      assertThat(shared.all()).hasSize(1);
      assertThat(shared.all().get(0)).isSameAs(packed.get(0));
      assertThat(alone.equalsWithEps(linear(trains, operands, 1), 1e-4)).isTrue();
      weights.muli(2);
      bias.muli(2);
      assertThat(linear(first, operands, 1)).isEqualTo(alone); // nobody has told it
      shared.changed();
      assertThat(linear(first, operands, 1)).isEqualTo(alone.mul(2));
    }
  }

  /** Weights that take much memory are read where they are. */
  @Test
  void largeWeightsOfLinearLayersArePackedNowhere() {
    LinearSpec spec = new LinearSpec(2048, 2048, false);
    try (Kernels kernels = Kernels.open(DataType.FLOAT, 1, shared)) {
      Step kernel = kernels.step(spec);
      assumeTrue(isFast(kernels), "the portable provider prepares nothing");
      linear(kernel, new Operands().with(WEIGHT, Nd4j.ones(DataType.FLOAT, 2048, 2048)), 1);
      assertThat(shared.all()).isEmpty();
    }
  }

  private static INDArray linear(Step kernel, Operands parameters, int images) {
    INDArray out = Nd4j.create(DataType.FLOAT, images, parameters.get(WEIGHT).size(0));
    INDArray x = random(images, parameters.get(WEIGHT).size(1));
    kernel.bind(parameters.copy().with(INPUT, x).with(OUTPUT, out)).run();
    return out;
  }

  @Test
  void threadsThatWantTheSamePrepareItOnce() throws Exception {
    AtomicInteger prepared = new AtomicInteger();
    for (int round = 0; round < 50; round++) {
      Slot<Object> slot = shared.slot("key");
      assertThat(shared.<Object>slot("key")).isSameAs(slot);
      List<Thread> threads = new ArrayList<>();
      List<Object> got = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        threads.add(
            new Thread(
                () -> {
                  Object mine = slot.get(() -> "prepared " + prepared.incrementAndGet());
                  synchronized (got) {
                    got.add(mine);
                  }
                }));
      }
      threads.forEach(Thread::start);
      for (Thread thread : threads) {
        thread.join();
      }
      assertThat(prepared.get()).isEqualTo(round + 1);
      assertThat(got).hasSize(4).containsOnly(slot.get());
      shared.changed();
      assertThat(slot.get()).isNull();
    }
  }

  @Test
  void whatIsPreparedDuringAChangeIsNotKept() {
    Slot<String> slot = shared.slot("key");
    String made =
        slot.get(
            () -> {
              shared.changed();
              return "half old, half new";
            });
    assertThat(made).isEqualTo("half old, half new"); // as the caller read it, and nobody else
    assertThat(slot.get()).isNull();
    assertThat(shared.all()).isEmpty();
  }
}
