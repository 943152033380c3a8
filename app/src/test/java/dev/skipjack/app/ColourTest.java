package dev.skipjack.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Colours are for terminals, and not for those who want none (no-color.org). */
class ColourTest {
  private static String help(Map<String, String> environment)
      throws IOException, InterruptedException {
    ProcessBuilder builder = Programs.builder(SquaresProgram.class.getName(), "train", "--help");
    builder.environment().remove("NO_COLOR");
    builder.environment().putAll(environment);
    Process process = builder.start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(said).isZero();
    return said;
  }

  @Test
  void helpIsColouredWhereItShould() throws IOException, InterruptedException {
    assertThat(help(Map.of())).contains("--learning-rate").doesNotContain("\u001b[");
    assertThat(help(Map.of("CLICOLOR_FORCE", "1"))).contains("\u001b[");
    assertThat(help(Map.of("CLICOLOR_FORCE", "1", "NO_COLOR", "1"))).doesNotContain("\u001b[");
  }
}
