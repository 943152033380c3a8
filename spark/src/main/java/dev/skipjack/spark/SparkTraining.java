package dev.skipjack.spark;

import dev.skipjack.distributed.TcpExchange;
import dev.skipjack.distributed.Token;
import dev.skipjack.runtime.GeneratedNetworks;
import dev.skipjack.runtime.train.History;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.apache.spark.SparkContext;
import org.apache.spark.SparkException;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.SerializableConfiguration;
import org.nd4j.linalg.api.buffer.DataType;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One training on the executors of a Spark cluster: weights and history are, to the last bit, those
 * of one process with {@code microBatches(shards)}, however many workers there are and whichever of
 * them die.
 *
 * <pre>{@code
 * SparkTrained trained =
 *     SparkTraining.on(spark, () -> DenseNetNetwork.forTraining(1))
 *         .data(() -> new TrainingData(train(), test()))
 *         .setup(training -> training.optimizer(Adam.adam()).labelSmoothing(0.1))
 *         .shards(8)
 *         .workers(4)
 *         .checkpoint("hdfs:///models/run1")
 *         .run(90);
 * trained.save(Path.of("weights.safetensors"));
 * }</pre>
 *
 * <p>The whole training is one barrier stage with a task for each worker, one in each executor.
 * When an executor is lost, the stage fails and a new one goes on from the newest checkpoint, with
 * as many workers as there are executors then.
 *
 * <p>What is given as a function travels to the executors, with what it takes from around itself.
 * For one thread; what is set is looked at by {@link #run}.
 */
public final class SparkTraining {
  private static final Logger LOG = LoggerFactory.getLogger(SparkTraining.class);
  private static final int SHARDS = 8;
  private static final int KEPT = 3;
  private static final int RESTARTS = 3;

  private final SparkSession spark;
  private final NetworkFactory network;
  private BarrierStage<?> stage;
  private TrainingSetup setup;
  private int shards = SHARDS;
  private int workers = 1;
  private String directory;
  private long everySteps;
  private int kept = KEPT;
  private int maxRestarts = RESTARTS;
  private Duration patience = TcpExchange.PATIENCE;
  private boolean plainAllowed;

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
    stage = BarrierStage.of(source);
    return this;
  }

  /**
   * What to train on, made of the rows of an RDD: every worker is sent all of them once before it
   * begins, whichever executor has them.
   */
  public <R> SparkTraining data(JavaRDD<R> rows, RowSource<R> source) {
    stage = new BarrierStage<>(rows, source);
    return this;
  }

  /** Optimizer, schedule, loss and so on; default: those of a training. */
  public SparkTraining setup(TrainingSetup newSetup) {
    setup = newSetup;
    return this;
  }

  /**
   * In how many parts each batch is computed: a part of the result, so choose it once, at least as
   * large as the number of workers that there may ever be. Default: 8.
   *
   * @throws IllegalArgumentException if it is less than 1
   */
  public SparkTraining shards(int count) {
    shards = (int) atLeast(1, count, "shards");
    return this;
  }

  /**
   * How many workers, each in an executor of its own; after a failure there may be fewer. Default:
   * 1.
   *
   * @throws IllegalArgumentException if it is less than 1
   */
  public SparkTraining workers(int count) {
    workers = (int) atLeast(1, count, "workers");
    return this;
  }

  /**
   * Where checkpoints are kept, after each epoch. With them a run goes on where another, of this or
   * an earlier program, has ended. Default: none, and a failure costs the whole run.
   *
   * @param newDirectory of any file system that Hadoop knows and all executors reach: {@code
   *     hdfs:}, {@code s3a:}, {@code file:}
   */
  public SparkTraining checkpoint(String newDirectory) {
    directory = newDirectory;
    return this;
  }

  /**
   * A checkpoint also after so many steps, in the middle of an epoch. Workers wait while worker 0
   * writes it.
   *
   * @throws IllegalArgumentException if it is less than 1
   */
  public SparkTraining checkpointEverySteps(long steps) {
    everySteps = atLeast(1, steps, "steps between checkpoints");
    return this;
  }

  /**
   * How many checkpoints are kept, the newest; default: 3.
   *
   * @throws IllegalArgumentException if it is less than 1
   */
  public SparkTraining keepLast(int count) {
    kept = (int) atLeast(1, count, "checkpoints");
    return this;
  }

  /**
   * How often a run begins again after a failure; default: 3.
   *
   * @throws IllegalArgumentException if it is negative
   */
  public SparkTraining maxRestarts(int count) {
    maxRestarts = (int) atLeast(0, count, "restarts");
    return this;
  }

  /** How long to wait for executors, and workers for each other in a step; default: 20 seconds. */
  public SparkTraining patience(Duration newPatience) {
    patience = newPatience;
    return this;
  }

  /**
   * Trains though Spark is asked to encrypt what it sends: gradients between executors are not.
   * Default: that is an error.
   */
  public SparkTraining allowPlainExchange() {
    plainAllowed = true;
    return this;
  }

  private static long atLeast(int least, long count, String what) {
    if (count < least) {
      throw new IllegalArgumentException("at least " + least + " " + what + ", not " + count);
    }
    return count;
  }

  /**
   * Trains, and waits for the end.
   *
   * @param epochs of the whole training, those before a restart among them
   * @throws IllegalStateException without data, or with more workers than shards
   * @throws SparkTrainingException if it cannot begin or has failed for good, naming the worker and
   *     the reason; with its error as the cause
   */
  public SparkTrained run(int epochs) {
    atLeast(1, epochs, "epochs");
    SparkContext context = ClusterChecks.context(spark);
    check(context);
    int least = workers; // at first
    for (int attempt = 0; ; attempt++) {
      WorkerJob job = job(context, epochs, attempt);
      Slots slots = Slots.await(context, workers, least, patience);
      least = 1;
      String reason;
      try {
        List<WorkerOutcome> outcomes = stage.run(context, job, slots);
        Verdict verdict = Verdict.of(outcomes);
        if (verdict.trained() != null) {
          return trained(verdict.trained(), attempt);
        }
        reason = verdict.reason();
        if (!verdict.mayPass() || attempt == maxRestarts) {
          throw new SparkTrainingException(reason + after(attempt), verdict.cause());
        }
      } catch (Exception e) {
        if (!isStageFailure(context, e)) {
          throw e;
        }
        reason = Verdict.reason(e);
        if (attempt == maxRestarts) {
          throw new SparkTrainingException(reason + after(attempt), e);
        }
      }
      LOG.warn("restart {} of {}: {}", attempt + 1, maxRestarts, reason);
    }
  }

  private void check(SparkContext context) {
    if (stage == null) {
      throw new IllegalStateException("nothing to train on: call data(...)");
    }
    if (workers > shards) {
      throw new IllegalStateException(
          String.format(
              Locale.ROOT,
              "%d workers would share %d shards: take at least as many shards as workers",
              workers,
              shards));
    }
    ClusterChecks.check(context.getConf(), context.isLocal(), plainAllowed);
    ClusterChecks.checkTravels("the network", network);
    ClusterChecks.checkTravels("what opens the data", stage.source());
    ClusterChecks.checkTravels("the setup", setup);
    if (directory != null) {
      try {
        new HadoopCheckpoints(directory, context.hadoopConfiguration()).check();
      } catch (IOException e) {
        throw new SparkTrainingException(e.getMessage(), e);
      }
    }
  }

  private WorkerJob job(SparkContext context, int epochs, int attempt) {
    return new WorkerJob(
        network,
        setup,
        shards,
        epochs,
        directory == null ? null : new WorkerJob.CheckpointPlan(directory, everySteps, kept),
        new SerializableConfiguration(context.hadoopConfiguration()),
        patience,
        Token.random().hex(),
        attempt,
        context.isLocal());
  }

  /** Not that somebody has cancelled the job, or stopped Spark. */
  private static boolean isStageFailure(SparkContext context, Exception e) {
    return e instanceof SparkException failure
        && !context.isStopped()
        && !"SPARK_JOB_CANCELLED".equals(failure.getCondition());
  }

  private static String after(int restarts) {
    return restarts == 0 ? "" : String.format(Locale.ROOT, " (after %d restarts)", restarts);
  }

  private static SparkTrained trained(WorkerOutcome.Trained first, int restarts) {
    return new SparkTrained(first.weights(), History.parse(first.history()), restarts);
  }
}
