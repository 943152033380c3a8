package dev.skipjack.examples.readme;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** What README.md shows compiles as it stands there, imports included. */
class ReadmeTest {
  private static final Path README = Path.of("../README.md");
  private static final Path SOURCES = Path.of("src/test/java/dev/skipjack/examples/readme");

  @Test
  void theProgramIsWhatIsShown() throws IOException {
    String source = Files.readString(SOURCES.resolve("TrainOnCifar10.java"));
    String shown = source.substring(source.indexOf('\n')).strip();
    assertThat(Files.readString(README)).contains("```java\n" + shown + "\n```");
  }
}
