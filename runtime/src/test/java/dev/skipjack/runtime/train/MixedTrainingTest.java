package dev.skipjack.runtime.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.skipjack.runtime.data.Batch;
import dev.skipjack.runtime.data.BatchStream;
import dev.skipjack.runtime.data.Batches;
import dev.skipjack.runtime.data.Dataset;
import dev.skipjack.runtime.data.ImageSet;
import dev.skipjack.runtime.data.Images;
import dev.skipjack.runtime.parameters.ParameterRole;
import dev.skipjack.runtime.pictures.Preparation;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Trainings on batches with soft labels. */
class MixedTrainingTest {
  private static ImageSet set() {
    byte[] pixels = new byte[12 * 4];
    byte[] labels = new byte[12];
    for (int i = 0; i < 12; i++) {
      labels[i] = (byte) (i % 3);
      pixels[4 * i + i % 3] = (byte) 255;
    }
    return new ImageSet("spots", 1, 2, 2, pixels, labels, List.of("a", "b", "c"));
  }

  private static Batches mixed() {
    return set().shuffle(2).mixup(1).batch(4);
  }

  /**
   * Softmax regression on what the batches hold, by hand; the network knows classes of no image.
   */
  @Test
  void aStepFollowsTheSharesOfTheBatch() {
    int classes = 5;
    double rate = 0.3;
    try (PixelNetwork network =
            new PixelNetwork(ParameterRole.TRAINABLE, classes, DataType.DOUBLE, 1);
        Training training = Training.of(network)) {
      INDArray expected = network.parameters().dup().reshape(classes, 4);
      try (BatchStream stream = mixed().open(DataType.DOUBLE, 0)) {
        for (Batch batch = stream.next(); batch != null; batch = stream.next()) {
          assertThat(batch.targets()).hasSize(4 * 3);
          INDArray pixels = batch.images().reshape(4, 4);
          INDArray wrong = softmax(pixels.mmul(expected.transpose()));
          for (int n = 0; n < 4; n++) {
            for (int c = 0; c < 3; c++) {
              wrong.putScalar(n, c, wrong.getDouble(n, c) - batch.targets()[3 * n + c]);
            }
          }
          expected.subi(wrong.transpose().mmul(pixels).muli(rate / 4));
        }
      }
      training.data(mixed()).optimizer(Sgd.plain()).schedule(Schedule.constant(rate)).fit(1);
      assertThat(network.parameters().toDoubleVector())
          .containsExactly(expected.ravel().toDoubleVector(), within(1e-12));
    }
  }

  private static INDArray softmax(INDArray logits) {
    INDArray powers = Nd4j.math().exp(logits);
    return powers.diviColumnVector(powers.sum(1));
  }

  @Test
  void mixedImagesAreLearnedToo() {
    try (PixelNetwork network = new PixelNetwork(ParameterRole.TRAINABLE, 1);
        Training training = Training.of(network)) {
      History history =
          training
              .data(mixed(), set().batch(5))
              .labelSmoothing(0.1)
              .schedule(Schedule.cosine(1))
              .fit(30);
      assertThat(history.last().test().accuracy()).isEqualTo(1);
      assertThat(history.last().loss()).isLessThan(history.epochs().get(0).loss());
    }
  }

  /** Who reads one fails otherwise. */
  private static final Images UNREADABLE =
      Images.of(
          new Dataset() {
            @Override
            public String name() {
              return "unreadable";
            }

            @Override
            public int size() {
              return 8;
            }

            @Override
            public List<String> classNames() {
              return List.of("a", "b", "c");
            }

            @Override
            public int label(int index) {
              return index % 3;
            }

            @Override
            public Item item(int index) throws IOException {
              throw new IOException("image " + index + " was read");
            }
          },
          Preparation.of(1, 2, 2));

  /** Before data are opened. */
  @Test
  void aLossForLabelsAloneSaysSo() {
    Loss own = (output, labels, gradient) -> 1;
    try (PixelNetwork network = new PixelNetwork(ParameterRole.TRAINABLE, 1);
        Training training = Training.of(network)) {
      double[] before = network.parameters().toDoubleVector();
      training.data(UNREADABLE.mixup(1).batch(4)).loss(own);
      assertThatThrownBy(() -> training.fit(1))
          .isInstanceOf(UnsupportedOperationException.class)
          .hasMessageContaining("takes class labels alone, but mixup or CutMix make soft ones");
      assertThat(network.parameters().toDoubleVector()).isEqualTo(before);
      training.loss(new CrossEntropy());
      assertThatThrownBy(() -> training.fit(1)).hasMessageContaining("was read");
      training.data(UNREADABLE.batch(4)).loss(own);
      assertThatThrownBy(() -> training.fit(1)).hasMessageContaining("was read");
    }
  }
}
