package dev.skipjack.report;

import dev.skipjack.runtime.train.TrainingState;
import java.util.ArrayList;
import java.util.List;

/**
 * The steps of a training in a bounded number of points: when there are {@value #MOST}, each two
 * neighbours become one, and so do the steps that follow.
 */
final class StepCurve {
  static final int MOST = 1024;

  /**
   * Some steps in succession.
   *
   * @param step the number of the last of them, from 1
   * @param steps how many they are
   * @param loss mean over the steps
   * @param learningRate of the last
   * @param gradientNorm the largest; NaN if it is not known
   * @param images of all
   * @param waitNanos of all, for data
   * @param computeNanos of all
   */
  record Point(
      long step,
      long steps,
      double loss,
      double learningRate,
      double gradientNorm,
      long images,
      long waitNanos,
      long computeNanos) {

    static Point of(TrainingState.Step step) {
      return new Point(
          step.number(),
          1,
          step.loss(),
          step.learningRate(),
          step.gradientNorm(),
          step.images(),
          step.waitNanos(),
          step.computeNanos());
    }

    Point and(Point next) {
      long together = steps + next.steps;
      return new Point(
          next.step,
          together,
          (loss * steps + next.loss * next.steps) / together,
          next.learningRate,
          Math.max(gradientNorm, next.gradientNorm),
          images + next.images,
          waitNanos + next.waitNanos,
          computeNanos + next.computeNanos);
    }
  }

  private final List<Point> points = new ArrayList<>();
  private long width = 1;

  /** Has fewer steps than the others; null between two points. */
  private Point open;

  /** Adds a point of one step. */
  void add(Point step) {
    open = open == null ? step : open.and(step);
    if (open.steps() >= width) {
      points.add(open);
      open = null;
    }
    if (points.size() == MOST) {
      halve();
    }
  }

  private void halve() {
    List<Point> pairs = new ArrayList<>();
    for (int i = 0; i < MOST; i += 2) {
      pairs.add(points.get(i).and(points.get(i + 1)));
    }
    points.clear();
    points.addAll(pairs);
    width *= 2;
  }

  /** In the order of the steps, those that are no whole point yet as the last. */
  List<Point> points() {
    List<Point> all = new ArrayList<>(points);
    if (open != null) {
      all.add(open);
    }
    return all;
  }

  /** Goes on behind the points of a curve. */
  void continueFrom(List<Point> earlier) {
    points.clear();
    points.addAll(earlier);
    width = earlier.stream().mapToLong(Point::steps).max().orElse(1);
    open = null;
  }
}
