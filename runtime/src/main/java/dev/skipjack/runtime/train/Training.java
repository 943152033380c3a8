package dev.skipjack.runtime.train;

import dev.skipjack.runtime.InferenceNetwork;
import dev.skipjack.runtime.TrainingNetwork;
import dev.skipjack.runtime.data.Batch;
import dev.skipjack.runtime.data.BatchStream;
import dev.skipjack.runtime.data.Batches;
import dev.skipjack.runtime.data.ImageSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The loop: batches through the network, loss, gradients, a step of the optimizer. With the same
 * seeds, data and number of threads, the weights afterwards are the same to the last bit.
 *
 * <p>For one thread, whose {@link #run} has the network to itself: a pass of another thread in
 * between spoils the step or gets an {@link IllegalStateException}. Meanwhile others may predict
 * with networks that {@link TrainingNetwork#inference} made before. {@link Batches}, optimizers and
 * schedules are immutable, and may serve several trainings at once; a {@link Loss} serves one.
 */
public final class Training {
  private final TrainingNetwork network;
  private Batches trainData;
  private Batches testData;
  private Optimizer optimizer = Sgd.nesterov(0.9).weightDecay(1e-4);
  private Schedule schedule = Schedule.cosine(0.1);
  private Loss loss;
  private final List<OutputLosses.Auxiliary> auxiliaryLosses = new ArrayList<>();
  private double labelSmoothing;
  private GradientClipping clipping = GradientClipping.none();
  private Progress progress = Progress.silent();

  private Training(TrainingNetwork network) {
    this.network = network;
  }

  public static Training of(TrainingNetwork network) {
    return new Training(network);
  }

  /** What to train on; nothing is evaluated. */
  public Training data(Batches train) {
    return data(train, null);
  }

  /**
   * What to train on, and what to evaluate on after each epoch.
   *
   * @throws IllegalArgumentException if the images or classes are not the model's, or the last
   *     batch of training has fewer images than {@link TrainingNetwork#leastImages}
   */
  public Training data(Batches train, Batches test) {
    Evaluator.check(network, train);
    checkLastBatch(train);
    if (test != null) {
      Evaluator.check(network, test);
    }
    this.trainData = train;
    this.testData = test;
    return this;
  }

  private void checkLastBatch(Batches train) {
    int last = train.images() - (train.batches() - 1) * train.batchSize();
    if (last < network.leastImages()) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "batches of %d leave a last one of %d of the %,d images of %s, but batch norm of %s"
                  + " needs %d: take another batch size",
              train.batchSize(),
              last,
              train.images(),
              train.imageSet().name(),
              network.name(),
              network.leastImages()));
    }
  }

  /** Default: Nesterov's momentum of 0.9, weight decay 1e-4. */
  public Training optimizer(Optimizer newOptimizer) {
    this.optimizer = newOptimizer;
    return this;
  }

  /** Default: half a cosine from 0.1. */
  public Training schedule(Schedule newSchedule) {
    this.schedule = newSchedule;
    return this;
  }

  /**
   * Of the main output; default: {@link CrossEntropy}, or {@link PixelCrossEntropy} without {@link
   * ImageSet#ignoredLabel} if the data have label maps.
   */
  public Training loss(Loss newLoss) {
    this.loss = newLoss;
    return this;
  }

  /**
   * Adds the loss of another output on the same labels, times {@code weight}: for instance 0.5 for
   * the auxiliary head of torchvision's fcn_resnet50. Evaluation looks at the main output alone.
   *
   * @param output its field's name
   * @throws IllegalArgumentException if the network has no such output besides the main one, it has
   *     a loss already, or the weight is not above 0
   */
  public Training loss(String output, Loss newLoss, double weight) {
    List<String> names = network.outputNames();
    List<String> others = names.subList(0, names.size() - 1);
    if (!others.contains(output)) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "%s has no output '%s' besides its main output: the others are %s",
              network.name(),
              output,
              others));
    }
    if (auxiliaryLosses.stream().anyMatch(other -> other.output().equals(output))) {
      throw new IllegalArgumentException("output '" + output + "' has a loss already");
    }
    if (!(weight > 0) || Double.isInfinite(weight)) {
      throw new IllegalArgumentException("the weight of a loss must be above 0, got " + weight);
    }
    auxiliaryLosses.add(new OutputLosses.Auxiliary(output, newLoss, weight));
    return this;
  }

  /**
   * Of the default loss of images with one label, in training alone; default: none.
   *
   * @param share in [0, 1)
   * @throws IllegalArgumentException if it is outside that range
   */
  public Training labelSmoothing(double share) {
    CrossEntropy.checkSmoothing(share);
    this.labelSmoothing = share;
    return this;
  }

  /** Default: none. */
  public Training clip(GradientClipping newClipping) {
    this.clipping = newClipping;
    return this;
  }

  /** Default: silent. */
  public Training progress(Progress newProgress) {
    this.progress = newProgress;
    return this;
  }

  /**
   * Trains. Another run goes on with the weights and running statistics of the one before; all else
   * begins again: the optimizer remembers nothing, the schedule starts at its first step, the order
   * of the images and their augmentations are those of the first epochs. So four runs of one epoch
   * see the same epoch four times, each with its own schedule: they are not one run of four.
   * Dropout and stochastic depth alone go on, with the steps that the network has taken.
   *
   * @param epochs at least 1
   * @throws IllegalStateException without data, without a trainable parameter, with label smoothing
   *     that no loss would use, or if the schedule gives a rate that is not above 0
   * @throws DivergedException if the loss, running statistics or the gradient are no longer finite,
   *     or a step could make weights so. Weights and running statistics are then those of the last
   *     good step, in which everything was finite; with an {@link Optimizer} that does not foresee
   *     what it would do ({@link Optimizer.State#canOverflow}) bad weights are found at the end of
   *     the epoch, and are not mended
   */
  public History run(int epochs) {
    if (trainData == null) {
      throw new IllegalStateException("there is nothing to train on: call data first");
    }
    if (epochs < 1) {
      throw new IllegalArgumentException("train for at least 1 epoch, not " + epochs);
    }
    if (network.trainableLength() == 0) {
      throw new IllegalStateException(
          network.name() + " has no trainable parameters: every layer is frozen");
    }
    checkSmoothingIsUsed();
    network.prepareWith(trainData.preparation().orElse(null));
    List<History.Epoch> history = new ArrayList<>();
    try (Optimizer.State state = optimizer.open(network.trainableLength(), network.dataType());
        GradientClipping.State clip = clipping.open(network.dataType());
        Run run = new Run(epochs, state, clip)) {
      for (int epoch = 0; epoch < epochs; epoch++) {
        history.add(run.epoch(epoch));
      }
    } catch (RuntimeException | Error e) {
      progress.failed();
      throw e;
    }
    return new History(history);
  }

  private void checkSmoothingIsUsed() {
    boolean labelMaps = trainData.imageSet().hasLabelMaps();
    if (labelSmoothing > 0 && (loss != null || labelMaps)) {
      throw new IllegalStateException(
          String.format(
              Locale.ROOT,
              "labelSmoothing(%s) is for the default loss of images with one label, but %s",
              labelSmoothing,
              labelMaps
                  ? trainData.imageSet().name() + " has label maps: leave it out"
                  : "loss(...) sets another: leave it out, or set new CrossEntropy(smoothing)"));
    }
  }

  /** What lives as long as one call of {@link #run}. */
  private final class Run implements AutoCloseable {
    private final int epochs;
    private final TrainingStep step;
    private final OutputLosses losses =
        new OutputLosses(
            network,
            loss == null ? Evaluator.lossFor(trainData, labelSmoothing) : loss,
            auxiliaryLosses);
    private InferenceNetwork inference;
    private long steps;

    Run(int epochs, Optimizer.State state, GradientClipping.State clip) {
      this.epochs = epochs;
      this.step = new TrainingStep(network, trainData.imageSet().name(), losses, clip, state);
    }

    History.Epoch epoch(int epoch) {
      progress.epoch(epoch + 1, epochs, trainData.images());
      Evaluation seen = Evaluator.evaluationFor(trainData, network.classes(), losses.total());
      long begin = System.nanoTime();
      try (BatchStream stream = trainData.open(network.dataType(), epoch)) {
        for (Batch batch = stream.next(); batch != null; batch = stream.next()) {
          step(batch, epoch, seen);
          progress.step((int) seen.images(), seen.loss(), seen.accuracy());
        }
      }
      double seconds = (System.nanoTime() - begin) / 1e9;
      if (!step.isNetworkFinite()) {
        throw step.ruined();
      }
      History.Epoch result =
          new History.Epoch(
              epoch + 1, seen.loss(), seen.accuracy(), test(), seconds, trainData.images());
      progress.finished(result);
      return result;
    }

    private void step(Batch batch, int epoch, Evaluation seen) {
      long total = (long) trainData.batches() * epochs;
      double rate = schedule.at(steps / (double) total);
      if (!(rate > 0) || Double.isInfinite(rate)) {
        throw new IllegalStateException(
            String.format(
                Locale.ROOT,
                "the schedule gives a learning rate of %s in step %d of %d, which must be above 0",
                rate,
                steps + 1,
                total));
      }
      step.run(batch, rate, seen, epoch);
      steps++;
    }

    private Evaluation test() {
      if (testData == null) {
        return null;
      }
      if (inference == null) {
        inference = network.inference();
      }
      return loss == null
          ? Evaluator.evaluate(inference, testData)
          : Evaluator.evaluate(inference, testData, loss);
    }

    @Override
    public void close() {
      if (inference != null) {
        inference.close();
      }
      step.close();
      losses.close();
    }
  }
}
