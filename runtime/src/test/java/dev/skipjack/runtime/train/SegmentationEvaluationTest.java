package dev.skipjack.runtime.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class SegmentationEvaluationTest {
  /** One image of 2x3 whose highest logits are those of the given classes, of four. */
  private static INDArray taken(int... classes) {
    INDArray logits = Nd4j.create(DataType.FLOAT, 1, 4, 2, 3);
    for (int i = 0; i < 6; i++) {
      logits.putScalar(new int[] {0, classes[i], i / 3, i % 3}, 2);
    }
    return logits;
  }

  @Test
  void whatIsNotANumberIsNoPrediction() {
    SegmentationEvaluation evaluation = new SegmentationEvaluation(4, 255);
    INDArray logits = taken(0, 0, 1, 1, 1, 0);
    for (int c = 0; c < 4; c++) {
      logits.putScalar(new int[] {0, c, 0, 0}, Double.NaN); // would be class 0
    }
    logits.putScalar(new int[] {0, 3, 1, 0}, Double.NaN);
    logits.putScalar(new int[] {0, 3, 1, 1}, Double.NaN); // is ignored
    evaluation.add(logits, new int[] {0, 0, 1, 1, 255, 0}, 0.5);
    assertThat(evaluation.withoutPrediction()).isEqualTo(2);
    assertThat(evaluation.accuracy()).isCloseTo(3 / 5.0, within(1e-12));
    assertThat(evaluation.intersectionOverUnion(0)).isCloseTo(2 / 3.0, within(1e-12));
    assertThat(evaluation.intersectionOverUnion(1)).isCloseTo(1 / 2.0, within(1e-12));
    assertThat(evaluation.toString()).endsWith("on 1 image; 2 of 5 pixels have a logit of NaN");
  }

  @Test
  void countsPixelsAndClassesThatOccur() {
    SegmentationEvaluation evaluation = new SegmentationEvaluation(4, 255);
    evaluation.add(taken(0, 0, 1, 1, 1, 0), new int[] {0, 1, 1, 1, 255, 0}, 0.5);
    evaluation.add(taken(1, 1, 0, 0, 2, 0), new int[] {1, 1, 0, 255, 255, 0}, 1);
    assertThat(evaluation.images()).isEqualTo(2);
    assertThat(evaluation.loss()).isCloseTo((5 * 0.5 + 4 * 1) / 9.0, within(1e-12));
    assertThat(evaluation.accuracy()).isCloseTo(8 / 9.0, within(1e-12));
    assertThat(evaluation.confusion()[1]).containsExactly(1, 4, 0, 0);
    assertThat(evaluation.intersectionOverUnion(0)).isCloseTo(4 / 5.0, within(1e-12));
    assertThat(evaluation.intersectionOverUnion(1)).isCloseTo(4 / 5.0, within(1e-12));
    assertThat(evaluation.intersectionOverUnion(2)).isNaN(); // only where nothing counts
    assertThat(evaluation.meanIntersectionOverUnion()).isCloseTo(0.8, within(1e-12));
    assertThat(evaluation)
        .hasToString("pixel accuracy 88.89 %, mean IoU 80.00 %, loss 0.7222 on 2 images");
  }

  @Test
  void aClassThatIsOnlyPredictedCountsAsMissed() {
    SegmentationEvaluation evaluation = new SegmentationEvaluation(4, 255);
    evaluation.add(taken(0, 0, 0, 3, 0, 0), new int[6], 0);
    assertThat(evaluation.meanIntersectionOverUnion()).isCloseTo((5 / 6.0 + 0) / 2, within(1e-12));
  }

  @Test
  void badLabelsAreRefused() {
    SegmentationEvaluation evaluation = new SegmentationEvaluation(4, 255);
    assertThatThrownBy(
            () -> evaluation.add(taken(0, 0, 0, 0, 0, 0), new int[] {0, 0, 0, 9, 0, 0}, 0))
        .hasMessageContaining("has label 9 in row 1, column 0");
  }

  /** More channels than classes, fewer, and no map. */
  @Test
  void otherClassesAreRefused() {
    INDArray four = taken(0, 0, 0, 3, 0, 0);
    for (int classes : new int[] {3, 5}) {
      SegmentationEvaluation evaluation = new SegmentationEvaluation(classes, 255);
      assertThatThrownBy(() -> evaluation.add(four, new int[6], 0))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageStartingWith(
              "SegmentationEvaluation of %1$d classes takes logits [N, %1$d, H, W], got [1, 4, 2, 3]",
              classes);
      assertThat(evaluation.images()).isZero();
    }
    assertThatThrownBy(
            () -> new SegmentationEvaluation(4, 255).add(Nd4j.create(6, 4), new int[6], 0))
        .hasMessageContaining("[N, 4, H, W], got [6, 4]");
  }
}
