package dev.skipjack.spark;

import dev.skipjack.distributed.TcpExchange;
import dev.skipjack.distributed.Token;
import dev.skipjack.distributed.WorkerFailedException;
import dev.skipjack.runtime.kernel.Settings;
import java.io.IOException;
import java.io.Serializable;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import org.apache.spark.BarrierTaskContext;
import org.apache.spark.SparkEnv;
import org.apache.spark.TaskKilledException;
import scala.Function1;
import scala.jdk.javaapi.CollectionConverters;

/**
 * A worker, as the task of a barrier stage.
 *
 * <p>A failure of its own is a result, which the driver gets with those of all others, so that what
 * it tells is the cause. What Spark has to know is thrown, and fails the stage: that another worker
 * is gone or hangs, that the task was killed, that the JVM is no good.
 *
 * @param source of its data
 */
record WorkerTask<R>(WorkerJob job, RowSource<R> source)
    implements Function1<scala.collection.Iterator<R>, scala.collection.Iterator<WorkerOutcome>>,
        Serializable {
  @Override
  public scala.collection.Iterator<WorkerOutcome> apply(scala.collection.Iterator<R> rows) {
    Iterator<WorkerOutcome> one =
        List.of(outcome(BarrierTaskContext.get(), CollectionConverters.asJava(rows))).iterator();
    return CollectionConverters.asScala(one);
  }

  private WorkerOutcome outcome(BarrierTaskContext context, Iterator<R> rows) {
    String host = SparkEnv.get().blockManager().blockManagerId().host();
    String name =
        String.format(
            Locale.ROOT,
            "worker %d (%s, executor %s)",
            context.partitionId(),
            host,
            SparkEnv.get().executorId());
    try {
      useOwnCores(context);
      return train(name, host, context, rows);
    } catch (WorkerFailedException e) {
      if (e.isReported()) {
        return new WorkerOutcome.Left(name, e.getMessage());
      }
      throw e;
    } catch (TaskKilledException | VirtualMachineError e) {
      throw e;
    } catch (Exception | Error e) {
      if (context.isInterrupted()) {
        throw new TaskKilledException("the stage was cancelled: " + e);
      }
      return WorkerOutcome.failed(name, e);
    }
  }

  /** An executor may have less of the machine than all of it; the bits do not depend on that. */
  private void useOwnCores(BarrierTaskContext context) {
    if (!job.isLocal() && System.getProperty(Settings.THREADS) == null) {
      System.setProperty(Settings.THREADS, String.valueOf(context.cpus()));
    }
  }

  private WorkerOutcome train(
      String name, String host, BarrierTaskContext context, Iterator<R> rows) throws Exception {
    try (WorkerTraining training = new WorkerTraining(job, context)) {
      BarrierTalk talk = new BarrierTalk(context);
      List<String> checkpoints =
          talk.tell(
              () -> {
                training.open(source, rows);
                return context.partitionId() == 0 ? training.resumeNewest() : "";
              });
      BarrierRendezvous rendezvous =
          new BarrierRendezvous(
              context,
              host,
              Token.parse(job.token()),
              job.attempt() + context.stageAttemptNumber());
      try {
        training.resume(checkpoints.get(0));
      } catch (IOException | RuntimeException e) {
        talk.tell( // in place of the address that the others wait for
            () -> {
              throw e;
            });
      }
      try (TcpExchange exchange = TcpExchange.join(rendezvous, job.patience(), job.patience())) {
        return training.run(name, exchange);
      }
    }
  }
}
