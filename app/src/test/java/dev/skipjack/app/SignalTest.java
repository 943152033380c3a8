package dev.skipjack.app;

import static dev.skipjack.app.Calls.run;
import static dev.skipjack.app.Calls.squares;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
    assumeTrue(!signal.equals("INT") || Programs.hearInterrupts());
    Path weights = directory.resolve("net.safetensors");
    List<String> lines =
        Programs.endedBy(signal, code, "train", "-w", weights, "--epochs", 100_000, "--batch", 4);
    Path saved = directory.resolve("net.interrupted.safetensors");
    assertThat(lines.get(lines.size() - 1))
        .isEqualTo(
            "interrupted: the weights as they are now lie in %s; --from %s begins with them"
                .formatted(saved, saved));
    assertThat(weights).doesNotExist();
    assertThat(run(squares(), 0, "train", "-w", weights, "--epochs", 1, "--from", saved).out())
        .contains("from     " + saved + ": ", " tensors loaded, 0 kept");
  }

  /** Goes on bit for bit, as if nothing had happened. */
  @Test
  void aCheckpointGoesOn() throws IOException, InterruptedException {
    Path weights = directory.resolve("net.safetensors");
    Path checkpoints = directory.resolve("checkpoints");
    Object[] arguments = {
      "train",
      "-w",
      weights,
      "--epochs",
      120,
      "--batch",
      4,
      "--ema",
      0.9,
      "--checkpoint-minutes",
      60,
      "--checkpoints",
      checkpoints
    };
    List<String> lines = Programs.endedBy("TERM", 143, arguments);
    assertThat(lines.get(lines.size() - 1))
        .isEqualTo(
            "interrupted: a checkpoint lies in %s: the same command with --resume goes on"
                .formatted(checkpoints));
    assertThat(weights).doesNotExist();
    assertThat(
            run(squares(), 0, "train", "--config", checkpoints.resolve("run.toml"), "--resume")
                .out())
        .contains("goes on  resumed after ", "saved    " + weights)
        .doesNotContain("epoch 1 ");

    Path undisturbed = directory.resolve("undisturbed.safetensors");
    run(squares(), 0, "train", "-w", undisturbed, "--epochs", 120, "--batch", 4, "--ema", 0.9);
    assertThat(weights).hasSameBinaryContentAs(undisturbed);

    Path exported = directory.resolve("exported.safetensors");
    assertThat(run(squares(), 0, "export", "--checkpoints", checkpoints, "-w", exported).out())
        .contains("saved    " + exported + ": the average of weights of ");
    assertThat(exported).hasSameBinaryContentAs(undisturbed);
    run(squares(), 0, "export", "--checkpoints", checkpoints, "-w", exported, "--no-average");
    assertThat(Files.mismatch(exported, undisturbed)).isNotEqualTo(-1);
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
