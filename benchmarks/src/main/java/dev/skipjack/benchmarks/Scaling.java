package dev.skipjack.benchmarks;

import dev.skipjack.benchmarks.skipjack.SkipjackEngine;
import dev.skipjack.runtime.kernel.PartTimes;
import dev.skipjack.runtime.kernel.PartTimes.Pass;
import dev.skipjack.runtime.kernel.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * How much faster a step could be with more threads than there are: each part of each kernel is
 * timed alone, cut as that many threads need it, and threads claim them on paper. An upper bound:
 * threads that share memory and wake each other take longer.
 */
@Command(name = "scaling", mixinStandardHelpOptions = true, sortOptions = false)
public final class Scaling implements Callable<Integer> {
  private static final int[] THREADS = {1, 2, 4, 8, 16, 32, 64};

  @Option(names = "--cases", split = ",", description = "(default: ${DEFAULT-VALUE})")
  private List<BenchmarkCase> cases =
      List.of(
          BenchmarkCase.parse("densenet-bc-100/train/64"),
          BenchmarkCase.parse("resnet-18/train/8"),
          BenchmarkCase.parse("resnet-18/infer/1"));

  @Option(
      names = "--steps",
      defaultValue = "15",
      description =
          "of each part, and between kernels, the least of so many steps (default: ${DEFAULT-VALUE})")
  private int steps;

  @Option(
      names = "--warm-up",
      defaultValue = "15",
      description = "steps before (default: ${DEFAULT-VALUE})")
  private int warmUp;

  @Option(
      names = "--threads",
      defaultValue = "16",
      description =
          "whose idle time is told kernel by kernel: a power of two (default: ${DEFAULT-VALUE})")
  private int threads;

  public static void main(String[] arguments) {
    System.setProperty(Settings.THREADS, "1");
    System.exit(
        new CommandLine(new Scaling())
            .registerConverter(BenchmarkCase.class, BenchmarkCase::parse)
            .execute(arguments));
  }

  /**
   * A step of one thread, of kernels that are cut for some.
   *
   * @param threads for which kernels are cut
   * @param behind the last pass
   * @param passes with the least time of each part, and before each
   */
  private record Step(int threads, long behind, List<Pass> passes) {
    /** What no thread can help with: between kernels, and in those that claim nothing. */
    double alone() {
      return behind + passes.stream().mapToDouble(Pass::before).sum();
    }

    /** With as many threads as its kernels are cut for. */
    double nanos() {
      return alone() + passes.stream().mapToDouble(pass -> makespan(pass, threads)).sum();
    }
  }

  private static double sum(long... nanos) {
    return Arrays.stream(nanos).sum();
  }

  /** When the last part ends: who is free first claims one, from the first on or from the last. */
  private static double makespan(Pass pass, int threads) {
    double[] free = new double[threads];
    long[] nanos = pass.nanos();
    int first = 0;
    int end = nanos.length;
    while (first < end) {
      int next = 0;
      for (int thread = 1; thread < threads; thread++) {
        next = free[thread] < free[next] ? thread : next;
      }
      free[next] += nanos[next % 2 == 0 ? first++ : --end];
    }
    return Arrays.stream(free).max().orElse(0);
  }

  @Override
  public Integer call() throws IOException {
    if (Arrays.binarySearch(THREADS, threads) < 0) {
      System.err.println("--threads " + threads + ": expected one of " + Arrays.toString(THREADS));
      return CommandLine.ExitCode.USAGE;
    }
    StringBuilder head = new StringBuilder("| case | ms |");
    StringBuilder losses = new StringBuilder();
    for (int count : THREADS) {
      head.append(' ').append(count).append(" |");
    }
    System.out.println(head);
    System.out.println("|---|---:|" + "---:|".repeat(THREADS.length));
    for (BenchmarkCase benchmarkCase : cases) {
      Map<Integer, Step> measured = measure(benchmarkCase);
      double alone = measured.get(1).nanos();
      StringBuilder line = new StringBuilder("| " + benchmarkCase + " |");
      line.append(String.format(Locale.ROOT, " %.1f |", alone / 1e6));
      for (int count : THREADS) {
        line.append(String.format(Locale.ROOT, " %.1f |", alone / measured.get(count).nanos()));
      }
      System.out.println(line);
      losses.append(losses(benchmarkCase, measured.get(threads)));
    }
    System.out.println();
    System.out.print(losses);
    return 0;
  }

  /** By how many threads kernels are cut for; these take turns. */
  private Map<Integer, Step> measure(BenchmarkCase benchmarkCase) throws IOException {
    SkipjackEngine engine = new SkipjackEngine();
    Path directory = Files.createTempDirectory("scaling");
    engine.saveWeights(benchmarkCase.network(), directory);
    try (Workload workload = engine.open(benchmarkCase, directory)) {
      for (int i = 0; i < warmUp; i++) {
        workload.step();
      }
      Map<Integer, Step> measured = new TreeMap<>();
      for (int i = 0; i < steps; i++) {
        for (int count : THREADS) {
          PartTimes.Task task = PartTimes.of(workload::step, count);
          Step step = new Step(count, task.behind(), task.passes());
          measured.merge(count, step, Scaling::least);
        }
      }
      return measured;
    } finally {
      Files.deleteIfExists(directory.resolve(benchmarkCase.network() + ".safetensors"));
      Files.deleteIfExists(directory);
    }
  }

  private static Step least(Step before, Step now) {
    long behind = Math.min(before.behind(), now.behind());
    return new Step(before.threads(), behind, least(before.passes(), now.passes()));
  }

  private static List<Pass> least(List<Pass> before, List<Pass> now) {
    if (before.size() != now.size()) {
      throw new IllegalStateException(
          "steps differ: shape and number of threads alone should cut kernels");
    }
    List<Pass> all = new ArrayList<>();
    for (int i = 0; i < before.size(); i++) {
      long[] best = before.get(i).nanos();
      long[] nanos = now.get(i).nanos();
      for (int part = 0; part < best.length; part++) {
        best[part] = Math.min(best[part], nanos[part]);
      }
      long least = Math.min(before.get(i).before(), now.get(i).before());
      all.add(new Pass(before.get(i).kernel(), least, best));
    }
    return all;
  }

  /** Where threads wait for each other: the share of the step's time that they would not need. */
  private String losses(BenchmarkCase benchmarkCase, Step step) {
    Map<String, Double> lost = new TreeMap<>();
    lost.put("outside of parts", step.alone() * (1 - 1.0 / step.threads()));
    for (Pass pass : step.passes()) {
      double loss = makespan(pass, step.threads()) - sum(pass.nanos()) / step.threads();
      lost.merge(pass.kernel() + " in " + pass.nanos().length, loss, Double::sum);
    }
    StringBuilder text =
        new StringBuilder(
            benchmarkCase
                + ", of the time with "
                + step.threads()
                + " threads they wait, by parts:\n");
    lost.entrySet().stream()
        .sorted(Map.Entry.comparingByValue(Comparator.reverseOrder()))
        .limit(8)
        .forEach(
            entry ->
                text.append(
                    String.format(
                        Locale.ROOT,
                        "  %.1f %% %s%n",
                        100 * entry.getValue() / step.nanos(),
                        entry.getKey())));
    return text.toString();
  }
}
