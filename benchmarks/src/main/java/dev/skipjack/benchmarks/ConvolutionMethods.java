package dev.skipjack.benchmarks;

import dev.skipjack.runtime.kernel.Kernels;
import dev.skipjack.runtime.kernel.Settings;
import dev.skipjack.runtime.kernel.convolution.ConvolutionSpec;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.nd4j.linalg.api.buffer.DataType;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Convolutions by each method that the fast provider has, which take turns in one JVM, in the time
 * of one thread's processor: what the constants of its cost model are measured by.
 */
@Command(name = "convolutions", mixinStandardHelpOptions = true, sortOptions = false)
public final class ConvolutionMethods implements Callable<Integer> {
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  /** Nanoseconds that a sample takes at least. */
  private static final long SAMPLE = 4_000_000;

  @Option(
      names = "--shapes",
      split = ",",
      description = "IN:OUT:KERNEL:STRIDE:GROUPS:SIDE:IMAGES,... (default: those of ResNet)")
  private List<String> shapes =
      List.of(
          "3:64:7:2:1:224:1",
          "64:64:3:1:1:56:1",
          "64:128:3:2:1:56:1",
          "64:128:1:2:1:56:1",
          "128:128:3:1:1:28:1",
          "128:256:3:2:1:28:1",
          "256:256:3:1:1:14:1",
          "256:512:3:2:1:14:1",
          "256:512:1:2:1:14:1",
          "512:512:3:1:1:7:1",
          "64:64:3:1:1:56:8",
          "64:128:3:2:1:56:8",
          "64:128:1:2:1:56:8",
          "128:128:3:1:1:28:8",
          "256:256:3:1:1:14:8",
          "256:512:3:2:1:14:8",
          "256:512:1:2:1:14:8",
          "512:512:3:1:1:7:8",
          "16:16:3:1:1:32:128",
          "16:32:3:2:1:32:128",
          "32:32:3:1:1:16:128",
          "32:64:3:2:1:16:128",
          "64:64:3:1:1:8:128",
          "96:96:3:1:96:56:8");

  @Option(
      names = "--methods",
      split = ",",
      defaultValue = "planar,blocked,winograd,fastest",
      description = "as -Dskipjack.convolutions; fastest is what is chosen")
  private List<String> methods;

  @Option(
      names = "--passes",
      split = ",",
      defaultValue = "predict,forward,data,weights",
      description = "(default: ${DEFAULT-VALUE})")
  private List<String> passes;

  @Option(names = "--rounds", defaultValue = "15", description = "(default: ${DEFAULT-VALUE})")
  private int rounds;

  public static void main(String[] arguments) {
    System.setProperty(Settings.THREADS, "1");
    System.exit(new CommandLine(new ConvolutionMethods()).execute(arguments));
  }

  @Override
  public Integer call() {
    StringBuilder head = new StringBuilder("| shape | pass |");
    methods.forEach(
        method -> head.append(String.format(Locale.ROOT, " %s, ms | GFLOP/s |", method)));
    System.out.println(head);
    System.out.println("|---|---|" + "---:|---:|".repeat(methods.size()));
    for (String shape : shapes) {
      List<ConvolutionPasses> all = new ArrayList<>();
      for (String method : methods) {
        all.add(open(shape, method));
      }
      for (String pass : passes) {
        measure(shape, pass, all);
      }
      all.forEach(ConvolutionPasses::close);
    }
    return 0;
  }

  private static ConvolutionPasses open(String shape, String method) {
    int[] n = List.of(shape.split(":")).stream().mapToInt(Integer::parseInt).toArray();
    System.setProperty(Settings.CONVOLUTIONS, method.equals("fastest") ? "" : method);
    Kernels kernels = Kernels.open(DataType.FLOAT, 1);
    ConvolutionSpec spec = new ConvolutionSpec(n[0], n[1], n[2], n[3], n[2] / 2, 1, n[4], false);
    return new ConvolutionPasses(kernels, spec, n[6], n[5]);
  }

  private void measure(String shape, String pass, List<ConvolutionPasses> all) {
    List<List<Double>> times = new ArrayList<>();
    int repeats = 1;
    for (ConvolutionPasses passes : all) {
      Runnable run = passes.of(pass);
      times.add(new ArrayList<>());
      double once = time(run, 1);
      double warm = time(run, (int) Math.max(3, Math.min(2000, 3e8 / once)));
      repeats = Math.max(repeats, (int) Math.min(1000, SAMPLE / warm));
    }
    for (int round = 0; round < rounds; round++) {
      for (int i = 0; i < all.size(); i++) {
        times.get(i).add(time(all.get(i).of(pass), repeats));
      }
    }
    StringBuilder line = new StringBuilder("| " + shape + " | " + pass + " |");
    for (List<Double> some : times) {
      double nanos = Medians.of(some);
      line.append(
          String.format(
              Locale.ROOT, " %.3f | %.0f |", nanos / 1e6, 2 * all.get(0).products() / nanos));
    }
    System.out.println(line);
  }

  /** Nanoseconds of the processor of a run. */
  private static double time(Runnable run, int repeats) {
    long start = THREADS.getCurrentThreadCpuTime();
    for (int i = 0; i < repeats; i++) {
      run.run();
    }
    return (double) (THREADS.getCurrentThreadCpuTime() - start) / repeats;
  }
}
