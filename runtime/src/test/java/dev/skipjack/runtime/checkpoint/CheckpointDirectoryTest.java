package dev.skipjack.runtime.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Whatever happens while a checkpoint is written, and to it later, the last good one is found. */
class CheckpointDirectoryTest {
  @TempDir private Path directory;

  private static void write(Path directory, long step, int kept) throws IOException {
    INDArray weights = Nd4j.valueArrayOf(new long[] {50, 40}, (double) step, DataType.FLOAT);
    INDArray momentum = Nd4j.valueArrayOf(new long[] {300}, step + 0.5, DataType.DOUBLE);
    new CheckpointDirectory(directory)
        .write(
            step, Map.of("weights", weights, "momentum", momentum), Map.of("a", "b" + step), kept);
  }

  /** The step of the newest good one, whose every number is looked at. */
  private static long newest(Path directory) throws IOException {
    CheckpointDirectory.Found found = new CheckpointDirectory(directory).newest();
    try (var tensors = found.tensors()) {
      INDArray weights = Nd4j.create(DataType.FLOAT, 50, 40);
      INDArray momentum = Nd4j.create(DataType.DOUBLE, 300);
      tensors.read("weights", weights);
      tensors.read("momentum", momentum);
      long step = (long) weights.getDouble(0);
      assertThat(Arrays.stream(weights.data().asDouble())).allMatch(value -> value == step);
      assertThat(Arrays.stream(momentum.data().asDouble())).allMatch(value -> value == step + 0.5);
      assertThat(tensors.metadata()).containsEntry("a", "b" + step);
      return step;
    }
  }

