package dev.skipjack.processor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Texts kept in files; {@code -Dskipjack.goldens=update} rewrites them, to be read in the diff. */
final class Goldens {
  private static final Path RESOURCES = Path.of("src", "test", "resources");
  private static final boolean UPDATE = "update".equals(System.getProperty("skipjack.goldens"));

  private Goldens() {}

  static Path resource(String first, String... more) {
    return RESOURCES.resolve(Path.of(first, more));
  }

  static void check(Path file, String actual) throws IOException {
    if (UPDATE) {
      Files.createDirectories(file.getParent());
      Files.writeString(file, actual);
    }
    assertThat(file).as("a golden; write it with -Dskipjack.goldens=update").exists();
    assertThat(actual).as(file.toString()).isEqualTo(Files.readString(file));
  }
}
