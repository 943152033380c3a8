package dev.skipjack.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.skipjack.annotations.Conv;
import dev.skipjack.annotations.Input;
import dev.skipjack.annotations.Layer;
import dev.skipjack.annotations.Model;
import dev.skipjack.annotations.Output;
import dev.skipjack.annotations.Relu;
import dev.skipjack.runtime.InferenceNetwork;
import dev.skipjack.runtime.TrainingNetwork;
import dev.skipjack.runtime.data.Augmentation;
import dev.skipjack.runtime.data.Batch;
import dev.skipjack.runtime.data.BatchStream;
import dev.skipjack.runtime.data.Batches;
import dev.skipjack.runtime.data.ImageSet;
import dev.skipjack.runtime.train.CrossEntropy;
import dev.skipjack.runtime.train.Dice;
import dev.skipjack.runtime.train.Evaluator;
import dev.skipjack.runtime.train.Focal;
import dev.skipjack.runtime.train.History;
import dev.skipjack.runtime.train.Loss;
import dev.skipjack.runtime.train.PixelCrossEntropy;
import dev.skipjack.runtime.train.Schedule;
import dev.skipjack.runtime.train.SegmentationEvaluation;
import dev.skipjack.runtime.train.Sgd;
import dev.skipjack.runtime.train.Training;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The training loop on label maps, with one loss and with two. */
class SegmentationTest {
  /** Two maps: one behind each convolution. */
  @Model(input = @Input(channels = 1, height = 8, width = 8))
  static class Edges {
    @Conv(out = 6, kernel = 3)
    @Relu
    Layer stem;

    @Output
    @Conv(out = 2, kernel = 1)
    Layer early;

    @Conv(out = 6, kernel = 3)
    @Relu
    Layer more;

    @Output
    @Conv(out = 2, kernel = 1)
    Layer logits;
  }

  /** Noise, brighter in a rectangle: class 1. The first row of each image does not count. */
  private static ImageSet rectangles(int count) {
    SplittableRandom random = new SplittableRandom(2);
    byte[] pixels = new byte[count * 64];
    byte[] labels = new byte[count * 64];
    for (int image = 0; image < count; image++) {
      int left = random.nextInt(4);
      int top = random.nextInt(4);
      for (int i = 0; i < 64; i++) {
        boolean inside = i % 8 >= left && i % 8 < left + 4 && i / 8 >= top && i / 8 < top + 4;
        int at = image * 64 + i;
        labels[at] = (byte) (i < 8 ? ImageSet.IGNORED : inside ? 1 : 0);
        pixels[at] = (byte) (random.nextInt(100) + (inside ? 90 : 0));
      }
    }
    return ImageSet.ofLabelMaps(
        "rectangles", 1, 8, 8, pixels, labels, List.of("outside", "inside"));
  }

  private static Batches train() {
    return rectangles(70).augment(Augmentation.flip()).shuffle(3).batch(16); // a last batch of six
  }

  @Test
  void pixelsAreLearnt() {
    try (TrainingNetwork network = SegmentationTest_EdgesNetwork.forTraining(1)) {
      History history =
          Training.of(network)
              .data(train(), rectangles(20).batch(8))
              .loss(new Dice(ImageSet.IGNORED, 1))
              .loss("early", new PixelCrossEntropy(ImageSet.IGNORED), 0.5)
              .optimizer(Sgd.nesterov(0.9))
              .schedule(Schedule.cosine(0.2))
              .fit(12);
      SegmentationEvaluation test = (SegmentationEvaluation) history.last().test();
      assertThat(test.meanIntersectionOverUnion()).isGreaterThan(0.85);
      assertThat(history.last().loss()).isLessThan(history.epochs().get(0).loss());
      try (InferenceNetwork inference = network.inference()) {
        Dice dice = new Dice(ImageSet.IGNORED, 1);
        assertThat(Evaluator.evaluate(inference, rectangles(20).batch(8), dice).loss())
            .isEqualTo(test.loss());
      }
    }
  }

