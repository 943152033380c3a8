package dev.skipjack.spark;

import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.HashPartitioner;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.rdd.RDD;
import org.apache.spark.resource.ResourceProfileBuilder;
import org.apache.spark.resource.TaskResourceRequests;
import scala.Tuple2;
import scala.reflect.ClassTag;
import scala.reflect.ClassTag$;

/**
 * The stage in which all workers of a training run at the same time. It is the last of its job: a
 * task that fails ends it at once, and the driver decides how to go on.
 *
 * @param rows every worker gets all; null: none
 * @param source makes images of them
 */
record BarrierStage<R>(JavaRDD<R> rows, RowSource<R> source) {
  private static final String INTERRUPT = "spark.job.interruptOnCancel";
  private static final String DESCRIPTION = "spark.job.description";

  /** Without rows. */
  static BarrierStage<Integer> of(DataSource source) {
    return new BarrierStage<>(null, none -> source.open());
  }

  /** Runs the workers, and waits for all. */
  List<WorkerOutcome> run(SparkContext spark, WorkerJob job, Slots slots) {
    ClassTag<WorkerOutcome> type = ClassTag$.MODULE$.apply(WorkerOutcome.class);
    RDD<R> input = input(spark, slots.workers()).rdd();
    RDD<WorkerOutcome> stage =
        input.barrier().mapPartitions(new WorkerTask<>(job, source), false, type);
    if (!job.isLocal() && slots.cores() > 1) {
      TaskResourceRequests all = new TaskResourceRequests().cpus(slots.cores());
      stage = stage.withResources(new ResourceProfileBuilder().require(all).build());
    }
    String interrupt = spark.getLocalProperty(INTERRUPT);
    String description = spark.getLocalProperty(DESCRIPTION);
    try {
      spark.setLocalProperty(INTERRUPT, "true");
      spark.setLocalProperty(
          DESCRIPTION,
          "Skipjack: training by "
              + slots.workers()
              + " workers"
              + (job.attempt() == 0 ? "" : ", restart " + job.attempt()));
      return JavaRDD.fromRDD(stage, type).collect();
    } finally {
      spark.setLocalProperty(INTERRUPT, interrupt);
      spark.setLocalProperty(DESCRIPTION, description);
    }
  }

  /** A partition for each worker. */
  @SuppressWarnings("unchecked") // without rows R is Integer, and nobody looks at them
  private JavaRDD<R> input(SparkContext spark, int workers) {
    if (rows == null) {
      JavaSparkContext java = JavaSparkContext.fromSparkContext(spark);
      return (JavaRDD<R>) java.parallelize(IntStream.range(0, workers).boxed().toList(), workers);
    }
    return sent(rows, workers);
  }

  private static <R> JavaRDD<R> sent(JavaRDD<R> rows, int workers) {
    return rows.flatMapToPair(
            row ->
                IntStream.range(0, workers)
                    .mapToObj(worker -> new Tuple2<>(worker, row))
                    .iterator())
        .partitionBy(new HashPartitioner(workers))
        .values();
  }
}
