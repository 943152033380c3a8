package dev.skipjack.benchmarks.endurance;

import java.io.BufferedReader;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Kills a training at random points, starts it again each time, and compares what comes out. */
@Command(name = "killing", mixinStandardHelpOptions = true, sortOptions = false)
public final class Killing implements Callable<Integer> {
  @Option(
      names = "--kills",
      defaultValue = "20",
      description = "how often (default: ${DEFAULT-VALUE})")
  private int kills;

  @Option(
      names = "--epochs",
      defaultValue = "20",
      description = "of 16 steps (default: ${DEFAULT-VALUE})")
  private int epochs;

  @Option(
      names = "--kernels",
      defaultValue = "simd",
      description = "simd or nd4j (default: ${DEFAULT-VALUE})")
  private String kernels;

  @Option(names = "--seed", description = "of the points (default: another each time)")
  private Long seed;

  public static void main(String[] arguments) {
    System.exit(new CommandLine(new Killing()).execute(arguments));
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    Path place = Files.createTempDirectory("skipjack-killing");
    byte[] whole = undisturbed(place);
    SplittableRandom random = seed == null ? new SplittableRandom() : new SplittableRandom(seed);
    Path weights = place.resolve("killed.safetensors");
    int steps = epochs * NoiseTraining.STEPS_PER_EPOCH;
    int writing = 0;
    Set<Path> known = new HashSet<>();
    for (int kill = 1; kill <= kills; kill++) {
      Process process = start(place.resolve("killed"), weights);
      BufferedReader lines = process.inputReader();
      String first = lines.readLine();
      String line = first;
      // Each one gets as far as its part of the steps: all points are in the whole of the training.
      long until = (long) steps * kill / (kills + 1) - random.nextInt(steps / (kills + 1));
      while (line != null && !(line.startsWith("step ") && step(line) >= until)) {
        line = lines.readLine();
      }
      Thread.sleep(random.nextInt(20), random.nextInt(999_999));
      process.destroyForcibly().waitFor();
      Set<Path> halves = halves(place.resolve("killed"));
      boolean left = !known.containsAll(halves);
      known.addAll(halves);
      writing += left ? 1 : 0;
      System.out.printf(
          Locale.ROOT,
          "killed %d after %s%s; it had %s%n",
          kill,
          line,
          left ? ", while it wrote a checkpoint" : "",
          first != null && first.startsWith("resumed")
              ? first.replaceAll(" from .*", "")
              : "begun");
    }
    Process process = start(place.resolve("killed"), weights);
    process.inputReader().lines().forEach(line -> {});
    if (process.waitFor() != 0) {
      throw new IOException("the last one failed");
    }
    boolean same = Arrays.equals(Files.readAllBytes(weights), whole);
    System.out.printf(
        Locale.ROOT,
        "%s, %d steps, killed %d times, %d of them while it wrote a checkpoint: %s%n",
        kernels,
        steps,
        kills,
        writing,
        same ? "the same bytes as undisturbed" : "OTHER BYTES, see " + place);
    return same ? 0 : 1;
  }

  private static long step(String line) {
    return Long.parseLong(line.substring("step ".length()));
  }

  /** What killed processes left. */
  private static Set<Path> halves(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.filter(file -> file.toString().endsWith(".tmp")).collect(Collectors.toSet());
    }
  }

  private byte[] undisturbed(Path place) throws IOException, InterruptedException {
    Path weights = place.resolve("whole.safetensors");
    Process process = start(place.resolve("whole"), weights);
    process.inputReader().lines().forEach(line -> {});
    if (process.waitFor() != 0) {
      throw new IOException("the undisturbed training failed");
    }
    return Files.readAllBytes(weights);
  }

  private Process start(Path directory, Path weights) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
    command.add("-Dskipjack.kernels=" + kernels);
    command.add("-classpath");
    command.add(System.getProperty("java.class.path"));
    command.add(NoiseTraining.class.getName());
    command.add(Integer.toString(epochs));
    command.add(directory.toString());
    command.add(weights.toString());
    return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
  }
}
