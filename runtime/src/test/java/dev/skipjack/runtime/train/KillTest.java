package dev.skipjack.runtime.train;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skipjack.runtime.checkpoint.CheckpointDirectory;
import dev.skipjack.runtime.kernel.Kernels;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * A process that is killed at random points, and started again each time, ends with the bits of one
 * that was left alone. {@code -Dskipjack.test.kills=20} kills more often.
 */
@Tag("exhaustive")
class KillTest {
  private static final int KILLS = Integer.getInteger("skipjack.test.kills", 2);

  private static final Map<String, List<String>> UNDISTURBED = new HashMap<>();

  @TempDir private Path directory;

  private static Process start(String provider, Path place) throws IOException {
    String path =
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "--add-modules",
            "jdk.incubator.vector",
            "-Dskipjack.kernels=" + provider,
            "-XX:+UseSerialGC",
            "-cp",
            path,
            KilledTraining.class.getName(),
            place.toString())
        .redirectError(ProcessBuilder.Redirect.DISCARD)
        .start();
  }

  /** What a process says until it ends, or until it has said a line that begins so. */
  private static List<String> said(Process process, String until) throws IOException {
    List<String> lines = new ArrayList<>();
    BufferedReader reader = process.inputReader();
    for (String line = reader.readLine(); line != null; line = reader.readLine()) {
      lines.add(line);
      if (line.startsWith(until)) {
        break;
      }
    }
    return lines;
  }

  /** The result of a process that is left alone; it takes seconds, so each provider has one. */
  private List<String> undisturbed(String provider) throws IOException {
    if (!UNDISTURBED.containsKey(provider)) {
      UNDISTURBED.put(provider, result(said(start(provider, directory.resolve("whole")), "over")));
    }
    assertThat(UNDISTURBED.get(provider)).hasSize(2);
    return UNDISTURBED.get(provider);
  }

  private static List<String> result(List<String> lines) {
    return lines.stream()
        .filter(line -> line.startsWith("weights") || line.startsWith("losses"))
        .toList();
  }

  @ParameterizedTest
  @ValueSource(strings = {"simd", "nd4j"})
  void whoIsKilledAnywhereEndsWithTheSameBits(String provider) throws Exception {
    Assumptions.assumeTrue(
        Kernels.providers().stream()
            .filter(p -> p.name().equals(provider))
            .anyMatch(p -> p.unavailableReason(DataType.FLOAT).isEmpty()));
    List<String> whole = undisturbed(provider);
    Path place = directory.resolve("killed");
    SplittableRandom random = new SplittableRandom();
    int killedWhileWriting = 0;
    Set<String> known = new HashSet<>();
    int killed = 0;
    List<String> points = new ArrayList<>();
    while (killed < KILLS) {
      Process process = start(provider, place);
      long from = newest(place);
      long left = KilledTraining.STEPS - from;
      if (left < 8) { // so near to the end another training serves
        said(process, "over");
        process.waitFor();
        place = directory.resolve("killed" + killed);
        continue;
      }
      // at the third step a checkpoint of the second is written
      List<String> lines = said(process, "step " + (from + 3 + random.nextLong(left / 4)));
      if (killed % 2 == 0) {
        awaitWriting(place);
      } else { // a step takes three milliseconds, most of them to load its images
        Thread.sleep(random.nextInt(4), random.nextInt(999_999));
      }
      process.destroyForcibly().waitFor();
      killed++;
      Set<String> halves = halves(place);
      killedWhileWriting += known.containsAll(halves) ? 0 : 1;
      known.addAll(halves);
      points.add(lines.get(lines.size() - 1));
      assertThat(process.exitValue()).isNotZero();
    }
    List<String> lines = said(start(provider, place), "over");
    assertThat(lines.get(0)).startsWith("resumed after ").doesNotContain("skipped");
    assertThat(result(lines))
        .as("killed after %s, %d times while a checkpoint was written", points, killedWhileWriting)
        .isEqualTo(whole);
    if (KILLS > 2) {
      System.out.printf(
          "%s: killed after %s, %d times while writing%n", provider, points, killedWhileWriting);
    }
  }

  /** What killed processes left. */
  private static Set<String> halves(Path place) throws IOException {
    try (Stream<Path> files = Files.list(place)) {
      return files
          .map(Path::toString)
          .filter(file -> file.endsWith(".tmp"))
          .collect(Collectors.toSet());
    }
  }

  /** Until a checkpoint is being written. */
  private static void awaitWriting(Path place) throws IOException {
    while (true) {
      try (DirectoryStream<Path> files = Files.newDirectoryStream(place, "*.tmp")) {
        if (files.iterator().hasNext()) {
          return;
        }
      } catch (NoSuchFileException e) {
        // the first is to come
      }
    }
  }

  private static long newest(Path place) throws IOException {
    List<Path> files = new CheckpointDirectory(place).newerThan(-1);
    return files.isEmpty()
        ? 0
        : Long.parseLong(files.get(0).getFileName().toString().replaceAll("\\D", ""));
  }

  /** SIGTERM: a checkpoint of the very step it came in, and the JVM goes as asked. */
  @Test
  void whoIsAskedToEndWritesACheckpointFirst() throws Exception {
    List<String> whole = undisturbed("nd4j");
    Path place = directory.resolve("asked");
    Process process = start("nd4j", place);
    said(process, "step 37");
    Assumptions.assumeTrue(process.supportsNormalTermination());
    process.toHandle().destroy(); // which does not close its streams
    List<String> rest = said(process, "its last line");
    assertThat(process.waitFor()).isEqualTo(143);
    assertThat(rest).last().isEqualTo("ends the JVM was asked to end"); // fit does not return
    String last = rest.size() == 1 ? "step 37" : rest.get(rest.size() - 2);
    assertThat("step " + newest(place)).isEqualTo(last);
    assertThat(result(said(start("nd4j", place), "over"))).isEqualTo(whole);
  }
}
