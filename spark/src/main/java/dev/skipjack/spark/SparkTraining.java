package dev.skipjack.spark;

import dev.skipjack.runtime.GeneratedNetworks;
import java.time.Duration;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.SparkSession;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * One training on the executors of a Spark cluster: weights and history are, to the last bit, those
 * of one process with {@code microBatches(shards)}, however many workers there are and whichever of
 * them die.
 *
 * <pre>{@code
 * SparkTrained trained =
 *     SparkTraining.on(spark, () -> DenseNetNetwork.forTraining(1))
 *         .data(() -> new TrainingData(train(), test()))
 *         .setup(training -> training.optimizer(Adam.standard()).labelSmoothing(0.1))
 *         .shards(8)
 *         .workers(4)
 *         .checkpoint("hdfs:///models/run1")
 *         .run(90);
 * trained.save(Path.of("weights.safetensors"));
 * }</pre>
 *
 * <p>The whole training is one barrier stage with a task for each worker, one in each executor. For
 * one thread; what is set is looked at by {@link #run}.
 */
public final class SparkTraining {
  private final SparkSession spark;
  private final NetworkFactory network;
  private int shards = 1;

  private SparkTraining(SparkSession spark, NetworkFactory network) {
    this.spark = spark;
    this.network = network;
  }

  /**
   * @param spark of this program; a Spark Connect session has no executors that could be asked
   * @param network opened by every worker
   */
  public static SparkTraining on(SparkSession spark, NetworkFactory network) {
    return new SparkTraining(spark, network);
  }

  /**
   * The network of a model, in FLOAT.
   *
   * @param model annotated with {@code @Model}
   * @param seed of the weights and of dropout
   */
  public static SparkTraining on(SparkSession spark, Class<?> model, long seed) {
    return on(spark, () -> GeneratedNetworks.forTraining(model, DataType.FLOAT, seed));
  }

  /** What to train on, opened by every worker. */
  public SparkTraining data(DataSource source) {
    throw new UnsupportedOperationException();
  }

  /**
   * What to train on, made of the rows of an RDD: every worker is sent all of them once before it
   * begins, whichever executor has them.
   */
  public <R> SparkTraining data(JavaRDD<R> rows, RowSource<R> source) {
    throw new UnsupportedOperationException();
  }

  /** Optimizer, schedule, loss and so on; default: those of a training. */
  public SparkTraining setup(TrainingSetup newSetup) {
    throw new UnsupportedOperationException();
  }

  /**
   * In how many parts each batch is computed: a part of the result, so choose it once, at least as
   * large as the number of workers that there may ever be. Default: the number of workers.
   *
   * @throws IllegalArgumentException if it is less than 1
   */
  public SparkTraining shards(int count) {
    shards = count;
    return this;
  }

  /**
   * How many workers, each an executor of its own; after a failure there may be fewer. Default: an
   * executor each that there is.
   *
   * @throws IllegalArgumentException if it is less than 1
   */
  public SparkTraining workers(int count) {
    throw new UnsupportedOperationException();
  }

  /**
   * Where checkpoints are kept, after each epoch the last three. With them a run goes on where
   * another, of this or an earlier program, has ended. Default: none, and a failure costs the whole
   * run.
   *
   * @param directory of any file system that Hadoop knows and all executors reach: {@code hdfs:},
   *     {@code s3a:}, {@code file:}
   */
  public SparkTraining checkpoint(String directory) {
    throw new UnsupportedOperationException();
  }

  /** A checkpoint also after so many steps, in the middle of an epoch. */
  public SparkTraining checkpointEverySteps(long steps) {
    throw new UnsupportedOperationException();
  }

  /** How many checkpoints are kept, the newest; default: 3. */
  public SparkTraining keepLast(int count) {
    throw new UnsupportedOperationException();
  }

  /** How often a run begins again after a failure; default: 3. */
  public SparkTraining maxRestarts(int count) {
    throw new UnsupportedOperationException();
  }

  /**
   * How long workers wait for executors, and for each other in a step; default: 20 seconds each.
   */
  public SparkTraining patience(Duration newPatience) {
    throw new UnsupportedOperationException();
  }

  /**
   * Trains though Spark is asked to encrypt what it sends: gradients between executors are not.
   * Default: that is an error.
   */
  public SparkTraining allowPlainExchange() {
    throw new UnsupportedOperationException();
  }

  /**
   * Trains, and waits for the end.
   *
   * @param epochs of the whole training, those before a restart among them
   * @throws SparkTrainingException if it cannot begin, or has failed for good
   */
  public SparkTrained run(int epochs) {
    throw new UnsupportedOperationException(spark + " " + network + " " + shards + " " + epochs);
  }
}
