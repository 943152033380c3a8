package dev.skipjack.examples.spark;

import static dev.skipjack.runtime.data.Augmentation.flip;
import static dev.skipjack.runtime.data.Augmentation.shift;

import dev.skipjack.examples.networks.densenet.DenseNetBC22;
import dev.skipjack.examples.networks.densenet.DenseNetBC22Network;
import dev.skipjack.runtime.data.FashionMnist;
import dev.skipjack.runtime.data.Idx;
import dev.skipjack.runtime.data.Images;
import dev.skipjack.runtime.train.Schedule;
import dev.skipjack.runtime.train.Sgd;
import dev.skipjack.spark.SparkTrained;
import dev.skipjack.spark.SparkTraining;
import dev.skipjack.spark.TrainingData;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import org.apache.spark.sql.SparkSession;

/**
 * Trains DenseNet-BC-22 on the images that come with the examples, by two executors on this
 * machine, each a process with one core. On a cluster only {@link #session} would be another.
 */
public final class TrainOnSpark {
  private static final int BATCH = 64;
  private static final double[] MEAN = {0.2860};
  private static final double[] DEVIATION = {0.3530};

  private TrainOnSpark() {}

  /**
   * @param arguments the number of epochs, 4 if there is none
   */
  public static void main(String[] arguments) throws IOException {
    int epochs = arguments.length == 0 ? 4 : Integer.parseInt(arguments[0]);
    Path weights = Path.of("target", "densenet-bc-22-spark.safetensors");
    long begin = System.nanoTime();
    try (SparkSession spark = session()) {
      System.out.printf(
          Locale.ROOT,
          "2 executors train half of every batch of %d images each; what they say is in%n%s%n",
          BATCH,
          Path.of(System.getenv("SPARK_HOME"), "work"));
      SparkTrained trained =
          SparkTraining.on(spark, () -> DenseNetBC22Network.forTraining(1))
              .data(TrainOnSpark::data)
              .setup(
                  training ->
                      training
                          .optimizer(Sgd.nesterov(0.9).weightDecay(1e-4))
                          .schedule(Schedule.cosine(0.1)))
              .shards(4)
              .workers(2)
              .run(epochs);
      trained.history().epochs().forEach(System.out::println);
      trained.save(weights);
      System.out.printf(
          Locale.ROOT,
          "saved    %s, checksum %s, after %.0f s, %d restarts%n",
          weights,
          trained.checksum(),
          (System.nanoTime() - begin) / 1e9,
          trained.restarts());
    }
  }

  /** In every executor, from what is in the jar of the examples. */
  private static TrainingData data() throws IOException {
    return new TrainingData(
        images("train").augment(flip(), shift(4)).shuffle(1).batch(BATCH),
        images("t10k").batch(500));
  }

  private static Images images(String part) throws IOException {
    String directory = "/dev/skipjack/examples/fashion-mnist/" + part;
    return Idx.read(
            "Fashion-MNIST, embedded part (" + part + ")",
            DenseNetBC22.class.getResource(directory + "-images-idx3-ubyte.gz"),
            DenseNetBC22.class.getResource(directory + "-labels-idx1-ubyte.gz"),
            FashionMnist.CLASSES)
        .fit(3, 32, 32)
        .normalize(MEAN, DEVIATION);
  }

  /** A cluster of processes on this machine, which needs this directory and absolute paths. */
  private static SparkSession session() throws IOException {
    Files.createDirectories(Path.of(System.getenv("SPARK_HOME"), "jars"));
    String classPath =
        Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
            .map(entry -> Path.of(entry).toAbsolutePath().toString())
            .collect(Collectors.joining(File.pathSeparator));
    return SparkSession.builder()
        .master("local-cluster[2,1,2048]")
        .appName("DenseNet-BC-22")
        .config("spark.executor.memory", "1g")
        .config("spark.executor.extraClassPath", classPath)
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.ui.enabled", "false")
        .getOrCreate();
  }
}
