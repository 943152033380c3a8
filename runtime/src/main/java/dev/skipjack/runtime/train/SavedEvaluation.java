package dev.skipjack.runtime.train;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * An evaluation in a checkpoint.
 *
 * @param isOfPixels whether it is a {@link SegmentationEvaluation}
 * @param ignored its ignored label, if it is
 * @param loss so far
 * @param total what was added up of the loss; null if it is over
 * @param counts of {@link Evaluation#save}
 */
record SavedEvaluation(
    boolean isOfPixels,
    int classes,
    int ignored,
    double loss,
    Numbers.Place total,
    Map<String, Numbers.Place> counts,
    Map<String, Double> metrics) {
  /** The loss of an evaluation that is over. */
  private record Fixed(double value) implements Loss.Total {
    @Override
    public void add(double loss, int images) {
      throw new IllegalStateException("this evaluation is over");
    }
  }

  /**
   * @param goesOn whether more will be added
   */
  static SavedEvaluation of(Evaluation evaluation, boolean goesOn, Numbers numbers) {
    Map<String, Numbers.Place> counts = new LinkedHashMap<>();
    evaluation.save().forEach((name, values) -> counts.put(name, numbers.put(values)));
    boolean isOfPixels = evaluation instanceof SegmentationEvaluation;
    return new SavedEvaluation(
        isOfPixels,
        evaluation.classes(),
        isOfPixels ? ((SegmentationEvaluation) evaluation).ignored() : 0,
        evaluation.loss(),
        goesOn ? numbers.put(evaluation.total().save()) : null,
        counts,
        evaluation.metrics());
  }

  /** One that is over. */
  Evaluation open(Numbers numbers) {
    Evaluation evaluation =
        isOfPixels
            ? new SegmentationEvaluation(classes, ignored, new Fixed(loss))
            : new ClassificationEvaluation(classes, new Fixed(loss));
    restore(evaluation, numbers);
    evaluation.measured(metrics);
    return evaluation;
  }

  /** Goes on with an evaluation that has just begun. */
  void restore(Evaluation evaluation, Numbers numbers) {
    Map<String, double[]> values = new LinkedHashMap<>();
    counts.forEach((name, place) -> values.put(name, numbers.get(place)));
    evaluation.restore(values);
    if (total != null) {
      evaluation.total().restore(numbers.get(total));
    }
  }
}
