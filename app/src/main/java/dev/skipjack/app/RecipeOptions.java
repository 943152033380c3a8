package dev.skipjack.app;

import dev.skipjack.runtime.TrainingNetwork;
import dev.skipjack.runtime.data.Batches;
import dev.skipjack.runtime.optimize.ExponentialMovingAverage;
import dev.skipjack.runtime.optimize.LearningRateFinder;
import dev.skipjack.runtime.optimize.ParameterGroups;
import dev.skipjack.runtime.train.Optimizer;
import dev.skipjack.runtime.train.Schedule;
import dev.skipjack.runtime.train.Training;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** How a network learns. */
final class RecipeOptions {
  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  @Option(
      names = "--optimizer",
      defaultValue = "sgd",
      description =
          "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}, with Nesterov's momentum of 0.9)")
  private OptimizerName optimizer;

  @Positive
  @Option(
      names = "--learning-rate",
      paramLabel = "RATE",
      description = "the highest of the schedule (default: 0.1 for sgd, 0.001 for the others)")
  private Double learningRate;

  @Share(orNone = true)
  @Option(
      names = "--weight-decay",
      paramLabel = "DECAY",
      description = "default: 0.0001 for sgd, 0 for adam, 0.01 for adamw")
  private Double weightDecay;

  @Option(
      names = "--schedule",
      defaultValue = "cosine",
      description =
          "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}); steps are a tenth after a half"
              + " and after three quarters, plateau a tenth after 3 epochs that were no better")
  private ScheduleName schedule;

  @Share(orNone = true)
  @Option(
      names = "--warm-up",
      paramLabel = "SHARE",
      description =
          "of the training, in which the rate rises (default: 0.1 for cosine, 0 for the others;"
              + " one-cycle rises by itself)")
  private Double warmUp;

  @Share
  @Option(
      names = "--label-smoothing",
      paramLabel = "SHARE",
      description = "of the probability that goes to the other classes (default: none)")
  private Double labelSmoothing;

  @Option(
      names = "--no-decay-on-norm",
      description = "no weight decay for biases and batch norm's scales and shifts")
  private boolean noDecayOnNorm;

  @Share
  @Option(
      names = "--ema",
      paramLabel = "DECAY",
      description =
          "evaluates and saves the moving average of the weights, over 1/(1 - DECAY) steps, fewer"
              + " in the beginning (default: the weights)")
  private Double ema;

  @Range(from = 1, to = 65_536)
  @Option(
      names = "--micro-batches",
      paramLabel = "PARTS",
      defaultValue = "1",
      description = "in which a batch is trained, to save memory (default: ${DEFAULT-VALUE})")
  private int microBatches;

  /**
   * Before there is anything to train.
   *
   * @param batch images
   * @throws ParameterException if a batch has fewer images than parts
   */
  void check(int batch) {
    if (microBatches > batch) {
      throw new ParameterException(
          command.commandLine(),
          String.format(
              Locale.ROOT,
              "--micro-batches %d is more than the images of a batch, --batch %d: take at most %2$d parts, or larger batches",
              microBatches,
              batch));
    }
  }

  /**
   * Tells a training.
   *
   * @throws ParameterException if options contradict each other
   */
  void apply(Training training) {
    Optimizer plain = optimizer.with(weightDecay());
    training
        .optimizer(noDecayOnNorm ? ParameterGroups.of(plain).noDecayOnBiasesAndBatchNorm() : plain)
        .schedule(rising(schedule.of(learningRate())))
        .microBatches(microBatches);
    if (ema != null) {
      training.average(ExponentialMovingAverage.of(ema).withWarmUp());
    }
    if (labelSmoothing != null) {
      training.labelSmoothing(labelSmoothing);
    }
  }

  /**
   * Finds a learning rate, which then is the highest of the schedule.
   *
   * @throws IllegalArgumentException if the loss falls at none
   */
  double find(TrainingNetwork network, Batches train) {
    try {
      learningRate =
          LearningRateFinder.of(network)
              .run(
                  training -> {
                    apply(training);
                    training.data(train);
                  })
              .suggestion();
      return learningRate;
    } catch (IllegalStateException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
  }

  private Schedule rising(Schedule flat) {
    if (schedule == ScheduleName.ONE_CYCLE && warmUp() > 0) {
      throw new ParameterException(
          command.commandLine(),
          "--warm-up is for other schedules: one-cycle rises by itself, over 0.3 of the training");
    }
    return warmUp() > 0 ? flat.warmUp(warmUp()) : flat;
  }

  /** Whether the rate falls when nothing becomes better. */
  boolean isReducedOnPlateau() {
    return schedule == ScheduleName.PLATEAU;
  }

  private double learningRate() {
    return learningRate == null ? optimizer.learningRate() : learningRate;
  }

  private double weightDecay() {
    return weightDecay == null ? optimizer.weightDecay() : weightDecay;
  }

  private double warmUp() {
    return warmUp == null ? schedule.warmUp() : warmUp;
  }

  /** The values of options whose defaults depend on others. */
  Map<String, Object> resolved() {
    return Map.of(
        "learning-rate", learningRate(), "weight-decay", weightDecay(), "warm-up", warmUp());
  }
}
