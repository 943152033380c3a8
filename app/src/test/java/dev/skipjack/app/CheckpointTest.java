package dev.skipjack.app;

import static dev.skipjack.app.Calls.run;
import static dev.skipjack.app.Calls.squares;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Checkpoints and reports of the command line. */
class CheckpointTest {
  @TempDir private Path directory;

  private Calls.Said train(int code, Object... more) {
    List<Object> arguments = new ArrayList<>(List.of("train", "--batch", 4, "-w", weights()));
    arguments.addAll(List.of("--checkpoints", directory.resolve("checkpoints")));
    arguments.addAll(List.of(more));
    return run(squares(), code, arguments.toArray());
  }

  private Path weights() {
    return directory.resolve("net.safetensors");
  }

  @Test
  void moreEpochsGoOnWhereTheLastEnded() throws IOException {
    assertThat(train(0, "--epochs", 2, "--schedule", "constant", "--resume").out())
        .contains("begins   there is no checkpoint in", "epoch 2 ");
    assertThat(train(2, "--epochs", 2).errors()).contains("has checkpoints");
    byte[] saved = Files.readAllBytes(weights());
    assertThat(train(0, "--epochs", 2, "--schedule", "constant", "--resume").out())
        .contains("nothing  is left to train");
    assertThat(weights()).hasBinaryContent(saved);
    assertThat(train(0, "--epochs", 3, "--schedule", "constant", "--resume").out())
        .contains("goes on  resumed after 12 steps, in epoch 3", "epoch 3 ")
        .doesNotContain("epoch 2 ");
  }

  /** Whatever else lies there: the best weights, for instance, are not those of the end. */
  @Test
  void whatIsOverIsLeftAsItIs() throws IOException {
    train(0, "--epochs", 2);
    Files.writeString(weights(), "the best");
    assertThat(train(2, "--epochs", 2, "--resume").errors()).contains("net.safetensors");
    assertThat(weights()).hasContent("the best");
    Files.delete(weights());
    assertThat(train(0, "--epochs", 2, "--resume").out()).contains("saved    " + weights());
  }

  @Test
  void whoIsRefusedChangesNoSettings() throws IOException {
    train(0, "--epochs", 1);
    Path settings = directory.resolve("checkpoints").resolve("run.toml");
    String before = Files.readString(settings);
    train(2, "--epochs", 9, "--batch", 3);
    assertThat(train(2, "--epochs", 2, "--seed", 99, "--resume").errors())
        .contains("seed: it was 1 and is 99")
        .doesNotContain("\tat ");
    assertThat(settings).hasContent(before);
  }

  @Test
  void whatIsAnotherIsNamedAndMayBeAllowed() {
    train(0, "--epochs", 2);
    assertThat(train(2, "--epochs", 3, "--batch", 6, "--resume").errors())
        .contains("batch")
        .doesNotContain("\tat ");
    assertThat(train(2, "--epochs", 3, "--resume", "--allow", "other-weather").errors())
        .contains("'other-weather' is none of", "other-batches");
  }

  @Test
  void optionsOfCheckpointsNeedThem() {
    assertThat(run(squares(), 2, "train", "--resume").errors())
        .contains("--resume needs --checkpoints DIR");
    assertThat(run(squares(), 2, "train", "--checkpoint-steps", 5).errors())
        .contains("needs --checkpoints DIR");
    assertThat(run(squares(), 2, "export", "--checkpoints", directory, "-w", weights()).errors())
        .contains(directory.toString());
  }

  @Test
  void reportsAreWrittenWithWhatRepeatsTheRun() throws IOException {
    Path report = directory.resolve("report");
    Path events = directory.resolve("events");
    train(0, "--epochs", 2, "--report", report, "--tensorboard", events, "--seed", 5);
    assertThat(report.resolve("report.html")).content().contains("SmallNet", "--seed 5");
    assertThat(report.resolve("run.toml")).content().contains("seed = 5");
    try (Stream<Path> files = Files.list(events)) {
      assertThat(files).hasSize(1);
    }
  }

  /** The rate is written down, so that a repeated run has it too. */
  @Test
  void aLearningRateIsFound() throws IOException {
    Path weights = directory.resolve("found.safetensors");
    String out =
        run(
                squares(),
                0,
                "train",
                "--find-learning-rate",
                "-w",
                weights,
                "--epochs",
                1,
                "--batch",
                4)
            .out();
    String rate = out.lines().filter(line -> line.startsWith("rate ")).findFirst().orElseThrow();
    Path settings = directory.resolve("found.run.toml");
    assertThat(settings)
        .content()
        .contains("learning-rate = " + rate.substring("rate     ".length()) + "\n")
        .doesNotContain("find");
    Path again = directory.resolve("again.safetensors");
    run(squares(), 0, "train", "--config", settings, "-w", again);
    assertThat(again).hasSameBinaryContentAs(weights);
  }
}
