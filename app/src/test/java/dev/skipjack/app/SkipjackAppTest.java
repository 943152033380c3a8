package dev.skipjack.app;

import static dev.skipjack.app.Calls.run;
import static dev.skipjack.app.Calls.squares;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class SkipjackAppTest {
  @TempDir private Path directory;

  @Test
  void aNetworkIsTrainedSavedLoadedAndEvaluated() {
    Path weights = directory.resolve("net.safetensors");
    assertThat(run(squares(), 0, "train", "-w", weights, "--epochs", 8, "--batch", 4).out().lines())
        .anyMatch(line -> line.matches("SmallNet on coloured squares: 24 images of 3x8x8, .*"))
        .anyMatch(line -> line.startsWith("epoch 8 "))
        .anyMatch(line -> line.equals("saved    " + weights))
        .anyMatch(line -> line.matches("loaded   accuracy 100.00 %.*"))
        .anyMatch(line -> line.matches("image 2  green +\\d+.\\d %   \\(it is: green\\)"));
    assertThat(run(squares(), 0, "evaluate", "-w", weights).out())
        .contains("accuracy 100.00 %")
        .containsPattern("blue +0 +0 +4");
  }

  /** A single model is not asked for: there is no option that chooses. */
  @Test
  void aSingleModelHasNoOptionToChooseOne() {
    assertThat(run(squares(), 2, "train", "--network", "SmallNet").errors())
        .contains("Unknown option");
    assertThat(run(squares(), 0, "train", "--help").out())
        .contains("Usage: SmallNet train", "default: SmallNet.safetensors")
        .doesNotContain("--network");
    assertThat(run(squares(), 0, "doctor").out()).contains("kernels, FLOAT", "fusedConvolution");
    assertThat(run(squares(), 0, "summary").out()).contains("| stem | 8x8x8 |");
  }

  /** Each option once, with those of its concern. */
  @Test
  void theHelpOfTrainHasHeadings() {
    CommandLine line = SkipjackApp.of(SmallNet.class).commandLine();
    String help = run(line, 0, "train", "--help").out();
    assertThat(help)
        .containsSubsequence("Run:", "--epochs", "--weights", "--config", "Data:", "--data")
        .containsSubsequence("--split", "Pictures:", "--augment", "--mixup", "Recipe:")
        .containsSubsequence("Recipe:", "--optimizer", "--micro-batches", "Decisions:")
        .containsSubsequence("Decisions:", "--early-stopping", "Checkpoints:", "--resume")
        .containsSubsequence("Checkpoints:", "--checkpoints", "Reports:", "--report")
        .containsPattern("take none for\\s+what means something else when\\s+mirrored");
    List<String> listed = help.lines().dropWhile(text -> !text.equals("Run:")).toList();
    for (var option : line.getSubcommands().get("train").getCommandSpec().options()) {
      String beginning = " +(-\\w, )?" + option.longestName() + "([ =].*)?";
      assertThat(listed).filteredOn(text -> text.matches(beginning)).as(beginning).hasSize(1);
    }
  }

  @Test
  void ofSeveralModelsAnOptionChooses() {
    AppModel small =
        new AppModel(
            "small", SmallNet.class, SmallNetNetwork::forTraining, SmallNetNetwork::forInference);
    AppModel other = AppModel.of(SmallNet.class);
    CommandLine line =
        SkipjackApp.models(List.of(other, small))
            .named("nets")
            .preset("small")
            .weightsIn(directory)
            .data(ColouredSquares::new)
            .commandLine();
    assertThat(run(line, 0, "train", "--epochs", 1).out())
        .contains("saved    " + directory.resolve("small.safetensors"));
    assertThat(run(line, 0, "evaluate", "-n", "small").out()).contains("accuracy");
    assertThat(run(line, 2, "evaluate", "--network", "SmallNet").errors())
        .contains("there are no weights of SmallNet")
        .contains("'nets train --network SmallNet' makes that file");
    assertThat(run(line, 2, "summary", "-n", "large").errors())
        .contains("'large' is none of [SmallNet, small]");
  }
}
