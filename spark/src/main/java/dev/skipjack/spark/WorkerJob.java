package dev.skipjack.spark;

import dev.skipjack.distributed.Token;
import java.io.Serializable;
import java.time.Duration;
import org.apache.spark.util.SerializableConfiguration;

/**
 * What every worker is told: it travels to the executors.
 *
 * @param setup null: a training's defaults
 * @param checkpoints null: none are written
 * @param hadoop of the file system that has the checkpoints
 * @param patience how long workers wait for each other in a step
 * @param token of the attempt, {@link Token#hex}
 * @param attempt how often the run began anew
 * @param isLocal whether all workers are threads of the driver
 */
record WorkerJob(
    NetworkFactory network,
    TrainingSetup setup,
    int shards,
    int epochs,
    CheckpointPlan checkpoints,
    SerializableConfiguration hadoop,
    Duration patience,
    String token,
    int attempt,
    boolean isLocal)
    implements Serializable {

  /**
   * Where and when checkpoints are written.
   *
   * @param directory of a file system that Hadoop knows
   * @param everySteps besides after each epoch; 0: not
   * @param kept how many stay
   */
  record CheckpointPlan(String directory, long everySteps, int kept) implements Serializable {}
}
