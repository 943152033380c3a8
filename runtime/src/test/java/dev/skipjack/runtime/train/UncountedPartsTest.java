package dev.skipjack.runtime.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.skipjack.runtime.data.Batch;
import dev.skipjack.runtime.data.ImageSet;
import dev.skipjack.runtime.parameters.ParameterRole;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Batches, or parts of them, in which the weights of the labels add up to 0, though smoothing
 * compares each image with classes that have a weight.
 */
class UncountedPartsTest {
  private static final double[] WEIGHTS = {0, 1, 2};
  private static final int[] LABELS = {0, 0, 0, 0, 1, 2, 1, 2};
  private static final int IGNORED = 255;
  private static final int PLANE = 6;

  private static WeightedMean loss(boolean pixels, double smoothing) {
    return pixels
        ? new PixelCrossEntropy(IGNORED).weights(WEIGHTS).smoothing(smoothing)
        : new CrossEntropy(smoothing).weights(WEIGHTS).ignoring(IGNORED);
  }

  private static INDArray logits(boolean pixels) {
    SplittableRandom random = new SplittableRandom(5);
    long[] shape = pixels ? new long[] {8, 3, 2, 3} : new long[] {8, 3};
    double[] values = random.doubles(8 * 3 * (pixels ? PLANE : 1), -2, 2).toArray();
    return Nd4j.createFromArray(values).reshape('c', shape);
  }

  /** Every image's label, or that of all its pixels but the first, which is ignored. */
  private static int[] labels(boolean pixels) {
    return pixels
        ? IntStream.range(0, 8 * PLANE)
            .map(i -> i % PLANE == 0 ? IGNORED : LABELS[i / PLANE])
            .toArray()
        : LABELS;
  }

  @ParameterizedTest
  @CsvSource({"false,0", "false,0.1", "true,0", "true,0.1"})
  void aBatchThatCountsNothingHasNoLossAndNoGradient(boolean pixels, double smoothing) {
    INDArray logits = logits(pixels);
    INDArray gradient = logits.ulike().assign(7);
    Loss loss = loss(pixels, smoothing);
    Loss.Total total = loss.total();
    int[] uncounted = Arrays.stream(labels(pixels)).map(l -> l == IGNORED ? l : 0).toArray();
    double value = loss.run(logits, uncounted, gradient);
    total.add(value, 8);
    assertThat(value).isZero();
    assertThat(total.value()).isZero();
    for (double slope : gradient.ravel().toDoubleVector()) {
      assertThat(slope).isZero();
    }
    logits.putScalar(logits.length() - 1, Double.NEGATIVE_INFINITY); // a class that is ruled out
    assertThat(loss.run(logits, uncounted, gradient)).isZero();
  }

  /** PyTorch's formula over the whole batch. */
  private static double expected(boolean pixels, double smoothing) {
    double[] logits = logits(pixels).ravel().toDoubleVector();
    int[] labels = labels(pixels);
    int plane = pixels ? PLANE : 1;
    double sum = 0;
    double counted = 0;
    for (int i = 0; i < labels.length; i++) {
      if (labels[i] == IGNORED) {
        continue;
      }
      int first = i / plane * 3 * plane + i % plane;
      double total = 0;
      for (int c = 0; c < 3; c++) {
        total += Math.exp(logits[first + c * plane]);
      }
      for (int c = 0; c < 3; c++) {
        double wanted = smoothing / 3 + (c == labels[i] ? 1 - smoothing : 0);
        sum += WEIGHTS[c] * wanted * (Math.log(total) - logits[first + c * plane]);
      }
      counted += WEIGHTS[labels[i]];
    }
    return sum / counted;
  }

  @ParameterizedTest
  @CsvSource({
    "false,0,2",
    "false,0.1,2",
    "false,0.1,8",
    "true,0,2",
    "true,0.1,2",
    "true,0.1,4",
    "true,0.1,8"
  })
  void partsThatCountNothingAddWhatTheyHaveToTheWhole(boolean pixels, double smoothing, int parts) {
    INDArray logits = logits(pixels);
    Batch batch = new Batch(logits, labels(pixels));
    WeightedMean loss = loss(pixels, smoothing);
    INDArray whole = logits.ulike();
    assertThat(loss.run(logits, batch.labels(), whole))
        .isCloseTo(expected(pixels, smoothing), within(1e-13));
    double[] gradient = new double[0];
    double sum = 0;
    try (PixelNetwork network =
            new PixelNetwork(ParameterRole.TRAINABLE, 3, DataType.DOUBLE, 1, 0);
        OutputLosses losses = new OutputLosses(network, loss, List.of())) {
      Loss.Total total = losses.total();
      Shards shards = new Shards(parts, 1);
      for (int shard = 0; shard < parts; shard++) {
        Batch part = shards.of(batch, shard);
        sum += losses.run(List.of(part.images().dup('c')), part, batch);
        double[] more = losses.gradients().get(0).ravel().toDoubleVector();
        int filled = gradient.length;
        gradient = Arrays.copyOf(gradient, filled + more.length);
        System.arraycopy(more, 0, gradient, filled, more.length);
      }
      assertThat(total.value()).isCloseTo(expected(pixels, smoothing), within(1e-13));
    }
    assertThat(sum).isCloseTo(expected(pixels, smoothing), within(1e-13));
    assertThat(gradient).containsExactly(whole.ravel().toDoubleVector(), within(1e-14));
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 4, 8})
  void aTrainingInPartsIsThatOfTheWhole(int parts) {
    assertThat(trained(parts)).containsExactly(trained(1), within(1e-12));
  }

  private static double[] trained(int parts) {
    byte[] pixels = new byte[8 * 4];
    new SplittableRandom(1).nextBytes(pixels);
    ImageSet set = new ImageSet("noise", 1, 2, 2, pixels, LABELS, List.of("a", "b", "c"));
    try (PixelNetwork network =
            new PixelNetwork(ParameterRole.TRAINABLE, 3, DataType.DOUBLE, 1, 0);
        Training training = Training.of(network)) {
      training
          .data(set.batch(8))
          .loss(new CrossEntropy(0.1).weights(WEIGHTS))
          .microBatches(parts)
          .fit(2);
      return network.parameters().toDoubleVector();
    }
  }

  /** Not an index out of bounds, where the part's share of the whole is looked up. */
  @Test
  void aLabelOfALaterPartThatIsNoClassIsTold() {
    INDArray logits = Nd4j.zeros(DataType.DOUBLE, 2, 3);
    Batch whole = new Batch(logits, new int[] {1, -1});
    Batch part = new Batch(Nd4j.zeros(DataType.DOUBLE, 1, 3), new int[] {1});
    WeightedMean loss = new CrossEntropy().weights(WEIGHTS);
    String message =
        "label 1 of the batch is -1, but the network has 3 classes (0 to 2):"
            + " CrossEntropy.ignoring(-1) leaves images without a label out";
    assertThatThrownBy(() -> loss.run(part.images(), part.labels(), null, whole.labels()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
    assertThatThrownBy(() -> loss.share(part, whole)).hasMessage(message);
    Loss ofPixels = new PixelCrossEntropy(IGNORED).weights(WEIGHTS);
    assertThatThrownBy(() -> ofPixels.share(part, whole))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "a pixel of the batch has label -1, but there are weights of 3 classes (0 to 2); 255"
                + " is ignored");
  }
}
