package dev.skipjack.runtime.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.skipjack.runtime.data.Batch;
import dev.skipjack.runtime.data.BatchStream;
import dev.skipjack.runtime.data.Batches;
import dev.skipjack.runtime.data.ImageSet;
import dev.skipjack.runtime.kernel.Detached;
import dev.skipjack.runtime.parameters.ParameterRole;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** A batch in parts is the batch, but for rounding, and its rounding is fixed. */
class MicroBatchesTest {
  private static final int IMAGES = 30; // batches of 12, 12 and 6

  private static Batches data() {
    byte[] pixels = new byte[IMAGES * 4];
    byte[] labels = new byte[IMAGES];
    SplittableRandom random = new SplittableRandom(3);
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (byte) random.nextInt(256);
    }
    for (int i = 0; i < labels.length; i++) {
      labels[i] = (byte) (i % 3);
    }
    return new ImageSet("noise", 1, 2, 2, pixels, labels, List.of("a", "b", "c"))
        .shuffle(9)
        .batch(12);
  }

  private static PixelNetwork network(DataType type) {
    return new PixelNetwork(ParameterRole.TRAINABLE, 3, type, 1, 0.3);
  }

  /** Weights, then running statistics, then losses. */
  private static double[] train(DataType type, int parts) {
    try (PixelNetwork network = network(type);
        Training training = Training.of(network)) {
      History history =
          training
              .data(data())
              .microBatches(parts)
              .optimizer(Sgd.nesterov(0.9).weightDecay(1e-2))
              .clip(GradientClipping.byGlobalNorm(0.1))
              .fit(3);
      return Stream.of(
              network.parameters().toDoubleVector(),
              network.runningStatistics().toDoubleVector(),
              history.epochs().stream().mapToDouble(History.Epoch::loss).toArray(),
              history.epochs().stream().mapToDouble(History.Epoch::accuracy).toArray())
          .flatMapToDouble(Arrays::stream)
          .toArray();
    }
  }

  /** With dropout and stochastic depth, which draw for an image of the batch, not of the part. */
  @ParameterizedTest
  @ValueSource(ints = {2, 3, 4, 5, 7, 12})
  void partsGiveWhatTheWholeGives(int parts) {
    assertThat(train(DataType.DOUBLE, parts))
        .containsExactly(train(DataType.DOUBLE, 1), within(1e-12));
  }

  @Test
  void onePartIsTheWholeToTheLastBit() {
    double[] whole;
    try (PixelNetwork network = network(DataType.FLOAT);
        Training training = Training.of(network)) {
      training.data(data()).fit(2);
      whole = network.parameters().toDoubleVector();
    }
    try (PixelNetwork network = network(DataType.FLOAT);
        Training training = Training.of(network)) {
      training.data(data()).microBatches(1).fit(2);
      assertThat(network.parameters().toDoubleVector()).isEqualTo(whole);
    }
  }

  /** Rounded as the tree says, which another order would not give. */
  @ParameterizedTest
  @ValueSource(ints = {2, 3, 5, 6, 8})
  void gradientsAreAddedInTheOrderOfTheTree(int parts) {
    float[][] gradients = new float[parts][];
    try (PixelNetwork network = network(DataType.FLOAT);
        BatchStream stream = data().open(DataType.FLOAT, 0)) {
      Batch batch = stream.next();
      CrossEntropy loss = new CrossEntropy();
      Shards shards = new Shards(parts, 1);
      for (int shard = 0; shard < parts; shard++) {
        Batch part = shards.of(batch, shard);
        INDArray output = network.forward(part.images(), 0, Shards.first(shard, parts, 12));
        INDArray gradient = Detached.zeros(DataType.FLOAT, output.shape());
        loss.run(output, part.labels(), gradient);
        network.backward(gradient.muli((double) part.size() / 12));
        gradients[shard] = network.gradients().toFloatVector();
      }
    }
    float[] expected = sum(gradients, 0, parts);
    float[] summed = new float[expected.length];
    Optimizer notes =
        (length, type) ->
            new Optimizer.State() {
              @Override
              public void step(INDArray parameters, INDArray gradient, double learningRate) {
                System.arraycopy(gradient.toFloatVector(), 0, summed, 0, summed.length);
                throw new IllegalStateException("seen");
              }

              @Override
              public void close() {}
            };
    try (PixelNetwork network = network(DataType.FLOAT);
        Training training = Training.of(network)) {
      training.data(data()).microBatches(parts).optimizer(notes);
      assertThatThrownBy(() -> training.fit(1)).hasMessage("seen");
    }
    assertThat(summed).isEqualTo(expected);
  }

  private static float[] sum(float[][] parts, int first, int n) {
    if (n == 1) {
      return parts[first];
    }
    int half = Integer.highestOneBit(n - 1);
    float[] left = sum(parts, first, half);
    float[] right = sum(parts, first + half, n - half);
    float[] sum = new float[left.length];
    for (int i = 0; i < sum.length; i++) {
      sum[i] = left[i] + right[i];
    }
    return sum;
  }

  /** Images of a heavy class count more, in whichever part they are. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aLossWithClassWeightsIsThatOfTheWholeBatch(boolean soft) {
    INDArray output = Nd4j.rand(DataType.DOUBLE, 5, 3);
    double[] targets = Nd4j.rand(DataType.DOUBLE, 15).toDoubleVector();
    CrossEntropy loss = new CrossEntropy(0.1).weights(1, 5, 0.5);
    Batch batch = new Batch(output, new int[] {0, 1, 1, 2, 0}, soft ? targets : null);
    double whole = soft ? loss.run(output, targets, null) : loss.run(output, batch.labels(), null);
    Shards shards = new Shards(2, 1);
    double sum = 0;
    for (int shard = 0; shard < 2; shard++) {
      Batch part = shards.of(batch, shard);
      INDArray logits = part.images().dup();
      sum +=
          loss.share(part, batch)
              * (soft
                  ? loss.run(logits, part.targets(), null)
                  : loss.run(logits, part.labels(), null));
    }
    assertThat(sum).isCloseTo(whole, within(1e-12));
  }

  static Stream<Loss> losses() {
    return Stream.of(
        new PixelCrossEntropy(7),
        new PixelCrossEntropy(7, Reduction.SUM),
        new Focal(0.25, 2, Focal.BACKGROUND, 7));
  }

  /** Where pixels do not count, parts of equal size do not weigh the same; one weighs nothing. */
  @ParameterizedTest
  @MethodSource("losses")
  void aLossOfPixelsIsThatOfTheWholeBatch(Loss loss) {
    INDArray output = Nd4j.rand(DataType.DOUBLE, 6, 3, 4, 5);
    int pixels = 20;
    int background = loss instanceof Focal ? Focal.BACKGROUND : 0;
    SplittableRandom random = new SplittableRandom(4);
    int[] labels =
        IntStream.range(0, 6 * pixels)
            .map(i -> i < 2 * pixels || random.nextInt(3) == 0 ? 7 : random.nextInt(3))
            .map(label -> label == 1 ? background : label)
            .toArray();
    INDArray expected = output.ulike();
    double whole = loss.run(output, labels, expected);
    Batch batch = new Batch(output, labels);
    Shards shards = new Shards(3, 1);
    INDArray actual = output.ulike();
    double sum = 0;
    for (int shard = 0; shard < 3; shard++) {
      Batch part = shards.of(batch, shard);
      INDArray gradient = part.images().ulike();
      double share = loss.share(part, batch);
      sum += share * loss.run(part.images().dup(), part.labels(), gradient);
      for (int n = 0; n < 2; n++) {
        actual.slice(2L * shard + n).assign(gradient.slice(n).mul(share));
      }
    }
    assertThat(sum).isCloseTo(whole, within(1e-12));
    assertThat(actual.data().asDouble()).containsExactly(expected.data().asDouble(), within(1e-12));
  }

  @Test
  void aBatchHasAtLeastOnePart() {
    try (PixelNetwork network = network(DataType.FLOAT);
        Training training = Training.of(network)) {
      assertThatThrownBy(() -> training.microBatches(0))
          .hasMessage("a batch has at least 1 part, not 0");
    }
  }

  /** Before the first step; whether data or parts are set first. */
  @Test
  void aBatchHasNoMorePartsThanImages() {
    try (PixelNetwork network = network(DataType.FLOAT);
        Training training = Training.of(network)) {
      training.microBatches(13).data(data());
      assertThatThrownBy(() -> training.fit(1))
          .isInstanceOf(IllegalStateException.class)
          .hasMessage(
              "microBatches(13) would cut batches of 12 images of noise into more parts than they"
                  + " have: take at most 12 parts, or larger batches");
      assertThat(training.history().epochs()).isEmpty();
      assertThat(training.microBatches(12).fit(1).epochs()).hasSize(1);
    }
  }

  @Test
  void partsAreAsEqualAsPossibleAndNoneIsTooSmall() {
    Shards shards = new Shards(4, 2);
    assertThat(shards.count(11)).isEqualTo(4);
    assertThat(IntStream.rangeClosed(0, 4).map(shard -> Shards.first(shard, 4, 11)))
        .containsExactly(0, 3, 6, 9, 11);
    assertThat(shards.count(7)).isEqualTo(3);
    assertThat(shards.count(2)).isEqualTo(1);
    assertThat(shards.count(1)).isEqualTo(1);
  }
}
