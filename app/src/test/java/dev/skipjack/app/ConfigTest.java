package dev.skipjack.app;

import static dev.skipjack.app.Calls.run;
import static dev.skipjack.app.Calls.squares;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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
