package dev.skipjack.spark;

import dev.skipjack.distributed.TcpExchange;
import dev.skipjack.runtime.TrainingNetwork;
import dev.skipjack.runtime.checkpoint.Checkpoints;
import dev.skipjack.runtime.train.History;
import dev.skipjack.runtime.train.Training;
import dev.skipjack.runtime.train.TrainingListener;
import dev.skipjack.runtime.train.TrainingState;
import dev.skipjack.runtime.weights.Weights;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.BarrierTaskContext;
import org.apache.spark.SparkEnv;
import org.apache.spark.TaskKilledException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The training of a worker, and what it has on the executor's disk meanwhile. */
final class WorkerTraining implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(WorkerTraining.class);

  private final WorkerJob job;
  private final BarrierTaskContext context;
  private final Path directory;
  private TrainingNetwork network;
  private TrainingData data;
  private Training training;

  WorkerTraining(WorkerJob job, BarrierTaskContext context) throws IOException {
    this.job = job;
    this.context = context;
    // Spark deletes it with the application, however the executor ends.
    String local = SparkEnv.get().blockManager().diskBlockManager().localDirsString()[0];
    this.directory = Files.createTempDirectory(Path.of(local), "skipjack-");
  }

  /** Network, data and settings. */
  <R> void open(RowSource<R> source, Iterator<R> rows) throws IOException {
    network = job.network().open();
    data = source.open(rows);
    training = Training.of(network).data(data.train(), data.test());
    if (job.setup() != null) {
      job.setup().apply(training);
    }
    training.microBatches(job.shards());
  }

  /**
   * Goes on from the newest checkpoint that is good.
   *
   * @return its name; empty without any
   */
  String resumeNewest() throws IOException {
    if (job.checkpoints() == null) {
      return "";
    }
    HadoopCheckpoints checkpoints = checkpoints();
    for (String name : checkpoints.names()) {
      Path file = checkpoints.download(name, directory);
      try {
        LOG.info("{}", training.resume(file));
        return name;
      } catch (IOException e) {
        LOG.warn("{}: an older one is tried", e.getMessage());
      }
    }
    return "";
  }

  /**
   * Goes on from the checkpoint that worker 0 has chosen; does nothing in worker 0.
   *
   * @param name empty: there is none
   */
  void resume(String name) throws IOException {
    if (context.partitionId() != 0 && !name.isEmpty()) {
      training.resume(checkpoints().download(name, directory));
    }
  }

  private HadoopCheckpoints checkpoints() throws IOException {
    return new HadoopCheckpoints(job.checkpoints().directory(), job.hadoop().value());
  }

  WorkerOutcome run(String name, TcpExchange exchange) throws IOException {
    boolean isFirst = exchange.rank() == 0;
    training.exchange(exchange).listen(new TaskListener(context, isFirst));
    if (isFirst && job.checkpoints() != null) {
      training.checkpoints(planned());
    }
    History history = training.fit(job.epochs());
    Path file = directory.resolve("weights.safetensors");
    Weights.save(network, file);
    byte[] weights = Files.readAllBytes(file);
    String checksum = SparkTrained.checksum(weights);
    return isFirst
        ? new WorkerOutcome.Trained(name, weights, history.json(), checksum)
        : new WorkerOutcome.Trained(name, null, null, checksum);
  }

  /** Written to this machine, as those of any training, and copied. */
  private Checkpoints planned() throws IOException {
    WorkerJob.CheckpointPlan plan = job.checkpoints();
    HadoopCheckpoints copies = checkpoints();
    Checkpoints planned =
        Checkpoints.in(Files.createDirectory(directory.resolve("checkpoints")))
            .everyEpochs(1)
            .keepLast(1)
            .copy(file -> copies.upload(file, plan.kept()));
    return plan.everySteps() == 0 ? planned : planned.everySteps(plan.everySteps());
  }

  /** Ends a training whose task was killed, and tells the executor's log how it goes. */
  private static final class TaskListener implements TrainingListener {
    private final BarrierTaskContext context;
    private final boolean isFirst;

    TaskListener(BarrierTaskContext context, boolean isFirst) {
      this.context = context;
      this.isFirst = isFirst;
    }

    @Override
    public void stepEnds(TrainingState training, TrainingState.Step step) {
      if (context.isInterrupted()) {
        throw new TaskKilledException("the stage was cancelled");
      }
    }

    @Override
    public void epochEnds(TrainingState training, History.Epoch epoch) {
      if (isFirst) {
        LOG.info("{}", epoch.describe(training.testName()));
      }
    }
  }

  @Override
  public void close() {
    for (AutoCloseable one : new AutoCloseable[] {training, data, network}) {
      try {
        if (one != null) {
          one.close();
        }
      } catch (Exception e) {
        LOG.warn("what a worker had cannot be freed", e);
      }
    }
    try (Stream<Path> files = Files.walk(directory)) {
      List<Path> deepestFirst = files.sorted(Comparator.reverseOrder()).toList();
      for (Path file : deepestFirst) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      LOG.warn("{} stays until Spark deletes it", directory, e);
    }
  }
}
