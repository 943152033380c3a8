package dev.skipjack.runtime.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/** What is said of images does not depend on how they were divided into batches. */
class BatchSplitsTest {
  private static final int IMAGES = 13;
  private static final int CLASSES = 7;
  private static final int PIXELS = 6;
  private static final int IGNORED = 255;
  private static final int SPLITS = 50;

  /**
   * A loss with a metric.
   *
   * @param labelsPerImage 1 or PIXELS
   * @param other a label that occurs besides the classes
   */
  private record Case(
      String name,
      Loss loss,
      Function<Loss.Total, Evaluation> evaluation,
      int labelsPerImage,
      int other) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Case> cases() {
    Function<Loss.Total, Evaluation> images = total -> new ClassificationEvaluation(CLASSES, total);
    return Stream.of(
        new Case("cross-entropy", new CrossEntropy(), images, 1, 0),
        new Case("cross-entropy, smoothed", new CrossEntropy(0.1), images, 1, 0),
        new Case("a mean of another's", (output, labels, gradient) -> mean(labels), images, 1, 3),
        pixels("pixel cross-entropy", new PixelCrossEntropy(IGNORED), IGNORED),
        pixels("summed", new PixelCrossEntropy(IGNORED, Reduction.SUM), IGNORED),
        pixels("Dice", new Dice(IGNORED, 1), IGNORED),
        pixels("focal", new Focal(0.25, 2, -1, IGNORED), IGNORED),
        pixels("focal with background", new Focal(0.25, 2, IGNORED, -100), IGNORED));
  }

  private static Case pixels(String name, Loss loss, int other) {
    return new Case(
        name, loss, total -> new SegmentationEvaluation(CLASSES, IGNORED, total), PIXELS, other);
  }

  private static double mean(int[] labels) {
    return Arrays.stream(labels).average().orElseThrow();
  }

  /** Many images have few labels that count, some none at all. */
  private static int[] labels(Case aCase, SplittableRandom random) {
    int[] labels = new int[IMAGES * aCase.labelsPerImage()];
    for (int i = 0; i < labels.length; i++) {
      boolean rare = i / aCase.labelsPerImage() % 3 != 0;
      labels[i] = random.nextInt(rare ? 8 : 2) == 0 ? random.nextInt(CLASSES) : aCase.other();
    }
    return labels;
  }

  private static INDArray logits(Case aCase, SplittableRandom random) {
    INDArray logits =
        aCase.labelsPerImage() == 1
            ? Nd4j.create(DataType.DOUBLE, IMAGES, CLASSES)
            : Nd4j.create(DataType.DOUBLE, IMAGES, CLASSES, 2, PIXELS / 2);
    for (int i = 0; i < logits.length(); i++) {
      logits.putScalar(i, 6 * random.nextDouble() - 3);
    }
    logits.putScalar(11, Double.NaN).putScalar(12, Double.NEGATIVE_INFINITY);
    return logits;
  }

  /** Adds the images in batches that end at these numbers. */
  private static Evaluation evaluate(
      Case aCase, INDArray logits, int[] labels, List<Integer> ends) {
    Evaluation evaluation = aCase.evaluation().apply(aCase.loss().total());
    int first = 0;
    for (int end : ends) {
      INDArray output = logits.get(NDArrayIndex.interval(first, end)).dup();
      int[] part =
          Arrays.copyOfRange(labels, first * aCase.labelsPerImage(), end * aCase.labelsPerImage());
      evaluation.add(output, part, aCase.loss().run(output, part, null));
      first = end;
    }
    return evaluation;
  }

  private static List<Integer> split(SplittableRandom random) {
    return Stream.iterate(1, i -> i <= IMAGES, i -> i + 1)
        .filter(i -> i == IMAGES || random.nextInt(3) == 0)
        .toList();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void everyLossAndMetricIsThatOfOneBatch(Case aCase) {
    SplittableRandom random = new SplittableRandom(4);
    for (int i = 0; i < SPLITS; i++) {
      INDArray logits = logits(aCase, random);
      int[] labels = labels(aCase, random);
      if (i > 0) {
        logits.putScalar(11, 0.5).putScalar(12, 0.25);
      }
      Evaluation one = evaluate(aCase, logits, labels, List.of(IMAGES));
      Evaluation several = evaluate(aCase, logits, labels, split(random));
      assertThat(several.images()).isEqualTo(IMAGES);
      same(several.loss(), one.loss());
      same(one.loss(), aCase.loss().run(logits, labels, null));
      same(several.accuracy(), one.accuracy());
      assertThat(several.confusion()).isDeepEqualTo(one.confusion());
      assertThat(several.withoutPrediction()).isEqualTo(one.withoutPrediction());
      if (one instanceof SegmentationEvaluation maps) {
        same(
            ((SegmentationEvaluation) several).meanIntersectionOverUnion(),
            maps.meanIntersectionOverUnion());
      } else {
        same(
            ((ClassificationEvaluation) several).topFiveAccuracy(),
            ((ClassificationEvaluation) one).topFiveAccuracy());
      }
    }
  }

  /** The mean that a caller of {@link Evaluation#add} tells is of the pixels that count. */
  @Test
  void meansThatACallerTellsAreWeighedByWhatCounts() {
    Case aCase = pixels("", new PixelCrossEntropy(IGNORED), IGNORED);
    Case told =
        new Case("", aCase.loss(), total -> new SegmentationEvaluation(CLASSES, IGNORED), 6, 255);
    SplittableRandom random = new SplittableRandom(5);
    INDArray logits = logits(aCase, random).putScalar(11, 0.5).putScalar(12, 0.25);
    int[] labels = labels(aCase, random);
    same(
        evaluate(told, logits, labels, split(random)).loss(),
        aCase.loss().run(logits, labels, null));
  }

  private static void same(double actual, double expected) {
    if (Double.isFinite(expected)) {
      assertThat(actual).isCloseTo(expected, within(1e-12 * Math.max(1, Math.abs(expected))));
    } else {
      assertThat((Double) actual).isEqualTo((Double) expected); // NaN equals NaN
    }
  }
}
