package dev.skipjack.examples.detection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class AveragePrecisionTest {
  private static final Box ONE = new Box(0, 0, 10, 10);
  private static final Box OTHER = new Box(20, 0, 30, 10);
  private static final Box FAR = new Box(50, 50, 60, 60);

  private static LabelledBox truth(Box box, int label) {
    return new LabelledBox(box, label);
  }

  private static Detection found(Box box, int label, double score) {
    return new Detection(box, label, score);
  }

  @Test
  void overlapIsOfAreas() {
    assertThat(ONE.intersectionOverUnion(ONE)).isEqualTo(1);
    assertThat(ONE.intersectionOverUnion(OTHER)).isZero();
    assertThat(ONE.intersectionOverUnion(new Box(10, 0, 20, 10))).isZero(); // edges touch
    assertThat(ONE.intersectionOverUnion(new Box(5, 0, 15, 10)))
        .isCloseTo(50 / 150.0, within(1e-12));
    assertThat(ONE.intersectionOverUnion(new Box(8, 8, 2, 2))).isZero(); // inside out
  }

  /** By hand: right, wrong, right, right again (wrong); the third box is never found. */
  @Test
  void isTheAreaUnderMonotonePrecision() {
    AveragePrecision precision = new AveragePrecision(3, 0.5);
    precision.add(
        List.of(truth(ONE, 0), truth(OTHER, 0)),
        List.of(found(ONE, 0, 0.6), found(FAR, 0, 0.8), found(ONE, 0, 0.9)));
    precision.add(List.of(truth(ONE, 0), truth(FAR, 1)), List.of(found(ONE, 0, 0.7)));
    assertThat(precision.of(0)).isCloseTo(1 / 3.0 + 1 / 3.0 * 2 / 3, within(1e-12));
    assertThat(precision.of(1)).isZero();
    assertThat(precision.of(2)).isNaN();
    assertThat(precision.mean()).isCloseTo(5 / 18.0, within(1e-12));
  }

  /** Precision 1/2 at recall 1/2 rises to 2/3, which is reached later. */
  @Test
  void precisionIsTheBestAtThatRecallOrMore() {
    AveragePrecision precision = new AveragePrecision(1, 0.5);
    precision.add(
        List.of(truth(ONE, 0), truth(OTHER, 0)),
        List.of(found(FAR, 0, 0.9), found(ONE, 0, 0.8), found(OTHER, 0, 0.7)));
    assertThat(precision.mean()).isCloseTo(2 / 3.0, within(1e-12));
  }

  @Test
  void classAndOverlapMustFit() {
    Box close = new Box(0, 0, 10, 5.1);
    Box less = new Box(0, 0, 10, 4.9);
    AveragePrecision precision = new AveragePrecision(2, 0.5);
    precision.add(
        List.of(truth(ONE, 0), truth(OTHER, 1)), List.of(found(close, 0, 0.5), found(ONE, 1, 0.9)));
    assertThat(precision.of(0)).isEqualTo(1);
    assertThat(precision.of(1)).isZero();
    precision.add(List.of(truth(ONE, 0)), List.of(found(less, 0, 0.5)));
    assertThat(precision.of(0)).isEqualTo(0.5);
  }

  @Test
  void suppressionKeepsTheSurestOfAClass() {
    Detection sure = found(ONE, 0, 0.9);
    Detection same = found(new Box(1, 0, 11, 10), 0, 0.8);
    Detection otherClass = found(ONE, 1, 0.7);
    Detection elsewhere = found(OTHER, 0, 0.6);
    assertThat(Detection.suppress(List.of(elsewhere, same, otherClass, sure), 0.5))
        .containsExactly(sure, otherClass, elsewhere);
  }
}
