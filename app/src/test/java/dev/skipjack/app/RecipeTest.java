package dev.skipjack.app;

import static dev.skipjack.app.Calls.run;
import static dev.skipjack.app.Calls.squares;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each option of a recipe changes what is learned, and is written down. */
class RecipeTest {
  @TempDir private Path directory;

  private Path train(String name, String... options) {
    Path weights = directory.resolve(name + ".safetensors");
    List<Object> arguments = new ArrayList<>(List.of("train", "-w", weights, "--epochs", 2));
    arguments.addAll(List.of("--batch", 6));
    arguments.addAll(List.of(options));
    run(squares(), 0, arguments.toArray());
    return weights;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--optimizer=adam",
        "--optimizer=adamw",
        "--learning-rate=0.03",
        "--weight-decay=0.01",
        "--schedule=one-cycle",
        "--schedule=steps",
        "--schedule=constant",
        "--warm-up=0.5",
        "--label-smoothing=0.1"
      })
  void everyOptionChangesTheWeights(String option) throws IOException {
    Path changed = train("changed", option);
    assertThat(Files.mismatch(changed, train("plain"))).isNotEqualTo(-1);
    String[] words = option.substring(2).split("=");
    assertThat(directory.resolve("changed.run.toml"))
        .content()
        .containsPattern("\\n" + words[0] + " = '?" + words[1] + "'?\\n");
  }

  /** What the defaults were is written down too. */
  @Test
  void defaultsAreResolved() {
    train("plain");
    assertThat(directory.resolve("plain.run.toml"))
        .content()
        .contains("learning-rate = 0.1\n", "optimizer = 'sgd'\n", "warm-up = 0.1\n");
    train("adam", "--optimizer", "adamw");
    assertThat(directory.resolve("adam.run.toml"))
        .content()
        .contains("learning-rate = 0.001\n", "weight-decay = 0.01\n");
  }

  @Test
  void oneCycleRisesByItself() {
    assertThat(run(squares(), 2, "train", "--schedule", "one-cycle", "--warm-up", "0.1").errors())
        .contains("one-cycle rises by itself");
  }
}
