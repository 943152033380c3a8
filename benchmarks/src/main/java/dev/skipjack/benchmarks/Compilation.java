package dev.skipjack.benchmarks;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Compiles DenseNets with a javac of their own, started afresh each time, as a user's build. */
final class Compilation {
  private static final int RUNS = 3;
  private static final Pattern NOTE = Pattern.compile("compiled in ([0-9,]+) ms");

  private final Path directory;

  /**
   * @param directory an existing one, for sources and classes
   */
  Compilation(Path directory) {
    this.directory = directory;
  }

  /** DenseNet-121 and DenseNet-264 of Huang et al. 2017, table 1. */
  List<CompileTime> run() throws IOException, InterruptedException {
    return List.of(median("DenseNet121", 6, 12, 24, 16), median("DenseNet264", 6, 12, 64, 48));
  }

  private CompileTime median(String name, int... blocks) throws IOException, InterruptedException {
    Path source = Files.writeString(directory.resolve(name + ".java"), denseNet(name, blocks));
    List<Double> seconds = new ArrayList<>();
    List<Double> processorSeconds = new ArrayList<>();
    for (int i = 0; i < RUNS; i++) {
      long begin = System.nanoTime();
      String output = compile(source);
      seconds.add((System.nanoTime() - begin) / 1e9);
      processorSeconds.add(processorSeconds(output));
    }
    return new CompileTime(name, Medians.of(seconds), Medians.of(processorSeconds));
  }

  private String compile(Path source) throws IOException, InterruptedException {
    String classPath = System.getProperty("java.class.path");
    Process javac =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "javac").toString(),
                "-processorpath",
                classPath,
                "-classpath",
                classPath,
                "-d",
                directory.toString(),
                source.toString())
            .redirectErrorStream(true)
            .start();
    String output = new String(javac.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (javac.waitFor() != 0) {
      throw new IOException("javac failed on " + source + ":\n" + output);
    }
    return output;
  }

  /** What the processor says about itself. */
  static double processorSeconds(String output) {
    Matcher note = NOTE.matcher(output);
    if (!note.find()) {
      throw new IllegalArgumentException("no note of the processor in:\n" + output);
    }
    return Long.parseLong(note.group(1).replace(",", "")) / 1e3;
  }

  private static String denseNet(String name, int... blocks) {
    StringBuilder layers = new StringBuilder();
    for (int i = 0; i < blocks.length; i++) {
      if (i > 0) {
        layers.append(String.format(Locale.ROOT, "  @Transition Layer down%d;%n", i));
      }
      layers.append(
          String.format(
              Locale.ROOT,
              "  @DenseBlock(layers = %d, growth = 32) Layer dense%d;%n",
              blocks[i],
              i + 1));
    }
    return String.format(
        Locale.ROOT,
        """
        import dev.skipjack.annotations.*;

        @Model(input = @Input(channels = 3, height = 224, width = 224))
        class %s {
          @Conv(out = 64, kernel = 7, stride = 2)
          @BatchNorm @Relu @MaxPool(kernel = 3, stride = 2, padding = 1) Layer stem;
        %s  @BatchNorm @Relu @GlobalAvgPool @Linear(out = 1000) Layer logits;
        }
        """,
        name,
        layers);
  }
}
