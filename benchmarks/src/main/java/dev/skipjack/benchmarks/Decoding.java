package dev.skipjack.benchmarks;

import dev.skipjack.runtime.pictures.Picture;
import dev.skipjack.runtime.pictures.PictureReader;
import dev.skipjack.runtime.random.RandomStream;
import dev.skipjack.runtime.random.RandomStream.Purpose;
import dev.skipjack.runtime.transforms.PictureTransform;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * How many JPEGs of a folder one thread brings to 224×224 in a second, by randomResizedCrop and a
 * flip, beside Pillow and torchvision. By the time of the processor, of the whole process: that of
 * garbage collection and of the JVM's compiler too, and not that of others on the machine.
 */
@Command(name = "decoding", mixinStandardHelpOptions = true, sortOptions = false)
public final class Decoding implements Callable<Integer> {
  private static final PictureTransform TRANSFORM =
      PictureTransform.sequence(
          PictureTransform.randomResizedCrop(224), PictureTransform.horizontalFlip());

  @Option(
      names = "--folder",
      required = true,
      description = "of JPEGs; python/decoding.py makes one")
  private Path folder;

  @Option(
      names = "--rounds",
      defaultValue = "5",
      description = "of each (default: ${DEFAULT-VALUE})")
  private int rounds;

  @Option(
      names = "--python",
      description = "a Python that has Pillow and torchvision, which take turns with us")
  private String python;

  @Option(
      names = "--script",
      defaultValue = "benchmarks/src/main/python/decoding.py",
      description = "what it runs (default: ${DEFAULT-VALUE})")
  private Path script;

  private long checksum;

  /** What a round took. */
  private record Round(int pictures, double processorSeconds, double seconds) {
    double perSecond() {
      return pictures / processorSeconds;
    }
  }

  public static void main(String[] arguments) {
    System.exit(new CommandLine(new Decoding()).execute(arguments));
  }

  @Override
  public Integer call() throws IOException {
    List<Path> files;
    try (Stream<Path> all = Files.list(folder)) {
      files = all.sorted().toList();
    }
    read(files, 0); // warms up
    List<Double> ours = new ArrayList<>();
    List<Double> theirs = new ArrayList<>();
    for (int round = 1; round <= rounds; round++) {
      ours.add(print("skipjack", read(files, round)));
      if (python != null) {
        theirs.add(print("torchvision", readWithPython()));
      }
    }
    System.out.printf(Locale.ROOT, "median: skipjack %.1f pictures/s", median(ours));
    if (python != null) {
      System.out.printf(Locale.ROOT, ", torchvision %.1f pictures/s", median(theirs));
    }
    System.out.printf(Locale.ROOT, "; checksum %d%n", checksum);
    return 0;
  }

  private static double median(List<Double> values) {
    return Medians.of(values);
  }

  private static double print(String who, Round round) {
    System.out.printf(
        Locale.ROOT,
        "%-11s %d pictures, %.2f s of the processor, %.2f s: %.1f pictures/s%n",
        who,
        round.pictures(),
        round.processorSeconds(),
        round.seconds(),
        round.perSecond());
    return round.perSecond();
  }

  private Round read(List<Path> files, int epoch) throws IOException {
    long processor = processorNanos();
    long start = System.nanoTime();
    for (int i = 0; i < files.size(); i++) {
      RandomStream chance = RandomStream.of(1, Purpose.AUGMENTATION).split(epoch).split(i);
      Picture picture = TRANSFORM.apply(PictureReader.read(files.get(i)).rgb(), chance.sequence());
      checksum += picture.height() + picture.toString().length();
    }
    double seconds = (System.nanoTime() - start) / 1e9;
    return new Round(files.size(), (processorNanos() - processor) / 1e9, seconds);
  }

  private static long processorNanos() {
    return ProcessHandle.current().info().totalCpuDuration().map(Duration::toNanos).orElseThrow();
  }

  private Round readWithPython() throws IOException {
    Process process =
        new ProcessBuilder(python, script.toString(), "measure", folder.toString(), "1")
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
      String line = lines.readLine();
      if (line == null) {
        throw new IOException(python + " " + script + " measured nothing");
      }
      String[] numbers = line.split(" ");
      return new Round(
          Integer.parseInt(numbers[0]),
          Double.parseDouble(numbers[1]),
          Double.parseDouble(numbers[2]));
    }
  }
}
