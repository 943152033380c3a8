package dev.skipjack.runtime.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A directory of checkpoints has one training at a time. */
class DirectoryLockTest {
  @TempDir private Path directory;

  private DirectoryLock lock() throws IOException {
    return new CheckpointDirectory(directory).lock();
  }

  @Test
  void anotherTrainingOfTheSameProgramIsRefused() throws IOException {
    try (DirectoryLock lock = lock()) {
      assertThat(lock.problem()).isEmpty();
      assertThatThrownBy(this::lock)
          .isExactlyInstanceOf(IOException.class)
          .hasMessage(
              directory
                  + " is in use: another training of this program writes checkpoints there."
                  + " Wait for its end, or take another directory");
      Path link = Files.createSymbolicLink(directory.resolveSibling("link"), directory);
      assertThatThrownBy(() -> new CheckpointDirectory(link).lock())
          .hasMessageContaining("is in use");
      Files.delete(link);
    }
    lock().close();
  }

  /** Takes the directory, says so, and waits. */
  static final class Holder {
    public static void main(String[] arguments) throws Exception {
      try (DirectoryLock lock = new CheckpointDirectory(Path.of(arguments[0])).lock()) {
        System.out.println("locked " + lock.problem().orElse(""));
        Thread.sleep(600_000);
      }
    }
  }

  /** The system lets go of it, even after {@code kill -9}. */
  @Test
  void anotherProcessIsNamedAndKeepsNothingWhenItIsKilled() throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty(
                    "surefire.test.class.path", System.getProperty("java.class.path")),
                Holder.class.getName(),
                directory.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try {
      assertThat(process.inputReader().readLine()).isEqualTo("locked ");
      for (int i = 0; i < 2; i++) { // who is refused does not take it away either
        assertThatThrownBy(this::lock)
            .isExactlyInstanceOf(IOException.class)
            .hasMessageStartingWith(directory + " is in use: process " + process.pid() + " writes");
      }
    } finally {
      process.destroyForcibly().waitFor();
    }
    lock().close();
  }

  @Test
  void whereThereAreNoLocksItGoesOnWithAWarning() throws IOException {
    FaultyFileSystem faulty = new FaultyFileSystem(directory, Integer.MAX_VALUE, false);
    faulty.lacksLocks = true;
    try (DirectoryLock lock = new CheckpointDirectory(faulty.path(directory)).lock()) {
      assertThat(lock.problem())
          .hasValueSatisfying(
              text ->
                  assertThat(text)
                      .contains(
                          " cannot be locked (No locks available): see to it that no other"
                              + " training writes there"));
    }
  }
}
