package dev.skipjack.app;

import static dev.skipjack.app.Calls.run;
import static dev.skipjack.app.Calls.squares;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** What is promised of {@code --config}. */
class ConfigTest {
  @TempDir private Path directory;

  private Path config(String... lines) throws IOException {
    return Files.writeString(directory.resolve("train.toml"), String.join("\n", lines));
  }

  private Path weights(String name) {
    return directory.resolve(name + ".safetensors");
  }

  @Test
  void aRunIsRepeatedByteForByteFromWhatLiesBesideIt() throws IOException {
    Path first = weights("first");
    run(
        squares(),
        0,
        "train",
        "-w",
        first,
        "--epochs",
        3,
        "--seed",
        7,
        "--batch=5",
        "--learning-rate",
        0.02,
        "--squares",
        21);
    Path settings = directory.resolve("first.run.toml");
    Path second = weights("second");
    run(squares(), 0, "train", "--config", settings, "--weights", second);
    assertThat(second).hasSameBinaryContentAs(first);
    assertThat(settings).content().contains("--config", "kernels ", "JDK ", "seed = 7");

    Path other = weights("other");
    run(squares(), 0, "train", "--config", settings, "--weights", other, "--seed", 8);
    assertThat(Files.mismatch(other, first)).as("the command line wins").isNotEqualTo(-1);
    assertThat(directory.resolve("other.run.toml")).content().contains("seed = 8");
  }

  /** Also of options that have a default. */
  @Test
  void theFileTakesThePlaceOfDefaults() throws IOException {
    Path file = config("# short", "epochs = 2", "squares = 6", "batch = 4");
    assertThat(run(squares(), 0, "train", "--config", file, "-w", weights("a")).out())
        .contains("6 images of 3x8x8", "epoch 2")
        .doesNotContain("epoch 3");
  }

  /** So that what was written beside a training serves to evaluate it. */
  @Test
  void keysOfOtherCommandsArePassedOver() throws IOException {
    Path weights = weights("net");
    run(squares(), 0, "train", "-w", weights, "--epochs", 1);
    Path settings = directory.resolve("net.run.toml");
    assertThat(run(squares(), 0, "evaluate", "--config", settings).out())
        .contains("accuracy", "on 12 images");
  }

  /** Paths in a file that somebody wrote begin where the file lies. */
  @Test
  void pathsBeginInTheDirectoryOfTheFile() throws IOException {
    Path file = config("epochs = 1", "weights = 'out/net.safetensors'", "checkpoints = 'ck'");
    run(squares(), 0, "train", "--config", file);
    assertThat(directory.resolve("out/net.safetensors")).exists();
    assertThat(directory.resolve("ck/run.toml")).exists();
  }

  /** Also where weights had their own name by default. */
  @Test
  @Tag("exhaustive")
  void aRunIsRepeatedFromAnotherDirectory() throws IOException, InterruptedException {
    Path here = Files.createDirectory(directory.resolve("here"));
    Path there = Files.createDirectory(directory.resolve("there"));
    in(here, "train", "--epochs", 2, "--checkpoints", "../ck");
    Path weights = here.resolve("SmallNet.safetensors");
    byte[] trained = Files.readAllBytes(weights);
    assertThat(in(there, "evaluate", "--config", here.resolve("SmallNet.run.toml")))
        .anyMatch(line -> line.startsWith(weights + ": accuracy "));
    assertThat(in(there, "train", "--config", "../ck/run.toml", "--resume"))
        .contains("nothing  is left to train: the checkpoint is of the end", "kept     " + weights);
    Path again = there.resolve("again.safetensors");
    in(
        there,
        "train",
        "--config",
        "../ck/run.toml",
        "-w",
        "again.safetensors",
        "--checkpoints",
        "ck");
    assertThat(again).hasBinaryContent(trained);
    assertThat(weights).hasBinaryContent(trained);
  }

  private static List<String> in(Path place, Object... arguments)
      throws IOException, InterruptedException {
    Process process =
        Programs.builder(SquaresProgram.class.getName(), arguments)
            .directory(place.toFile())
            .start();
    List<String> lines = process.inputReader().lines().toList();
    assertThat(process.waitFor()).as("%s", lines).isZero();
    return lines;
  }

  /** Else another network would be written over them. */
  @Test
  void anotherNetworkDoesNotTakeTheWeightsOfTheFile() throws IOException {
    AppModel one = AppModel.of(SmallNet.class);
    AppModel other =
        new AppModel(
            "other", SmallNet.class, SmallNetNetwork::forTraining, SmallNetNetwork::forInference);
    CommandLine nets =
        SkipjackApp.models(List.of(one, other))
            .weightsIn(directory)
            .data(ColouredSquares::new)
            .commandLine();
    run(nets, 0, "train", "--epochs", 1);
    byte[] trained = Files.readAllBytes(weights("SmallNet"));
    Path settings = directory.resolve("SmallNet.run.toml");
    run(nets, 0, "train", "--config", settings, "--network", "other", "--seed", 5);
    assertThat(weights("SmallNet")).hasBinaryContent(trained);
    assertThat(weights("other")).exists();
    assertThat(run(nets, 0, "evaluate", "--config", settings, "-n", "SmallNet").out())
        .contains(weights("SmallNet") + ": accuracy");
  }

  @Test
  void anUnknownKeyIsToldWithTheNearest() throws IOException {
    assertThat(run(squares(), 2, "train", "--config", config("epoch = 3")).errors())
        .contains("train.toml", "unknown key 'epoch': did you mean 'epochs'?", "learning-rate");
    assertThat(run(squares(), 2, "train", "--config", config("config = 'a'")).errors())
        .contains("unknown key 'config'");
  }

  @Test
  void whatIsWrongInTheFileIsTold() throws IOException {
    assertThat(run(squares(), 2, "train", "--config", directory.resolve("none.toml")).errors())
        .contains("there is no file", "none.toml");
    assertThat(run(squares(), 2, "train", "--config", config("seed = 1", "epochs = = 3")).errors())
        .contains("train.toml:2: ");
    assertThat(run(squares(), 2, "train", "--config", config("[train]", "epochs = 3")).errors())
        .contains("unknown key 'train'");
    assertThat(run(squares(), 2, "train", "--config", config("[epochs]", "a = 3")).errors())
        .contains("'epochs' is a table");
    assertThat(run(squares(), 2, "train", "--config", config("epochs = 'many'")).errors())
        .contains("--epochs", "'many'");
    assertThat(run(squares(), 2, "train", "--config", config("epochs = 0")).errors())
        .contains("'--epochs': '0'", "It takes from 1 to 100,000");
  }
}
