package dev.skipjack.runtime.train;

import dev.skipjack.runtime.checkpoint.Checkpoints;
import dev.skipjack.runtime.data.Batches;
import dev.skipjack.runtime.data.Dataset;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What {@link Training} was asked for; a fit looks at it when it begins. */
final class TrainingSettings {
  static final String TEST = "test";
  static final String VALIDATION = "validation";

  Batches train;
  Batches test;

  /** What lines of progress call what is evaluated on. */
  String testName = TEST;

  Optimizer optimizer = Sgd.nesterov(0.9).weightDecay(1e-4);
  Schedule schedule = Schedule.cosine(0.1);

  /** Whether the schedule is another than that of the fit before, and is to begin. */
  boolean newSchedule = true;

  /** Epochs that the schedule is stretched over; 0: those of the fit that begins it. */
  int plannedEpochs;

  Loss loss;
  final List<OutputLosses.Auxiliary> auxiliaryLosses = new ArrayList<>();
  double labelSmoothing;
  int microBatches = 1;
  boolean synchronizedBatchNorm;
  GradientClipping clipping = GradientClipping.none();
  final List<Metric> metrics = new ArrayList<>();
  WeightAverage average;
  final List<TrainingListener> listeners = new ArrayList<>();

  /** Null: none are written. */
  Checkpoints checkpoints;

  /** Null: there are no other workers. */
  GradientExchange exchange;

  /** Most parts of a batch that are run one by one. */
  int parts() {
    if (!synchronizedBatchNorm) {
      return microBatches;
    }
    return exchange == null ? 1 : exchange.workers();
  }

  /** Whether this worker writes checkpoints. */
  boolean writesCheckpoints() {
    return checkpoints != null && (exchange == null || exchange.rank() == 0);
  }

  /** Of data sets: they read all images. */
  private final Map<Dataset, String> fingerprints = new IdentityHashMap<>();

  String fingerprint(Batches batches) {
    return fingerprints.computeIfAbsent(batches.dataset(), Dataset::fingerprint);
  }

  /**
   * @param classes of the network
   * @throws IllegalStateException without data, with metrics and nothing to measure them on, with
   *     label smoothing that no loss would use, more parts than a batch has images, or more workers
   *     than parts
   * @throws UnsupportedOperationException with soft labels that a loss does not know, or other
   *     workers whose losses it cannot add
   */
  void check(int classes) {
    if (train == null) {
      throw new IllegalStateException("there is nothing to train on: call data first");
    }
    checkMetrics(classes);
    checkParts();
    checkSoftLabels();
    checkExchange();
    if (labelSmoothing > 0 && loss != null) {
      throw new IllegalStateException(
          String.format(
              Locale.ROOT,
              "labelSmoothing(%s) is for the default loss, but loss(...) sets another: leave it out, or set %s",
              labelSmoothing,
              train.dataset().hasLabelMaps()
                  ? "new PixelCrossEntropy(ignored).smoothing(share)"
                  : "new CrossEntropy(smoothing)"));
    }
  }

  private void checkParts() {
    if (microBatches > train.batchSize()) {
      throw new IllegalStateException(
          String.format(
              Locale.ROOT,
              "microBatches(%d) would cut batches of %d images of %s into more parts than they have: take at most %2$d parts, or larger batches",
              microBatches,
              train.batchSize(),
              train.dataset().name()));
    }
  }

  private void checkExchange() {
    if (exchange == null) {
      return;
    }
    if (exchange.workers() > microBatches) {
      throw new IllegalStateException(
          String.format(
              Locale.ROOT,
              "%d workers share the parts of microBatches(%d): each needs one at least",
              exchange.workers(),
              microBatches));
    }
    checkAdds(mainLoss());
    auxiliaryLosses.forEach(other -> checkAdds(other.loss()));
  }

  private static void checkAdds(Loss each) {
    Loss.Total total = each.total();
    total.addSaved(total.save());
  }

  /** Before the first step finds out, and data are read in vain. */
  private void checkSoftLabels() {
    if (!train.hasSoftLabels()) {
      return;
    }
    List<Loss> all = new ArrayList<>(List.of(mainLoss()));
    auxiliaryLosses.forEach(other -> all.add(other.loss()));
    for (Loss each : all) {
      if (!OutputLosses.takesSoftLabels(each)) {
        throw new UnsupportedOperationException(OutputLosses.noSoftLabels(each));
      }
    }
  }

  private void checkMetrics(int classes) {
    List<Metric> wanted = allMetrics();
    if (test == null && !wanted.isEmpty()) {
      throw new IllegalStateException(
          String.format(
              Locale.ROOT,
              "%s is measured on test images, but there are none: call data(train, test)",
              wanted.get(0).name()));
    }
    wanted.forEach(metric -> metric.check(classes, test.dataset().hasLabelMaps()));
  }

  /** What was asked for, and what listeners look at; one of each name. */
  List<Metric> allMetrics() {
    Map<String, Metric> all = new LinkedHashMap<>();
    metrics.forEach(metric -> all.putIfAbsent(metric.name(), metric));
    for (TrainingListener listener : listeners) {
      listener.metrics().forEach(metric -> all.putIfAbsent(metric.name(), metric));
    }
    return List.copyOf(all.values());
  }

  /** Of the main output, in training. */
  Loss mainLoss() {
    return loss == null ? Evaluator.lossFor(train, labelSmoothing) : loss;
  }

  /** Of the main output, in evaluation. */
  Loss testLoss() {
    return loss == null ? Evaluator.lossFor(test, 0) : loss;
  }
}