  private List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.map(path -> path.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void theNewestAreKept() throws IOException {
    for (long step : new long[] {5, 7_000_000_000L, 10, 20, 30}) {
      write(directory, step, 2);
    }
    // what claims to be newer is not this training's, and stays
    assertThat(names())
        .containsExactly(
            "step-000000020.safetensors",
            "step-000000030.safetensors",
            "step-7000000000.safetensors");
    assertThat(newest(directory)).isEqualTo(7_000_000_000L);
    assertThat(new CheckpointDirectory(directory).newerThan(20)).hasSize(2);
  }

  @Test
  void otherFilesStayAndWhatKilledProcessesLeftGoes() throws IOException {
    String uuid = "01234567-89ab-cdef-0123-456789abcdef";
    Set<String> left =
        Set.of(
            "step-000000003.safetensors." + uuid + ".tmp",
            "step-000000004.safetensors." + uuid + ".tmp");
    Set<String> others =
        Set.of("best.safetensors", "best.safetensors." + uuid + ".tmp", "step-1.txt");
    for (Set<String> names : List.of(left, others)) {
      for (String name : names) {
        Path path = Files.writeString(directory.resolve(name), "any");
        Files.setLastModifiedTime(path, FileTime.from(Instant.now().minus(Duration.ofHours(1))));
      }
    }
    write(directory, 5, 1);
    write(directory, 6, 1);
    assertThat(names()).containsAll(others).contains("step-000000006.safetensors").hasSize(4);
  }

  /** Cut at each of many lengths, the last byte and the header among them. */
  @Test
  void aTornFileIsPassedOver() throws IOException {
    write(directory, 1, 3);
    write(directory, 2, 3);
    Path last = directory.resolve("step-000000002.safetensors");
    byte[] whole = Files.readAllBytes(last);
    for (int length = 0; length < whole.length; length += length < 400 ? 7 : 97) {
      Files.write(last, Arrays.copyOf(whole, length));
      assertThat(newest(directory)).isEqualTo(1);
    }
    Files.write(last, Arrays.copyOf(whole, whole.length - 1));
    CheckpointDirectory.Found found = new CheckpointDirectory(directory).newest();
    found.tensors().close();
    assertThat(found.skipped()).hasSize(1);
    assertThat(found.skipped().get(0).file()).isEqualTo(last);
    assertThat(found.skipped().get(0).reason()).contains(last.toString());
    // the length is right, but zeros lie where the disk had not written
    byte[] zeros = Arrays.copyOf(Arrays.copyOf(whole, whole.length / 2), whole.length);
    Files.write(last, zeros);
    assertThat(newest(directory)).isEqualTo(1);
    Files.write(last, whole);
    assertThat(newest(directory)).isEqualTo(2);
  }

  /** In the header, the text, the checksum itself and the numbers. */
  @Test
  void aFlippedBitIsFound() throws IOException {
    write(directory, 1, 3);
    write(directory, 2, 3);
    Path last = directory.resolve("step-000000002.safetensors");
    byte[] whole = Files.readAllBytes(last);
    for (int at = 0; at < whole.length; at += at < 500 ? 1 : 131) {
      byte[] damaged = whole.clone();
      damaged[at] ^= (byte) (1 << at % 8);
      Files.write(last, damaged);
      assertThat(newest(directory)).as("byte %s", at).isEqualTo(1);
    }
  }

  @Test
  void whereNoneIsGoodEachIsNamed() throws IOException {
    assertThatThrownBy(() -> newest(directory))
        .isExactlyInstanceOf(IOException.class)
        .hasMessage("there is no checkpoint in " + directory);
    Path missing = directory.resolve("missing");
    assertThatThrownBy(() -> newest(missing)).hasMessage("there is no checkpoint in " + missing);
    Path first = Files.write(directory.resolve("step-1.safetensors"), new byte[3]);
    write(directory, 2, 2);
    Path second = directory.resolve("step-000000002.safetensors");
    byte[] whole = Files.readAllBytes(second);
    whole[whole.length - 1] ^= 1;
    Files.write(second, whole);
    assertThatThrownBy(() -> newest(directory))
        .isExactlyInstanceOf(IOException.class)
        .hasMessageStartingWith("no checkpoint in " + directory + " is good:")
        .hasMessageContaining(first + ": it has 3 bytes, too few for a header")
        .hasMessageContaining(second + ": its checksum is ")
        .hasMessageContaining(" was written: it is damaged");
    assertThatThrownBy(() -> newest(first)).hasMessageContaining(first + " is no directory");
  }

  /**
   * One write, force, move, creation or deletion after the other fails: alone, as on a disk that is
   * full for a moment, or with all that come after it, as for a process that was killed there.
   */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void anErrorAtAnyPointLeavesTheLastGoodOne(boolean forGood) throws IOException {
    int operation = 0;
    Set<String> seen = new TreeSet<>();
    while (true) {
      Path place = directory.resolve(forGood + "" + operation);
      write(place, 1, 2);
      write(place, 2, 2);
      FaultyFileSystem faulty = new FaultyFileSystem(place, operation, forGood);
      boolean written = true;
      try {
        write(faulty.path(place), 3, 2);
      } catch (IOException e) {
        written = false;
        assertThat(e).hasMessageContaining("No space left on device");
      }
      seen.addAll(faulty.operations);
      long newest = newest(place);
      assertThat(newest).as("operation %s", operation).isIn(2L, 3L);
      if (written) {
        assertThat(newest).isEqualTo(3);
      }
      if (!faulty.hasFailed()) {
        break;
      }
      // and the next one is written as if nothing had happened
      write(place, 4, 2);
      assertThat(newest(place)).isEqualTo(4);
      operation++;
    }
    assertThat(operation).isGreaterThan(8);
    assertThat(seen).contains("create", "write", "force", "move", "delete");
  }

  /** Memory that is a disk, if this machine lends some: nothing else fills a disk for real. */
  @Test
  void aFullDiskLeavesTheLastGoodOne() throws IOException, InterruptedException {
    Path mount = Files.createDirectory(directory.resolve("small"));
    boolean mounted = command("mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", mount.toString());
    Assumptions.assumeTrue(mounted, "needs the right to mount");
    try {
      write(mount, 1, 2); // 12 KiB each
      Path filler = mount.resolve("filler");
      Files.write(filler, new byte[44 * 1024]);
      for (int attempt = 0; attempt < 3; attempt++) {
        assertThatThrownBy(() -> write(mount, 2, 2))
            .isInstanceOf(IOException.class)
            .hasMessageContaining("step-000000002.safetensors: No space left on device");
        assertThat(newest(mount)).isEqualTo(1);
      }
      Files.delete(filler);
      assertThatCode(() -> write(mount, 2, 2)).doesNotThrowAnyException();
      assertThat(newest(mount)).isEqualTo(2);
    } finally {
      command("umount", mount.toString());
    }
  }

  private static boolean command(String... words) throws IOException, InterruptedException {
    try {
      return new ProcessBuilder(words).start().waitFor() == 0;
    } catch (IOException e) {
      return false;
    }
  }
}
