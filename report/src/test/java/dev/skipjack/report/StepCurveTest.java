package dev.skipjack.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.Test;

class StepCurveTest {
  private static StepCurve.Point step(long number) {
    return new StepCurve.Point(number, 1, number, 1.0 / number, 2, 3, 5, 7);
  }

  private static StepCurve curve(int steps) {
    StepCurve curve = new StepCurve();
    for (int i = 1; i <= steps; i++) {
      curve.add(step(i));
    }
    return curve;
  }

  @Test
  void fewStepsAreAllShown() {
    assertThat(curve(20).points()).hasSize(20).contains(step(1), step(20));
  }

  @Test
  void manyStepsAreFewPointsThatLeaveNothingOut() {
    int steps = 100_003;
    List<StepCurve.Point> points = curve(steps).points();
    assertThat(points).hasSizeBetween(StepCurve.MOST / 2, StepCurve.MOST);
    assertThat(points.stream().mapToLong(StepCurve.Point::steps).sum()).isEqualTo(steps);
    assertThat(points.stream().mapToLong(StepCurve.Point::images).sum()).isEqualTo(3L * steps);
    assertThat(points.stream().mapToLong(StepCurve.Point::waitNanos).sum()).isEqualTo(5L * steps);
    assertThat(points.get(points.size() - 1).step()).isEqualTo(steps);
    for (StepCurve.Point point : points) { // the losses are the numbers of the steps
      double mean = point.step() - (point.steps() - 1) / 2.0;
      assertThat(point.loss()).isEqualTo(mean, within(1e-6));
      assertThat(point.learningRate()).isEqualTo(1.0 / point.step());
    }
  }

  @Test
  void aCurveThatGoesOnLeavesNothingOut() {
    StepCurve more = new StepCurve();
    more.continueFrom(curve(3_001).points());
    for (int i = 3_002; i <= 9_000; i++) {
      more.add(step(i));
    }
    assertThat(more.points()).hasSizeLessThanOrEqualTo(StepCurve.MOST);
    assertThat(more.points().stream().mapToLong(StepCurve.Point::steps).sum()).isEqualTo(9_000);
    assertThat(more.points()).isSortedAccordingTo(Comparator.comparingLong(StepCurve.Point::step));
  }
}
