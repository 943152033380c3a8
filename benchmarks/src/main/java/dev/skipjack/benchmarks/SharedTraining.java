package dev.skipjack.benchmarks;

import dev.skipjack.benchmarks.SharedTrainingProcess.Epoch;
import dev.skipjack.benchmarks.SharedTrainingProcess.Opened;
import dev.skipjack.distributed.Token;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Workers of one thread each beside one process with as many threads, on the same global batches:
 * DenseNet-BC-100, four shards of 16 images. Each is a process of its own; they take turns.
 */
@Command(name = "shared-training", mixinStandardHelpOptions = true, sortOptions = false)
public final class SharedTraining implements Callable<Integer> {
  private static final List<String> HEAP = List.of("-Xmx1024m");

  @Option(
      names = "--workers",
      defaultValue = "2",
      description = "each with one thread (default: ${DEFAULT-VALUE})")
  private int workers;

  @Option(
      names = "--rounds",
      defaultValue = "7",
      description = "of each side, which take turns (default: ${DEFAULT-VALUE})")
  private int rounds;

  @Option(
      names = "--warm-up",
      defaultValue = "2",
      description = "rounds before, which are not counted (default: ${DEFAULT-VALUE})")
  private int warmUp;

  @Option(
      names = "--steps",
      defaultValue = "16",
      description = "of a round (default: ${DEFAULT-VALUE})")
  private int steps;

  @Option(
      names = "--synchronized",
      description = "batch norm over the whole batch, which one process then runs in one piece")
  private boolean synchronizes;

  @Option(
      names = "--least-ratio",
      defaultValue = "0",
      description = "ends with 1 if workers are slower than that (default: ${DEFAULT-VALUE})")
  private double leastRatio;

  private final List<Double> alone = new ArrayList<>();
  private final List<Double> shared = new ArrayList<>();
  private final List<Double> ratios = new ArrayList<>();
  private final List<Double> inExchange = new ArrayList<>();
  private final List<Double> bytes = new ArrayList<>();

  public static void main(String[] arguments) {
    System.exit(new CommandLine(new SharedTraining()).execute(arguments));
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    List<ChildProcess> all = new ArrayList<>();
    try {
      ChildProcess one =
          ChildProcess.java(
              SharedTrainingProcess.class, HEAP, Map.of(), workers, workers, steps, synchronizes);
      all.add(one);
      List<ChildProcess> several = startWorkers();
      all.addAll(several);
      Opened opened = null;
      for (ChildProcess process : all) {
        opened = process.answer(Opened.class);
      }
      for (int round = -warmUp; round < rounds; round++) {
        double single = imagesPerSecond(run(List.of(one)).get(0));
        List<Epoch> epochs = run(several);
        double together = imagesPerSecond(epochs.get(0));
        System.out.printf(
            Locale.ROOT,
            "%s: one process %.2f images/s, %d workers %.2f images/s%n",
            round < 0 ? "warm-up" : "round " + (round + 1),
            single,
            workers,
            together);
        if (round >= 0) {
          count(single, together, epochs);
        }
      }
      return tell(opened);
    } finally {
      all.forEach(ChildProcess::close);
    }
  }

  private List<ChildProcess> startWorkers() throws IOException {
    String addresses = addresses();
    String token = Token.random().hex();
    List<ChildProcess> processes = new ArrayList<>();
    for (int rank = 0; rank < workers; rank++) {
      processes.add(
          ChildProcess.java(
              SharedTrainingProcess.class,
              HEAP,
              Map.of(),
              1,
              1,
              steps,
              synchronizes,
              rank,
              addresses,
              token));
    }
    return processes;
  }

  /** Free ones of the loopback interface. */
  private String addresses() throws IOException {
    List<ServerSocket> sockets = new ArrayList<>();
    try {
      for (int rank = 0; rank < workers; rank++) {
        sockets.add(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()));
      }
      return sockets.stream()
          .map(socket -> "127.0.0.1:" + socket.getLocalPort())
          .collect(Collectors.joining(","));
    } finally {
      for (ServerSocket socket : sockets) {
        socket.close();
      }
    }
  }

  private static List<Epoch> run(List<ChildProcess> processes) throws IOException {
    for (ChildProcess process : processes) {
      process.request("epoch");
    }
    List<Epoch> epochs = new ArrayList<>();
    for (ChildProcess process : processes) {
      epochs.add(process.answer(Epoch.class));
    }
    return epochs;
  }

  private static double imagesPerSecond(Epoch epoch) {
    double seconds = Arrays.stream(epoch.seconds()).sum();
    return epoch.seconds().length * SharedTrainingProcess.BATCH / seconds;
  }

  private void count(double single, double together, List<Epoch> epochs) {
    alone.add(single);
    shared.add(together);
    ratios.add(together / single);
    for (Epoch epoch : epochs) {
      Arrays.stream(epoch.exchangeSeconds()).forEach(inExchange::add);
      Arrays.stream(epoch.bytes()).forEach(bytes::add);
    }
  }

  private int tell(Opened opened) {
    double ratio = Medians.of(ratios);
    double least = 2.0 * (workers - 1) / workers * Float.BYTES * opened.weights();
    double sent = Medians.of(bytes);
    double step = SharedTrainingProcess.BATCH / Medians.of(shared);
    System.out.printf(
        Locale.ROOT,
        "medians: one process with %d threads %.2f images/s, %d workers with one thread %.2f images/s, ratio %.3f (rounds: %s)%n",
        workers,
        Medians.of(alone),
        workers,
        Medians.of(shared),
        ratio,
        ratios.stream()
            .map(each -> String.format(Locale.ROOT, "%.3f", each))
            .collect(Collectors.joining(", ")));
    System.out.printf(
        Locale.ROOT,
        "a step of %.1f ms is %.2f ms in the collective, waiting for the others included (least %.2f ms)%n",
        1e3 * step,
        1e3 * Medians.of(inExchange),
        1e3 * inExchange.stream().mapToDouble(Double::doubleValue).min().orElse(0));
    System.out.printf(
        Locale.ROOT,
        "a worker sends %,.0f bytes a step: %.4f of the least, %,.0f for %,d weights (%,d running statistics travel too)%n",
        sent,
        sent / least,
        least,
        opened.weights(),
        opened.statistics());
    return ratio < leastRatio ? 1 : 0;
  }
}
