package dev.skipjack.examples.story;

import dev.skipjack.runtime.data.Batches;
import dev.skipjack.runtime.metrics.Metrics;
import dev.skipjack.runtime.train.CrossEntropy;
import dev.skipjack.runtime.train.Evaluation;
import dev.skipjack.runtime.train.Evaluator;
import dev.skipjack.runtime.train.Metric;
import dev.skipjack.runtime.train.TrainingListener;
import dev.skipjack.runtime.train.TrainingState;
import java.util.List;

/** Looks at the test images once, at the end: with the average, if there is one. */
final class FinalTest implements TrainingListener {
  private static final Metric ERROR = Metrics.calibrationError();

  private final Batches images;
  private Evaluation evaluation;

  FinalTest(Batches images) {
    this.images = images;
  }

  @Override
  public void ends(TrainingState training) {
    evaluation =
        Evaluator.evaluate(training.inference(), images, new CrossEntropy(), List.of(ERROR));
  }

  Evaluation evaluation() {
    return evaluation;
  }

  /** The expected calibration error. */
  double error() {
    return evaluation.metrics().get(ERROR.name());
  }
}
