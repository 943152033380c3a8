package dev.skipjack.runtime.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** A file is there whole or as before, as open as before, where it was before. */
class WholeFileTest {
  private static final String UUID = "01234567-89ab-cdef-0123-456789abcdef";

  @TempDir private Path directory;
  private Path file;

  @BeforeEach
  void name() {
    file = directory.resolve("net.safetensors");
  }

  private static void save(Path file) throws IOException {
    Safetensors.write(file, Map.of("a", Nd4j.ones(2)));
  }

  private static void isSaved(Path file) throws IOException {
    assertThat(Safetensors.read(file, DataType.FLOAT)).containsOnlyKeys("a");
  }

  private List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.map(path -> path.getFileName().toString()).sorted().toList();
    }
  }

  /** The JDK closes the file channels of such a thread. */
  @Test
  void aThreadThatIsInterruptedWritesAndReadsAllTheSame() throws IOException {
    Thread.currentThread().interrupt();
    try {
      save(file);
      assertThat(Thread.currentThread().isInterrupted()).isTrue();
      isSaved(file);
      assertThat(Thread.currentThread().isInterrupted()).isTrue();
    } finally {
      Thread.interrupted();
    }
    assertThat(names()).containsExactly("net.safetensors");
  }

  @Test
  void whatIsInterruptedIsWrittenOnceMore() throws IOException {
    int[] times = {0};
    ByteBuffer bytes = ByteBuffer.wrap("all of it".getBytes(StandardCharsets.UTF_8));
    try {
      WholeFile.write(
          file,
          channel -> {
            channel.write(bytes.duplicate().limit(3));
            if (times[0]++ == 0) {
              Thread.currentThread().interrupt();
            }
            channel.write(bytes.duplicate().position(3));
          });
      assertThat(Thread.currentThread().isInterrupted()).isTrue();
    } finally {
      Thread.interrupted();
    }
    assertThat(times[0]).isEqualTo(2);
    assertThat(Files.readString(file)).isEqualTo("all of it");
    assertThat(names()).containsExactly("net.safetensors");
  }

  /** What is open stays open, as a checkpoint does from which a training goes on. */
  @Test
  void whatIsOpenIsReadOnByAThreadThatIsInterrupted() throws IOException {
    INDArray array = Nd4j.createFromArray(1.5f, -2, 3);
    CheckedTensors.write(file, Map.of("some", array), Map.of());
    try (CheckedTensors open = CheckedTensors.open(file)) {
      for (int again = 0; again < 2; again++) {
        Thread.currentThread().interrupt();
        assertThat(open.numbers("some")).containsExactly(1.5, -2, 3);
        assertThat(Thread.interrupted()).isTrue();
      }
      CheckedTensors.write(file, Map.of("some", array.mul(2)), Map.of()); // the open one stays
      assertThat(open.numbers("some")).containsExactly(1.5, -2, 3);
    } finally {
      Thread.interrupted();
    }
  }

  private void assumePosix() {
    Assumptions.assumeTrue(
        FileSystems.getDefault().supportedFileAttributeViews().contains("posix"), "needs POSIX");
  }

  @ParameterizedTest
  @ValueSource(strings = {"rw-------", "rw-rw-rw-", "rwxr-x---"})
  void permissionsStay(String permissions) throws IOException {
    assumePosix();
    Files.writeString(file, "old");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
    save(file);
    isSaved(file);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo(permissions);
    // while it is written, too
    WholeFile.write(
        file,
        channel -> {
          try (Stream<Path> files = Files.list(directory)) {
            for (Path path : files.toList()) {
              assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
                  .as(path.toString())
                  .isEqualTo(permissions);
            }
          }
        });
  }

  @Test
  void aLinkStaysALink() throws IOException {
    assumePosix();
    Path store = Files.createDirectories(directory.resolve("store"));
    Path target = Files.writeString(store.resolve("real"), "old");
    Path middle = Files.createSymbolicLink(store.resolve("middle"), Path.of("real"));
    Files.createSymbolicLink(file, directory.relativize(middle));
    save(file);
    assertThat(file).isSymbolicLink();
    assertThat(middle).isSymbolicLink();
    isSaved(target);
    isSaved(file);
    Path dangling = Files.createSymbolicLink(directory.resolve("new"), store.resolve("made"));
    save(dangling);
    assertThat(dangling).isSymbolicLink();
    isSaved(store.resolve("made"));
    Path loop = Files.createSymbolicLink(directory.resolve("loop"), Path.of("loop"));
    assertThatThrownBy(() -> save(loop)).hasMessageContaining("symbolic links lead nowhere");
    assertThat(names()).containsExactly("loop", "net.safetensors", "new", "store");
  }

  @Test
  void whatKilledProcessesLeftIsDeleted() throws IOException {
    Instant old = Instant.now().minus(Duration.ofHours(1));
    String left = "net.safetensors." + UUID + ".tmp";
    String others = "other.safetensors." + UUID + ".tmp";
    String theirs = "net.safetensors.tmp";
    for (String name : List.of(left, others, theirs)) {
      Path path = Files.writeString(directory.resolve(name), "half");
      Files.setLastModifiedTime(path, FileTime.from(old));
    }
    String young = left.replace('0', 'f');
    Files.writeString(directory.resolve(young), "half");
    save(file);
    assertThat(names()).containsExactlyInAnyOrder("net.safetensors", young, others, theirs);
  }

  @Test
  void whatIsBeingWrittenIsNotDeleted() throws IOException {
    WholeFile.write(
        file,
        channel -> {
          Path temporary = directory.resolve(names().get(0));
          Files.setLastModifiedTime(
              temporary, FileTime.from(Instant.now().minus(Duration.ofHours(1))));
          save(file); // as another thread might
          assertThat(names()).hasSize(2).contains(temporary.getFileName().toString());
          channel.write(ByteBuffer.wrap("later".getBytes(StandardCharsets.UTF_8)));
        });
    assertThat(file).hasContent("later");
    assertThat(names()).containsExactly("net.safetensors");
  }

  @Test
  void aFullDiskNamesTheFile() throws IOException {
    Files.writeString(file, "old");
    assertThatThrownBy(
            () ->
                WholeFile.write(
                    file,
                    channel -> {
                      channel.write(ByteBuffer.allocate(100));
                      throw new IOException("No space left on device");
                    }))
        .isInstanceOf(IOException.class)
        .hasMessage("cannot write " + file + ": No space left on device");
    assertThat(file).hasContent("old");
    assertThat(names()).containsExactly("net.safetensors");
  }

  @Test
  void whatCannotBeWrittenIsSaidBeforeAndAfter() throws IOException {
    Path plain = Files.writeString(directory.resolve("plain"), "any");
    refuse(directory, "it is a directory: name a file in it");
    refuse(directory.getRoot(), "it is a directory: name a file in it");
    refuse(Path.of(""), "the path is empty: name a file");
    refuse(plain.resolve("net"), "its directory cannot be made: " + plain + " is no directory");
    refuse(directory.resolve("n".repeat(230)), "n".repeat(230));
    assertThat(names()).containsExactly("plain");
    Path device = Path.of("/dev/null");
    if (Files.exists(device)) {
      refuse(device, "it is no regular file");
      assertThat(Files.isRegularFile(device)).isFalse();
    }
  }

  private static void refuse(Path file, String reason) {
    assertThatThrownBy(() -> Weights.checkWritable(file))
        .isExactlyInstanceOf(IOException.class)
        .hasMessageStartingWith("cannot write " + file + ": ")
        .hasMessageContaining(reason);
    assertThatThrownBy(() -> save(file))
        .isExactlyInstanceOf(IOException.class)
        .hasMessageStartingWith("cannot write " + file + ": ")
        .hasMessageContaining(reason);
  }

  @Test
  void whatCanBeWrittenIsLeftAsItIs() throws IOException {
    Path deep = directory.resolve("a").resolve("b").resolve("net");
    Weights.checkWritable(deep);
    assertThat(deep.getParent()).isEmptyDirectory();
    Files.writeString(file, "old");
    Weights.checkWritable(file);
    assertThat(file).hasContent("old");
    assertThat(names()).containsExactly("a", "net.safetensors");
  }

  @Test
  void aReadOnlyFileIsNotReplaced() throws IOException {
    Files.writeString(file, "old");
    Assumptions.assumeTrue(file.toFile().setWritable(false), "cannot be protected");
    Assumptions.assumeFalse(Files.isWritable(file), "an administrator writes everything");
    refuse(file, "it is read-only");
    assertThat(file).hasContent("old");
  }

  @Test
  void theFileIsOpenWhileItIsReplaced() throws IOException {
    save(file);
    try (FileChannel reader = FileChannel.open(file, StandardOpenOption.READ)) {
      long size = reader.size();
      Safetensors.write(file, Map.of("a", Nd4j.ones(1000)));
      assertThat(reader.size()).isEqualTo(size); // whoever reads the old file reads all of it
    }
  }
}
