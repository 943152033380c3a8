package dev.skipjack.runtime.train;

import dev.skipjack.runtime.InferenceNetwork;
import dev.skipjack.runtime.Network;
import dev.skipjack.runtime.data.Batch;
import dev.skipjack.runtime.data.BatchStream;
import dev.skipjack.runtime.data.Batches;
import dev.skipjack.runtime.data.Dataset;
import dev.skipjack.runtime.data.ImageRange;
import dev.skipjack.runtime.data.WantedImages;
import java.util.List;
import java.util.Locale;
import java.util.function.BooleanSupplier;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Runs a network over labelled images. */
public final class Evaluator {
  private Evaluator() {}

  /**
   * Accuracy and cross-entropy, of images that have a label or, if the set has label maps, of
   * pixels that count.
   *
   * @throws IllegalArgumentException if the images do not have the shape that the model takes, or
   *     more classes than it has
   */
  public static Evaluation evaluate(InferenceNetwork network, Batches batches) {
    return evaluate(network, batches, lossFor(batches, 0));
  }

  /**
   * The same with another loss, of all images as if they were one batch ({@link Loss#total}). Where
   * the network's outputs are NaN nothing is predicted; {@link Evaluation#withoutPrediction} counts
   * it.
   */
  public static Evaluation evaluate(InferenceNetwork network, Batches batches, Loss loss) {
    return evaluate(network, batches, loss, List.of());
  }

  /** The same with further metrics, which are then in {@link Evaluation#metrics}. */
  public static Evaluation evaluate(
      InferenceNetwork network, Batches batches, Loss loss, List<Metric> metrics) {
    return evaluate(network, batches, loss, metrics, () -> false);
  }

  /**
   * The same, as long as it is not given up.
   *
   * @return null if it was
   */
  static Evaluation evaluate(
      InferenceNetwork network,
      Batches batches,
      Loss loss,
      List<Metric> metrics,
      BooleanSupplier isGivenUp) {
    check(network, batches);
    Evaluation evaluation = evaluationFor(batches, network.classes(), loss.total());
    evaluation.measure(metrics);
    try (BatchStream stream = batches.open(network.dataType(), 0)) {
      for (Batch batch = stream.next(); batch != null; batch = stream.next()) {
        if (isGivenUp.getAsBoolean()) {
          return null;
        }
        add(network, batch, loss, evaluation);
      }
    }
    return evaluation;
  }

  /**
   * The same by workers whose networks have the same weights: each runs some of the batches, and
   * all count what all saw, in the order of the batches, so that it has the bits of one process.
   *
   * @param metrics {@link Metric#isFromCounts}
   * @param exchange with the others, who call this too, with the same batches and loss
   */
  static Evaluation evaluate(
      InferenceNetwork network,
      Batches batches,
      Loss loss,
      List<Metric> metrics,
      GradientExchange exchange) {
    check(network, batches);
    Evaluation evaluation = evaluationFor(batches, network.classes(), loss.total());
    evaluation.measure(metrics);
    SharedEvaluation shared =
        new SharedEvaluation(exchange, evaluationFor(batches, network.classes(), loss.total()));
    ShardRange own = ShardRange.of(exchange.rank(), exchange.workers(), batches.batches());
    shared.begin();
    if (!own.isEmpty()) {
      WantedImages wanted =
          (batch, images) -> new ImageRange(0, batch < own.end() ? images : 0); // none ahead
      try (BatchStream stream = batches.open(network.dataType(), 0, own.first(), wanted)) {
        for (int i = own.first(); i < own.end(); i++) {
          add(network, stream.next(), loss, shared.own());
          shared.shardEnds();
        }
      }
    }
    shared.share(null, evaluation);
    return evaluation;
  }

  private static void add(InferenceNetwork network, Batch batch, Loss loss, Evaluation evaluation) {
    INDArray output = network.predict(batch.inputs());
    evaluation.add(output, batch.labels(), loss.run(output, batch.labels(), null));
  }

  /** What fits the labels. */
  static Loss lossFor(Batches batches, double labelSmoothing) {
    Dataset set = batches.dataset();
    if (set.hasLabelMaps()) {
      return new PixelCrossEntropy(set.ignoredLabel()).smoothing(labelSmoothing);
    }
    CrossEntropy loss = new CrossEntropy(labelSmoothing);
    return set.hasUnlabelled() ? loss.ignoring(set.ignoredLabel()) : loss;
  }

  /** What fits the labels. */
  static Evaluation evaluationFor(Batches batches, int classes, Loss.Total total) {
    return batches.dataset().hasLabelMaps()
        ? new SegmentationEvaluation(classes, batches.dataset().ignoredLabel(), total)
        : new ClassificationEvaluation(classes, total);
  }

  /** Tells before the first batch that the data are not the model's. */
  static void check(Network network, Batches batches) {
    Dataset set = batches.dataset();
    if (!network.takes(batches.channels(), batches.height(), batches.width())) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "%s has images of %dx%dx%d, but %s takes %s: ImageSet.fit pads and repeats channels, a Preparation of that size frames pictures",
              set.name(),
              batches.channels(),
              batches.height(),
              batches.width(),
              network.name(),
              network.describeInput()));
    }
    checkFurther(network, set);
    if (set.classes() > network.classes()) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "%s has %d classes, but %s has %d outputs",
              set.name(),
              set.classes(),
              network.name(),
              network.classes()));
    }
  }

  /** Names decide, not places alone: two tables may be of one shape. */
  private static void checkFurther(Network network, Dataset set) {
    List<String> wanted =
        network.inputs().stream().skip(1).map(i -> i.name() + " " + i.dims()).toList();
    List<String> given = set.furtherInputs().stream().map(i -> i.name() + " " + i.dims()).toList();
    if (!wanted.equals(given)) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "%s has %s beside its images, but %s takes %s, in this order: Dataset.with(name, ...)"
                  + " adds a table or other images of that shape",
              set.name(),
              given.isEmpty() ? "nothing" : given,
              network.name(),
              wanted.isEmpty() ? "images alone" : wanted));
    }
  }
}
