package dev.skipjack.runtime.train;

import dev.skipjack.runtime.InferenceNetwork;
import dev.skipjack.runtime.TrainingNetwork;
import dev.skipjack.runtime.data.Batches;
import java.util.Optional;

/** What listeners see of a training; for the thread that trains, during their calls. */
public interface TrainingState {
  /**
   * A step that was taken.
   *
   * @param number from 1, over all epochs
   * @param epoch from 1
   * @param images of its batch
   * @param loss of the batch: what was minimized
   * @param learningRate of this step
   * @param gradientNorm Euclidean norm of the whole gradient before it was clipped
   * @param waitNanos how long the training waited for the batch
   * @param computeNanos from there to the end of the step
   */
  record Step(
      long number,
      int epoch,
      int images,
      double loss,
      double learningRate,
      double gradientNorm,
      long waitNanos,
      long computeNanos) {}

  TrainingNetwork network();

  /**
   * What is evaluated after each epoch: the network on its parameters as they are now, or their
   * average if there is one ({@link Training#average}).
   */
  InferenceNetwork inference();

  /** The number of the last epoch that this {@link Training#fit} is to train. */
  int epochs();

  /** How many steps were taken, over all epochs. */
  long steps();

  /** How many steps an epoch has. */
  long stepsPerEpoch();

  /** The epochs that are over. */
  History history();

  /**
   * What was seen so far of the epoch that is under way, or was last: its loss and accuracy, as the
   * images were when each was seen.
   */
  Evaluation seen();

  /** What is trained on. */
  Batches train();

  /** What is evaluated on after each epoch. */
  Optional<Batches> test();

  /**
   * What that is called: {@code validation} if something is decided by it ({@link
   * Training#validation}), else {@code test}.
   */
  String testName();

  /** Checkpoints of this training that could not be written; empty if all were. */
  Optional<CheckpointFailures> checkpointFailures();

  /** What the schedule's rate is multiplied by; 1 unless {@link #scaleLearningRate} was called. */
  double learningRateScale();

  /**
   * Multiplies every rate that the schedule gives from now on, as reducing on a plateau does.
   *
   * @param scale in place of the one before, above 0
   * @throws IllegalArgumentException if it is not
   */
  void scaleLearningRate(double scale);

  /**
   * Ends this {@link Training#fit} after the step that is under way; another goes on from there.
   *
   * @param why for {@link #stopped}
   */
  void stop(String why);

  /** Why this fit was stopped; empty if it was not. */
  Optional<String> stopped();
}