  /** An image set has no label below 0, but ignored ones. */
  @Test
  void focalLossTakesTheLabelsOfAnImageSet() {
    try (TrainingNetwork network = SegmentationTest_EdgesNetwork.forTraining(1)) {
      History history =
          Training.of(network)
              .data(train())
              .loss(new Focal(0.25, 2, 0, ImageSet.IGNORED))
              .optimizer(Sgd.nesterov(0.9))
              .schedule(Schedule.cosine(0.1))
              .fit(4);
      assertThat(history.last().loss()).isLessThan(history.epochs().get(0).loss() / 2);
    }
  }

  /** A loss remembers its last batch: the one of two outputs is not that of both. */
  @Test
  void outputsMayShareALoss() {
    Dice shared = new Dice(ImageSet.IGNORED, 1);
    assertThat(lossOfAnEpoch(shared, shared))
        .isEqualTo(lossOfAnEpoch(new Dice(ImageSet.IGNORED, 1), new Dice(ImageSet.IGNORED, 1)));
  }

  private static double lossOfAnEpoch(Loss main, Loss early) {
    try (TrainingNetwork network = SegmentationTest_EdgesNetwork.forTraining(1)) {
      return Training.of(network)
          .data(train())
          .loss(main)
          .loss("early", early, 0.5)
          .fit(1)
          .last()
          .loss();
    }
  }

  /** A step of plain descent changes the weights by the rate times the gradient of the sum. */
  @Test
  void gradientsOfTheLossesAreAdded() {
    double rate = 0.1;
    double weight = 0.4;
    INDArray expected;
    try (TrainingNetwork network = SegmentationTest_EdgesNetwork.forTraining(DataType.DOUBLE, 5);
        BatchStream stream = rectangles(6).batch(6).open(DataType.DOUBLE, 0)) {
      Batch batch = stream.next();
      PixelCrossEntropy loss = new PixelCrossEntropy(ImageSet.IGNORED);
      network.forward(batch.images());
      List<INDArray> gradients = network.outputs().stream().map(output -> output.ulike()).toList();
      loss.run(network.outputs().get(0), batch.labels(), gradients.get(0));
      gradients.get(0).muli(weight);
      loss.run(network.outputs().get(1), batch.labels(), gradients.get(1));
      network.backward(gradients);
      expected = network.parameters().dup().subi(network.gradients().mul(rate));
    }
    try (TrainingNetwork network = SegmentationTest_EdgesNetwork.forTraining(DataType.DOUBLE, 5)) {
      Training.of(network)
          .data(rectangles(6).batch(6))
          .loss("early", new PixelCrossEntropy(ImageSet.IGNORED), weight)
          .optimizer(Sgd.plain())
          .schedule(Schedule.constant(rate))
          .fit(1);
      assertThat(network.parameters().distance2(expected)).isCloseTo(0, within(1e-9));
    }
  }

  @Test
  void impossibleRequestsAreRefused() {
    try (TrainingNetwork network = SegmentationTest_EdgesNetwork.forTraining(1)) {
      Training training = Training.of(network).data(train());
      Dice dice = new Dice(ImageSet.IGNORED, 1);
      assertThatThrownBy(() -> training.loss("aux", dice, 1))
          .hasMessage("Edges has no output 'aux' besides its main output: the others are [early]");
      assertThatThrownBy(() -> training.loss("early", dice, 0))
          .hasMessage("the weight of a loss must be above 0, got 0.0");
      assertThatThrownBy(() -> training.loss("early", dice, 1).loss("early", dice, 1))
          .hasMessage("output 'early' has a loss already");
      assertThatThrownBy(() -> Training.of(network).data(train()).loss(new CrossEntropy()).fit(1))
          .hasMessageContaining("the loss of a map is PixelCrossEntropy");
    }
  }
}
