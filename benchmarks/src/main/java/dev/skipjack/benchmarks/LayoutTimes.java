package dev.skipjack.benchmarks;

import dev.skipjack.runtime.kernel.Kernels;
import dev.skipjack.runtime.kernel.Layout;
import dev.skipjack.runtime.kernel.Operands;
import dev.skipjack.runtime.kernel.Settings;
import dev.skipjack.runtime.kernel.Step;
import dev.skipjack.runtime.kernel.Tensor;
import dev.skipjack.runtime.kernel.activation.ActivationSpec;
import dev.skipjack.runtime.kernel.convolution.ConvolutionSpec;
import dev.skipjack.runtime.kernel.convolution.FoldedConvolutionSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.nd4j.linalg.api.buffer.DataType;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Convolutions whose input and output lie in planes or in blocks, which take turns in one JVM on
 * one thread: what the constants are measured by that the compiler chooses layouts with.
 */
@Command(name = "layouts", mixinStandardHelpOptions = true, sortOptions = false)
public final class LayoutTimes implements Callable<Integer> {
  /** Nanoseconds that the samples of a layout take together. */
  private static final double WANTED = 4e8;

  @Option(
      names = "--shapes",
      split = ",",
      description = "IN:OUT:KERNEL:STRIDE:GROUPS:SIDE:IMAGES,...")
  private List<String> shapes =
      List.of(
          "3:32:3:2:1:224:1",
          "3:64:7:2:1:224:1",
          "32:64:1:1:1:112:1",
          "64:256:1:1:1:56:1",
          "256:256:1:1:1:28:1",
          "512:512:1:1:1:14:1",
          "1024:1024:1:1:1:7:1",
          "1024:1024:1:1:1:7:8",
          "64:128:1:2:1:56:1",
          "64:64:3:1:1:56:1",
          "128:128:3:1:1:28:1",
          "256:256:3:1:1:14:1",
          "256:256:3:1:1:14:8",
          "512:512:3:1:1:7:1",
          "512:512:3:1:1:7:8",
          "128:32:3:1:1:14:1",
          "64:128:3:2:1:56:1",
          "256:512:3:2:1:14:1",
          "32:32:3:1:32:112:1",
          "64:64:3:2:64:112:1",
          "256:256:3:1:256:28:1",
          "512:512:3:1:512:14:1",
          "1024:1024:3:1:1024:7:1");

  public static void main(String[] arguments) {
    System.setProperty(Settings.THREADS, "1");
    System.exit(new CommandLine(new LayoutTimes()).execute(arguments));
  }

  @Override
  public Integer call() {
    System.out.println("least of many runs, ms (GFLOP/s)");
    System.out.println();
    StringBuilder head = new StringBuilder("| in:out:kernel:stride:groups:side:images |");
    StringBuilder rule = new StringBuilder("|---|");
    for (Layout input : Layout.values()) {
      for (Layout output : Layout.values()) {
        head.append(String.format(Locale.ROOT, " %s to %s |", input, output));
        rule.append("---:|");
      }
    }
    System.out.println(head);
    System.out.println(rule);
    for (String shape : shapes) {
      System.out.println("| " + shape + " |" + measured(shape));
    }
    return 0;
  }

  private static String measured(String shape) {
    int[] n = List.of(shape.split(":")).stream().mapToInt(Integer::parseInt).toArray();
    ConvolutionSpec spec = new ConvolutionSpec(n[0], n[1], n[2], n[3], n[2] / 2, 1, n[4], false);
    int side = (n[5] + 2 * (n[2] / 2) - n[2]) / n[3] + 1;
    List<Step> steps = new ArrayList<>();
    try (Kernels kernels = Kernels.open(DataType.FLOAT, 1)) {
      Tensor x = Maps.random(kernels, n[6], n[0], n[5], n[5]);
      Tensor weight = Maps.parameter(n[1], n[0] / n[4], n[2], n[2]);
      Tensor out = Maps.random(kernels, n[6], n[1], side, side);
      double products = (double) out.length() * weight.length() / n[1];
      for (Layout input : Layout.values()) {
        for (Layout output : Layout.values()) {
          boolean mixed = n[4] > 1 && input != output; // which no fast kernel has
          boolean takes = input.takes(n[0]) && output.takes(n[1]) && !mixed;
          steps.add(takes ? step(kernels, spec, input, output, x, weight, out) : null);
        }
      }
      StringBuilder line = new StringBuilder();
      for (double nanos : leastNanos(steps)) {
        line.append(
            nanos == 0
                ? " |"
                : String.format(Locale.ROOT, " %.3f (%.0f) |", nanos / 1e6, 2 * products / nanos));
      }
      return line.toString();
    }
  }

  private static Step step(
      Kernels kernels,
      ConvolutionSpec spec,
      Layout input,
      Layout output,
      Tensor x,
      Tensor weight,
      Tensor out) {
    Step step =
        kernels.step(
            new FoldedConvolutionSpec(spec, null, null, false, ActivationSpec.RELU, input, output));
    step.bind(new Operands().input(x).weight(weight).output(out));
    return step;
  }

  /** Zero for what there is not. */
  private static double[] leastNanos(List<Step> steps) {
    double[] least = new double[steps.size()];
    double spent = 0;
    for (int round = 0; round < 30 || spent < WANTED; round++) {
      for (int i = 0; i < least.length; i++) {
        if (steps.get(i) != null) {
          long begin = System.nanoTime();
          steps.get(i).run();
          long nanos = System.nanoTime() - begin;
          least[i] = least[i] == 0 ? nanos : Math.min(least[i], nanos);
          spent += (double) nanos / steps.size();
        }
      }
    }
    return least;
  }
}
