package dev.skipjack.app;

import static dev.skipjack.app.Calls.run;
import static dev.skipjack.app.Calls.squares;
import static org.assertj.core.api.Assertions.assertThat;

import dev.skipjack.runtime.checkpoint.CheckpointDirectory;
import dev.skipjack.runtime.checkpoint.DirectoryLock;
import dev.skipjack.runtime.weights.Safetensors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.factory.Nd4j;

/** Checkpoints and reports of the command line. */
class CheckpointTest {
  @TempDir private Path directory;

  private Calls.Said train(int code, Object... more) {
    List<Object> arguments = new ArrayList<>(List.of("train", "-w", weights()));
    arguments.addAll(List.of("--checkpoints", directory.resolve("checkpoints")));
    arguments.addAll(List.of(more));
    if (!arguments.contains("--batch")) {
      arguments.addAll(List.of("--batch", 4));
    }
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
    train(0, "--epochs", 2, "--schedule", "constant");
    assertThat(train(2, "--epochs", 3, "--schedule", "constant", "--batch", 6, "--resume").errors())
        .contains("batches: it was 6 of 4 and is 4 of 6 (--batch)")
        .doesNotContain("\tat ");
    assertThat(train(2, "--epochs", 3, "--resume", "--allow", "other-weather").errors())
        .contains("'other-weather' is none of", "other-batches");
  }

  /** Nothing would be trained, and the other batch size would be believed. */
  @Test
  void whatIsAnotherIsNamedWhereNothingIsLeftToTrain() {
    train(0, "--epochs", 2, "--keep-best", "accuracy");
    assertThat(
            train(2, "--epochs", 2, "--keep-best", "accuracy", "--batch", 6, "--resume").errors())
        .contains(
            "batches: it was 6 of 4 and is 4 of 6 (--batch); to go on all the same: --allow"
                + " other-batches (an epoch that was under way then begins anew)");
    assertThat(
            train(2, "--epochs", 2, "--keep-best", "accuracy", "--squares", 21, "--resume")
                .errors())
        .contains("data: it was ", "; to go on all the same: --allow other-data");
    assertThat(train(2, "--epochs", 2, "--resume").errors())
        .contains("listener KeepBest 1 is missing (--keep-best, --early-stopping, --schedule")
        .contains("; to go on all the same: --allow other-listeners");
    assertThat(
            train(
                    0,
                    "--epochs",
                    2,
                    "--batch",
                    6,
                    "--resume",
                    "--allow",
                    "other-batches",
                    "--keep-best",
                    "accuracy")
                .out())
        .contains("nothing  is left to train");
  }

  /** Of whatever is refused: users of a command line call no methods. */
  @Test
  void refusalsNameOptions() throws IOException {
    train(0, "--epochs", 2, "--micro-batches", 2);
    List<String> refusals =
        List.of(
            train(2, "--epochs", 2).errors(),
            train(2, "--epochs", 3, "--micro-batches", 2, "--resume").errors(),
            train(2, "--epochs", 1, "--micro-batches", 2, "--resume").errors(),
            train(2, "--epochs", 2, "--micro-batches", 1, "--resume").errors(),
            train(2, "--epochs", 2, "--seed", 9, "--resume").errors(),
            train(2, "--epochs", 2, "--micro-batches", 2, "--ema", 0.9, "--resume").errors(),
            train(2, "--epochs", 2, "--micro-batches", 5).errors());
    assertThat(refusals)
        .allSatisfy(
            text ->
                assertThat(text)
                    .contains(" --")
                    .doesNotContainPattern("[a-z]\\w*\\([^-]")
                    .doesNotContain("Allow.", "\tat "));
    assertThat(refusals.get(0))
        .contains("the newest is step-000000012.safetensors: --resume goes on with it,");
    assertThat(refusals.get(1))
        .contains(
            "--epochs 3: the schedule of this training ends with epoch 2, as it was begun;"
                + " --allow other-schedule stretches it over 3 epochs");
    assertThat(refusals.get(2))
        .contains("--epochs 1: 2 epochs are over in ", "; --epochs 2 or more goes on");
    assertThat(refusals.get(6))
        .contains("--micro-batches 5 is more than the images of a batch, --batch 4");
    assertThat(
            train(0, "--epochs", 3, "--micro-batches", 2, "--resume", "--allow", "other-schedule")
                .out())
        .contains("epoch 3 ");
    Path other = directory.resolve("other.safetensors");
    Safetensors.write(other, Map.of("stem.bn.weight", Nd4j.ones(DataType.FLOAT, 5)));
    assertThat(run(squares(), 2, "export", "--checkpoints", other, "-w", weights()).errors())
        .contains(other.toString())
        .doesNotContain("OtherShapes");
  }

  @Test
  void aDirectoryThatAnotherTrainingWritesToIsRefused() throws IOException {
    Path used = directory.resolve("checkpoints");
    try (DirectoryLock lock = new CheckpointDirectory(used).lock()) {
      assertThat(lock.problem()).isEmpty();
      assertThat(train(2, "--epochs", 1).errors())
          .contains(used + " is in use: ", "or take another directory")
          .doesNotContain("\tat ");
      assertThat(used.resolve("run.toml")).doesNotExist();
    }
    train(0, "--epochs", 1);
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
