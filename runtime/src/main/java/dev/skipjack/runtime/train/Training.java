package dev.skipjack.runtime.train;

import dev.skipjack.runtime.TrainingNetwork;
import dev.skipjack.runtime.checkpoint.Checkpoints;
import dev.skipjack.runtime.data.Batches;
import dev.skipjack.runtime.data.Dataset;
import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * The loop: batches through the network, loss, gradients, a step of the optimizer. With the same
 * seeds, data and width of vectors, the weights afterwards are the same to the last bit.
 *
 * <pre>{@code
 * try (Training training = Training.of(network).data(train, test).listen(progress)) {
 *   training.plan(10).fit(5); // the schedule is over after ten epochs
 *   training.fit(5);          // goes on: the same bytes as one fit(10)
 * }
 * }</pre>
 *
 * <p>What is set is looked at when a fit begins. Between fits the optimizer's memory, the schedule,
 * the epoch's number and with it the order of the images, and the history last; so does an epoch
 * that was stopped in its middle, until whose end nothing but listeners may be set.
 *
 * <p>For one thread, whose {@link #fit} has the network to itself: a pass of another thread in
 * between spoils the step or gets an {@link IllegalStateException}. Meanwhile others may predict
 * with networks that {@link TrainingNetwork#inference} made before. {@link Batches}, optimizers and
 * schedules are immutable, and may serve several trainings at once; a {@link Loss} serves one.
 *
 * <p>Holds native memory from the first fit on, until {@link #close()}; the network is its user's.
 */
public final class Training implements AutoCloseable {
  private final TrainingNetwork network;
  private final TrainingSettings settings = new TrainingSettings();
  private final TrainingRun run;
  private boolean closed;

  private Training(TrainingNetwork network) {
    this.network = network;
    this.run = new TrainingRun(network, settings);
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
    checkBetweenEpochs("data");
    Evaluator.check(network, train);
    checkLastBatch(train);
    if (test != null) {
      Evaluator.check(network, test);
    }
    settings.train = train;
    settings.test = test;
    settings.testName = TrainingSettings.TEST;
    return this;
  }

  /**
   * What to evaluate on after each epoch where something is decided by it, in place of the test
   * images of {@link #data(Batches, Batches)}: lines of progress and reports call it so.
   *
   * @throws IllegalArgumentException if the images or classes are not the model's
   */
  public Training validation(Batches validation) {
    checkBetweenEpochs("validation");
    Evaluator.check(network, validation);
    settings.test = validation;
    settings.testName = TrainingSettings.VALIDATION;
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
              train.dataset().name(),
              network.name(),
              network.leastImages()));
    }
  }

  /**
   * Default: Nesterov's momentum of 0.9, weight decay 1e-4. Another one than before remembers
   * nothing of the steps before.
   */
  public Training optimizer(Optimizer newOptimizer) {
    checkBetweenEpochs("optimizer");
    settings.optimizer = newOptimizer;
    return this;
  }

  /**
   * Default: half a cosine from 0.1. It begins with the next fit, also where another one was under
   * way or over.
   */
  public Training schedule(Schedule newSchedule) {
    checkBetweenEpochs("schedule");
    settings.schedule = newSchedule;
    settings.newSchedule = true;
    settings.plannedEpochs = 0;
    return this;
  }

  /**
   * How many epochs the schedule is stretched over, counted from the fit that begins it; default:
   * those of that fit alone.
   *
   * @throws IllegalArgumentException if it is less than 1
   * @throws IllegalStateException if the schedule has begun
   */
  public Training plan(int totalEpochs) {
    checkEpochs(totalEpochs);
    if (!settings.newSchedule) {
      throw new IllegalStateException(
          "the schedule is under way and cannot be stretched: call plan before the first fit, or"
              + " after schedule(...), which begins another");
    }
    settings.plannedEpochs = totalEpochs;
    return this;
  }

  /**
   * Of the main output; default: {@link CrossEntropy}, or {@link PixelCrossEntropy} if the data
   * have label maps, of what has another label than {@link Dataset#ignoredLabel}.
   */
  public Training loss(Loss newLoss) {
    checkBetweenEpochs("loss");
    settings.loss = newLoss;
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
    checkBetweenEpochs("loss");
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
    if (settings.auxiliaryLosses.stream().anyMatch(other -> other.output().equals(output))) {
      throw new IllegalArgumentException("output '" + output + "' has a loss already");
    }
    if (!(weight > 0) || Double.isInfinite(weight)) {
      throw new IllegalArgumentException("the weight of a loss must be above 0, got " + weight);
    }
    settings.auxiliaryLosses.add(new OutputLosses.Auxiliary(output, newLoss, weight));
    return this;
  }

  /**
   * Of the default loss, in training alone; default: none.
   *
   * @param share in [0, 1)
   * @throws IllegalArgumentException if it is outside that range
   */
  public Training labelSmoothing(double share) {
    checkBetweenEpochs("labelSmoothing");
    Checks.requireSmoothing(share);
    settings.labelSmoothing = share;
    return this;
  }

  /** Default: none. */
  public Training clip(GradientClipping newClipping) {
    checkBetweenEpochs("clip");
    settings.clipping = newClipping;
    return this;
  }

  /**
   * What else is measured on the test images after each epoch: it is then in {@link
   * History.Epoch#metrics}. The package {@code metrics} has the known ones; default: none.
   */
  public Training metrics(Metric... metrics) {
    settings.metrics.addAll(List.of(metrics));
    return this;
  }

  /**
   * Has an average of the weights follow the network; it begins with the next fit. The average is
   * evaluated instead of the network, and {@link TrainingState#inference} gives it to listeners
   * that keep weights. Default: none.
   */
  public Training average(WeightAverage newAverage) {
    checkBetweenEpochs("average");
    settings.average = newAverage;
    return this;
  }

  /**
   * Runs each batch in parts, one after the other, and takes one step with the sum of their
   * gradients (gradient accumulation): the memory of a part trains with the batch of the whole.
   * Default: 1, the whole.
   *
   * <p>Parts are as equal as possible, by index; a batch with too few images has fewer. The loss is
   * that of the whole batch ({@link Loss#share}; of {@link Dice} the mean of the parts', which is
   * another), and so is what dropout draws. Batch norm normalizes each part by itself, and its
   * running statistics move by the mean of the parts'. Gradients are added in a fixed order, so
   * results depend on the number of parts, in rounding at least, and on nothing else.
   *
   * @param parts at least 1, and at most the images of a batch, which a fit looks at; at most
   *     log2(parts) further gradients are held
   * @throws IllegalArgumentException if it is less than 1
   */
  public Training microBatches(int parts) {
    checkBetweenEpochs("microBatches");
    if (parts < 1) {
      throw new IllegalArgumentException("a batch has at least 1 part, not " + parts);
    }
    settings.microBatches = parts;
    return this;
  }

  /**
   * Has batch norm normalize the whole batch, also where workers share it: parts give what the
   * batch in one piece gives, but for rounding (PyTorch's SyncBatchNorm). Default: each part of
   * {@link #microBatches} by itself.
   *
   * <p>A worker runs all its images as one part, so {@link #microBatches} saves no memory, and says
   * how many workers there may be at most. Each batch norm is two short exchanges, in the forward
   * and in the backward pass. Results depend on the number of workers, in rounding.
   */
  public Training synchronizedBatchNorm() {
    checkBetweenEpochs("synchronizedBatchNorm");
    settings.synchronizedBatchNorm = true;
    return this;
  }

  /**
   * Shares the parts of {@link #microBatches} with other workers, which run the same program:
   * weights, running statistics and history are those that one process would have, to the last bit
   * unless {@link #synchronizedBatchNorm} is asked for, in every worker. Default: none.
   *
   * <p>A fit compares first what all would train. Each worker evaluates by itself, tells its own
   * listeners, and stops where one of them stops; worker 0 alone writes checkpoints, and all {@link
   * #resume} from what it wrote; where its JVM is asked to end, {@link #fit} throws an {@link
   * IllegalStateException} in all others after the same step. Who diverges does so with all others.
   *
   * @param newExchange the caller's, who closes it after the last fit
   */
  public Training exchange(GradientExchange newExchange) {
    checkBetweenEpochs("exchange");
    settings.exchange = newExchange;
    return this;
  }

  /** Adds listeners, for instance {@link Progress#automatic}; default: none. */
  public Training listen(TrainingListener... listeners) {
    settings.listeners.addAll(List.of(listeners));
    return this;
  }

  /**
   * Trains. Another fit goes on where the one before ended, as if both were one, in the middle of
   * an epoch if a listener stopped it there: the rest of that epoch counts as the first.
   *
   * <p>After an error the epoch in which it occurred begins anew, with the weights as they are.
   *
   * @param epochs how many more, at least 1
   * @return all epochs of this training so far
   * @throws IllegalStateException without data, without a trainable parameter, with label smoothing
   *     that no loss would use, more parts than a batch has images, or a schedule whose rate is not
   *     above 0; or closed
   * @throws UnsupportedOperationException with mixup or CutMix and a loss that does not know soft
   *     labels; with checkpoints and something that cannot be saved
   * @throws OtherWorkerException if another worker would train something else
   * @throws ScheduleOverException if the schedule would be over before the last epoch
   * @throws OtherTrainingException if something is another than in the checkpoint that was resumed
   * @throws DivergedException if the loss, running statistics or the gradient are no longer finite,
   *     or a step could make weights so. Weights and running statistics are then those of the last
   *     good step, in which everything was finite; with an {@link Optimizer} that does not foresee
   *     what it would do ({@link Optimizer.State#canOverflow}) bad weights are found at the end of
   *     the epoch, and are not mended
   */
  public History fit(int epochs) {
    if (closed) {
      throw new IllegalStateException("this training of " + network.name() + " is closed");
    }
    checkEpochs(epochs);
    settings.check(network.classes());
    if (network.trainableLength() == 0) {
      throw new IllegalStateException(
          network.name() + " has no trainable parameters: every layer is frozen");
    }
    run.fit(epochs);
    return run.history();
  }

  /**
   * Where and how often checkpoints are written, from the next fit on; default: none. With them the
   * loop also ends after its step where the JVM is asked to end (SIGTERM, Ctrl-C), writes one,
   * tells listeners that it {@link TrainingListener#ends}, and lets the JVM go: {@link #fit} does
   * not return then.
   *
   * <p>A fit has the directory to itself: another training, of this or another process, is refused
   * with an {@link java.io.UncheckedIOException}. One that cannot be written, on a full disk, ends
   * nothing: it is logged and counted ({@link TrainingState#checkpointFailures}).
   */
  public Training checkpoints(Checkpoints newCheckpoints) {
    settings.checkpoints = newCheckpoints;
    return this;
  }

  /**
   * Goes on from a checkpoint, in the middle of an epoch if it was written there: the same program
   * run again, with this call before its first fit, ends with the same bytes as if it had never
   * been killed. Fits that had ended are passed over, the one that had begun goes on; one that had
   * ended and is now asked for more epochs goes on, too.
   *
   * <p>The network has the weights at once. What else was set is compared when the fit that goes on
   * begins, which throws an {@link OtherTrainingException} that names what is another than it was;
   * so does the last fit of a training that was over.
   *
   * @param path a checkpoint, or a directory of them: of which the newest good one is taken, and
   *     damaged ones are passed over
   * @param allowed what may be another
   * @return what was found; {@link Resumed#skipped} names damaged files
   * @throws IOException if there is no good checkpoint, with the reasons
   * @throws OtherTrainingException if it is of another network
   * @throws IllegalStateException if this training has begun
   */
  public Resumed resume(Path path, Allow... allowed) throws IOException {
    if (closed || run.hasBegun()) {
      throw new IllegalStateException(
          closed
              ? "this training of " + network.name() + " is closed"
              : "a training is resumed before its first fit");
    }
    Set<Allow> set = EnumSet.noneOf(Allow.class);
    set.addAll(List.of(allowed));
    return run.resume(path, set);
  }

  /** All epochs so far. */
  public History history() {
    return run.history();
  }

  private static void checkEpochs(int epochs) {
    if (epochs < 1) {
      throw new IllegalArgumentException("train for at least 1 epoch, not " + epochs);
    }
  }

  private void checkBetweenEpochs(String what) {
    if (run.isInEpoch()) {
      throw new IllegalStateException(
          "an epoch was stopped in its middle: call " + what + "(...) when it is over");
    }
  }

  /** Frees what it holds; not the network. */
  @Override
  public void close() {
    closed = true;
    run.close();
  }
}
