package dev.skipjack.benchmarks.endurance;

import dev.skipjack.runtime.TrainingNetwork;
import dev.skipjack.runtime.checkpoint.Checkpoints;
import dev.skipjack.runtime.train.History;
import dev.skipjack.runtime.train.Training;
import dev.skipjack.runtime.train.TrainingListener;
import dev.skipjack.runtime.train.TrainingState;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Trains for many steps, with evaluation and checkpoints, and looks at its memory meanwhile. */
@Command(name = "soak", mixinStandardHelpOptions = true, sortOptions = false)
public final class Soak implements Callable<Integer> {
  private static final Path STATUS = Path.of("/proc/self/status");
  private static final int LOOKS = 10;

  /** By how much the last look may be above the one after a fifth of the steps. */
  private static final double FLAT = 1.05;

  @Option(
      names = "--steps",
      defaultValue = "20000",
      description = "to train (default: ${DEFAULT-VALUE})")
  private int steps;

  @Option(
      names = "--checkpoint-steps",
      defaultValue = "50",
      description = "between two checkpoints (default: ${DEFAULT-VALUE})")
  private int checkpointSteps;

  /** MiB. */
  private record Look(long step, double resident, double heap) {}

  public static void main(String[] arguments) {
    System.exit(new CommandLine(new Soak()).execute(arguments));
  }

  @Override
  public Integer call() throws IOException {
    int epochs = Math.max(LOOKS, steps / NoiseTraining.STEPS_PER_EPOCH);
    List<Look> looks = new ArrayList<>();
    TrainingListener looking =
        new TrainingListener() {
          @Override
          public void epochEnds(TrainingState training, History.Epoch epoch) {
            if (epoch.number() % (epochs / LOOKS) == 0) {
              looks.add(look(training.steps()));
            }
          }
        };
    Path directory = Files.createTempDirectory("skipjack-soak");
    try (TrainingNetwork network = EnduringNetwork.forTraining(1);
        Training training = NoiseTraining.training(network)) {
      training
          .checkpoints(Checkpoints.in(directory).everySteps(checkpointSteps))
          .listen(looking)
          .fit(epochs);
    }
    Look early = looks.get(LOOKS / 5 - 1);
    Look last = looks.get(looks.size() - 1);
    boolean flat =
        last.resident() < early.resident() * FLAT && last.heap() < early.heap() * FLAT + 1;
    System.out.printf(
        Locale.ROOT,
        "resident %+.1f %%, heap %+.1f MiB from step %,d to %,d: %s%n",
        100 * (last.resident() / early.resident() - 1),
        last.heap() - early.heap(),
        early.step(),
        last.step(),
        flat ? "flat" : "IT GROWS");
    return flat ? 0 : 1;
  }

  private static Look look(long step) {
    System.gc();
    double heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() / 0x1p20;
    Look look = new Look(step, resident(), heap);
    System.out.printf(
        Locale.ROOT,
        "step %,7d  resident %.1f MiB  heap in use %.1f MiB%n",
        step,
        look.resident(),
        look.heap());
    return look;
  }

  private static double resident() {
    try {
      for (String line : Files.readAllLines(STATUS)) {
        if (line.startsWith("VmRSS:")) {
          return Long.parseLong(line.replaceAll("[^0-9]", "")) / 1024.0;
        }
      }
    } catch (IOException e) {
      // no Linux
    }
    return Double.NaN;
  }
}
