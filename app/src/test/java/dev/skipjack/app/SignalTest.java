package dev.skipjack.app;

import static dev.skipjack.app.Calls.run;
import static dev.skipjack.app.Calls.squares;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is left of a training that is told to end. */
class SignalTest {
  @TempDir private Path directory;

  @ParameterizedTest
  @CsvSource({"INT, 130", "TERM, 143"})
  void whatWasLearnedIsSaved(String signal, int code) throws IOException, InterruptedException {
    Path weights = directory.resolve("net.safetensors");
    Process process = start("train", "-w", weights, "--epochs", 100_000, "--batch", 4);
    List<String> lines = new ArrayList<>();
    try (BufferedReader out =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      for (String line = out.readLine(); line != null; line = out.readLine()) {
        lines.add(line);
        if (line.startsWith("epoch 3 ")) {
          new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid())).start().waitFor();
        }
      }
    }
    assertThat(process.waitFor()).as("%s", lines).isEqualTo(code);
    Path saved = directory.resolve("net.interrupted.safetensors");
    assertThat(lines.get(lines.size() - 1))
        .isEqualTo(
            "interrupted: the weights as they are now lie in %s; --from %s begins with them"
                .formatted(saved, saved));
    assertThat(weights).doesNotExist();
    assertThat(run(squares(), 0, "train", "-w", weights, "--epochs", 1, "--from", saved).out())
        .contains("from     " + saved + ": ", " tensors loaded, 0 kept");
  }

  private static Process start(Object... arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "-Xmx1g",
            "--add-modules",
            "jdk.incubator.vector",
            "-Dorg.bytedeco.javacpp.maxBytes=0",
            "-Dorg.bytedeco.javacpp.maxPhysicalBytes=0",
            "-cp",
            System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
            SquaresProgram.class.getName()));
    for (Object argument : arguments) {
      command.add(argument.toString());
    }
    return new ProcessBuilder(command).redirectErrorStream(true).start();
  }

  @Test
  void beginningFromAFileThatFitsNowhereIsAMistake() throws IOException {
    Path none = directory.resolve("none.safetensors");
    assertThat(run(squares(), 2, "train", "-w", directory.resolve("a"), "--from", none).errors())
        .contains(none.toString());
    Files.writeString(none, "no weights");
    assertThat(run(squares(), 2, "train", "-w", directory.resolve("a"), "--from", none).errors())
        .contains(none.toString());
  }
}
