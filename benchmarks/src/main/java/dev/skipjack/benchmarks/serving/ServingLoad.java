package dev.skipjack.benchmarks.serving;

import dev.skipjack.examples.networks.densenet.DenseNetBC100Network;
import dev.skipjack.examples.networks.resnet.ResNet18Network;
import dev.skipjack.examples.networks.resnet.ResNet20Network;
import dev.skipjack.runtime.InferenceNetwork;
import dev.skipjack.runtime.TrainingNetwork;
import dev.skipjack.runtime.pictures.Preparation;
import dev.skipjack.runtime.serve.InferencePool;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.ToDoubleFunction;
import org.bytedeco.javacpp.Pointer;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Clients that ask a pool, directly and over HTTP, beside threads with a fork each in a tight loop.
 * All take turns in rounds, and of each figure the median of the rounds is told: what else the
 * machine does meets all of them. Answers per second of processor time depend on it least.
 */
@Command(name = "serving-load", mixinStandardHelpOptions = true)
public final class ServingLoad implements Callable<Integer> {
  private static final double MEBI = 1 << 20;

  @Option(
      names = "--network",
      defaultValue = "resnet-18",
      description = "resnet-18, resnet-20 or densenet-bc-100")
  private String name;

  @Option(names = "--clients", defaultValue = "8")
  private int clients;

  @Option(names = "--forks", defaultValue = "2")
  private int forks;

  @Option(names = "--batch", defaultValue = "8", description = "images of a micro-batch")
  private int batch;

  @Option(names = "--rounds", defaultValue = "5")
  private int rounds;

  @Option(names = "--round-seconds", defaultValue = "5")
  private double roundSeconds;

  @Option(names = "--memory", description = "measure the memory of forks instead")
  private boolean memory;

  /** Who is measured, by how many clients. */
  private record Contestant(Server server, int clients) {}

  public static void main(String[] arguments) {
    // The server closes connections that are idle for 30 seconds, as they are between the turns.
    System.setProperty("jdk.httpclient.keepalive.timeout", "2");
    System.exit(new CommandLine(new ServingLoad()).execute(arguments));
  }

  private static TrainingNetwork open(String name) {
    return switch (name) {
      case "resnet-18" -> ResNet18Network.forTraining(1);
      case "resnet-20" -> ResNet20Network.forTraining(1);
      case "densenet-bc-100" -> DenseNetBC100Network.forTraining(1);
      default -> throw new IllegalArgumentException("there is no network " + name);
    };
  }

  private static InferenceNetwork inference(String name) {
    try (TrainingNetwork training = open(name)) {
      return training.inference(); // with the weights, and without gradients
    }
  }

  @Override
  public Integer call() throws Exception {
    try (InferenceNetwork network = inference(name)) {
      network.prepareWith(
          Preparation.of(3, network.inputHeight(), network.inputWidth())
              .normalized(new double[] {0.45}, new double[] {0.225}));
      if (memory) {
        measureMemory(network);
      } else {
        measureLoad(network);
      }
    }
    return 0;
  }

  private void measureLoad(InferenceNetwork network) throws Exception {
    Servers servers = new Servers(network, clients);
    Map<String, Contestant> contestants = new LinkedHashMap<>();
    contestants.put(forks + " threads, a fork each", new Contestant(servers.loop(forks), forks));
    contestants.put("pool", new Contestant(servers.pool(sizes(network)), clients));
    contestants.put("pool, micro-batches", new Contestant(servers.pool(micro(network)), clients));
    contestants.put(
        "pool, micro-batches, any rounding",
        new Contestant(servers.pool(micro(network).batchInvariant(false)), clients));
    contestants.put("HTTP", new Contestant(servers.http(sizes(network)), clients));
    contestants.put("HTTP, micro-batches", new Contestant(servers.http(micro(network)), clients));
    Map<String, List<LoadRound>> measured = new LinkedHashMap<>();
    for (int round = -1; round < rounds; round++) { // one to warm up
      for (Map.Entry<String, Contestant> entry : contestants.entrySet()) {
        Contestant contestant = entry.getValue();
        LoadRound result = LoadRound.run(contestant.server(), contestant.clients(), roundSeconds);
        if (round >= 0) {
          measured.computeIfAbsent(entry.getKey(), key -> new ArrayList<>()).add(result);
        }
      }
    }
    contestants.values().forEach(contestant -> contestant.server().close());
    print(measured);
  }

  private InferencePool.Builder sizes(InferenceNetwork network) {
    return InferencePool.of(network).forks(forks).queue(clients);
  }

  private InferencePool.Builder micro(InferenceNetwork network) {
    return sizes(network).microBatches(batch, Duration.ofMillis(1));
  }

  private void print(Map<String, List<LoadRound>> measured) {
    System.out.printf(
        Locale.ROOT,
        "%s, %d clients, %d forks, %d rounds of %.0f s, medians%n%n",
        name,
        clients,
        forks,
        rounds,
        roundSeconds);
    System.out.println("| | answers/s | answers/CPU s | p50 ms | p99 ms | answers | not equal |");
    System.out.println("|---|---:|---:|---:|---:|---:|---:|");
    measured.forEach(
        (title, all) ->
            System.out.printf(
                Locale.ROOT,
                "| %s | %.1f | %.1f | %.1f | %.1f | %d | %d |%n",
                title,
                median(all, LoadRound::perSecond),
                median(all, LoadRound::perCpuSecond),
                median(all, round -> round.milliseconds(0.5)),
                median(all, round -> round.milliseconds(0.99)),
                all.stream().mapToInt(LoadRound::answers).sum(),
                all.stream().mapToInt(LoadRound::different).sum()));
  }

  private static double median(List<LoadRound> rounds, ToDoubleFunction<LoadRound> figure) {
    return LoadRound.median(rounds.stream().mapToDouble(figure).toArray());
  }

  /** Of a process with 1, 2, 4 and 8 forks, each of which has predicted 1 and 8 images. */
  private void measureMemory(InferenceNetwork network) throws InterruptedException {
    System.out.println("| forks | Java heap MiB | resident MiB |");
    System.out.println("|---:|---:|---:|");
    printMemory(0);
    List<InferenceNetwork> all = new ArrayList<>();
    for (int count = 1; count <= 8; count *= 2) {
      while (all.size() < count) {
        InferenceNetwork fork = network.fork();
        all.add(fork);
        Thread thread = new Thread(() -> predict(fork));
        thread.start();
        thread.join();
      }
      printMemory(count);
    }
    all.forEach(InferenceNetwork::close);
  }

  private static void predict(InferenceNetwork network) {
    for (int images : new int[] {1, 8, 1, 8}) {
      try (INDArray noise =
          Nd4j.rand(images, network.inputChannels(), network.inputHeight(), network.inputWidth())) {
        network.predict(noise);
      }
    }
  }

  private static void printMemory(int forks) {
    for (int i = 0; i < 3; i++) {
      System.gc();
    }
    System.out.printf(
        Locale.ROOT,
        "| %d | %.1f | %.1f |%n",
        forks,
        ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() / MEBI,
        Pointer.physicalBytes() / MEBI);
  }
}
