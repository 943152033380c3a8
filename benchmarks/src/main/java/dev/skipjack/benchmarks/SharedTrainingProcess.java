package dev.skipjack.benchmarks;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.skipjack.distributed.AddressList;
import dev.skipjack.distributed.TcpExchange;
import dev.skipjack.distributed.Token;
import dev.skipjack.examples.networks.densenet.DenseNetBC100Network;
import dev.skipjack.runtime.TrainingNetwork;
import dev.skipjack.runtime.data.Augmentation;
import dev.skipjack.runtime.data.Batches;
import dev.skipjack.runtime.data.ImageSet;
import dev.skipjack.runtime.kernel.Settings;
import dev.skipjack.runtime.train.Schedule;
import dev.skipjack.runtime.train.Sgd;
import dev.skipjack.runtime.train.Training;
import dev.skipjack.runtime.train.TrainingListener;
import dev.skipjack.runtime.train.TrainingState;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * A process of {@link SharedTraining}: it trains DenseNet-BC-100 on noise, for an epoch whenever a
 * line comes, and answers with what each step took.
 */
final class SharedTrainingProcess {
  static final int SHARDS = 4;
  static final int IMAGES_PER_SHARD = 16;
  static final int BATCH = SHARDS * IMAGES_PER_SHARD;

  private static final int SIZE = 32;
  private static final int CLASSES = 10;
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  /**
   * Of each step after an epoch's first.
   *
   * @param seconds from the end of the step before to its own
   * @param exchangeSeconds of these in the collective; 0 in one process
   * @param bytes that this worker sent
   */
  record Epoch(double[] seconds, double[] exchangeSeconds, double[] bytes) {}

  /**
   * @param weights how many numbers the gradient has
   * @param statistics running ones
   */
  record Opened(long weights, long statistics) {}

  /** What there was at the end of a step. */
  private record Mark(long nanos, long exchangeNanos, long bytes) {}

  private static final ObjectMapper JSON = new ObjectMapper();

  private final PrintStream answers;
  private final List<Mark> marks = new ArrayList<>();

  private SharedTrainingProcess(PrintStream answers) {
    this.answers = answers;
  }

  /**
   * Arguments: threads, steps of an epoch, whether batch norm is synchronized; of a worker also
   * rank, addresses and token.
   */
  public static void main(String[] arguments) throws IOException {
    PrintStream answers = System.out;
    System.setOut(System.err); // what libraries print is no answer
    System.setProperty(Settings.THREADS, arguments[0]);
    SharedTrainingProcess process = new SharedTrainingProcess(answers);
    int steps = Integer.parseInt(arguments[1]);
    boolean synchronizes = Boolean.parseBoolean(arguments[2]);
    if (arguments.length == 3) {
      process.run(steps, synchronizes, null);
      return;
    }
    AddressList rendezvous =
        AddressList.parse(Integer.parseInt(arguments[3]), arguments[4], Token.parse(arguments[5]));
    try (TcpExchange exchange = TcpExchange.join(rendezvous, PATIENCE, PATIENCE)) {
      process.run(steps, synchronizes, new TimedExchange(exchange));
    }
  }

  private void run(int steps, boolean synchronizes, TimedExchange exchange) throws IOException {
    try (TrainingNetwork network = DenseNetBC100Network.forTraining(1);
        Training training = Training.of(network)) {
      training
          .data(noise(steps * BATCH))
          .microBatches(SHARDS)
          .optimizer(Sgd.nesterov(TrainingRecipe.MOMENTUM).weightDecay(TrainingRecipe.WEIGHT_DECAY))
          .schedule(Schedule.constant(TrainingRecipe.LEARNING_RATE))
          .plan(1_000_000)
          .listen(marking(exchange));
      if (synchronizes) {
        training.synchronizedBatchNorm();
      }
      if (exchange != null) {
        training.exchange(exchange);
      }
      answer(new Opened(network.trainableLength(), network.runningStatistics().length()));
      BufferedReader requests =
          new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
      while (requests.readLine() != null) {
        marks.clear();
        training.fit(1);
        answer(epoch());
      }
    }
  }

  private TrainingListener marking(TimedExchange exchange) {
    return new TrainingListener() {
      @Override
      public void stepEnds(TrainingState training, TrainingState.Step step) {
        long exchangeNanos = exchange == null ? 0 : exchange.nanos();
        long bytes = exchange == null ? 0 : exchange.bytesSent();
        marks.add(new Mark(System.nanoTime(), exchangeNanos, bytes));
      }
    };
  }

  private Epoch epoch() {
    int count = marks.size() - 1;
    double[] seconds = new double[count];
    double[] exchangeSeconds = new double[count];
    double[] bytes = new double[count];
    for (int i = 0; i < count; i++) {
      Mark before = marks.get(i);
      Mark after = marks.get(i + 1);
      seconds[i] = (after.nanos() - before.nanos()) / 1e9;
      exchangeSeconds[i] = (after.exchangeNanos() - before.exchangeNanos()) / 1e9;
      bytes[i] = after.bytes() - before.bytes();
    }
    return new Epoch(seconds, exchangeSeconds, bytes);
  }

  /** Shifted and flipped, as CIFAR-10's images are. */
  private static Batches noise(int images) {
    Random random = new Random(1);
    byte[] pixels = new byte[images * BenchmarkNetwork.CHANNELS * SIZE * SIZE];
    random.nextBytes(pixels);
    byte[] labels = new byte[images];
    for (int i = 0; i < images; i++) {
      labels[i] = (byte) random.nextInt(CLASSES);
    }
    List<String> names = IntStream.range(0, CLASSES).mapToObj(String::valueOf).toList();
    return new ImageSet("noise", BenchmarkNetwork.CHANNELS, SIZE, SIZE, pixels, labels, names)
        .augment(Augmentation.shift(4), Augmentation.flip())
        .shuffle(1)
        .batch(BATCH);
  }

  private void answer(Object answer) throws IOException {
    answers.println(JSON.writeValueAsString(answer));
    answers.flush();
  }
}
