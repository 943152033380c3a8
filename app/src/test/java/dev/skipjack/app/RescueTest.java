package dev.skipjack.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where the weights of a night go when their place is gone in the morning. */
@Tag("exhaustive")
class RescueTest {
  @TempDir private Path directory;
  private Path place;
  private Path working;
  private Path temporary;

  @BeforeEach
  void makeDirectories() throws IOException {
    place = Files.createDirectory(directory.resolve("place"));
    working = Files.createDirectory(directory.resolve("working"));
    temporary = Files.createDirectory(directory.resolve("temporary"));
  }

  /** Trains, while nothing can be written to these directories any more. */
  private String train(int code, List<Path> vanishing, Object... more)
      throws IOException, InterruptedException {
    List<Object> arguments = new ArrayList<>(List.of("train", "--epochs", 8, "--batch", 4));
    arguments.addAll(List.of("-w", place.resolve("net.safetensors")));
    arguments.addAll(List.of(more));
    ProcessBuilder builder =
        Programs.builder(VanishingPlaces.class.getName(), arguments.toArray())
            .directory(working.toFile());
    String paths = vanishing.stream().map(Path::toString).collect(Collectors.joining(":"));
    builder.command().addAll(1, List.of("-Djava.io.tmpdir=" + temporary, "-Dvanishing=" + paths));
    Process process = builder.start();
    String said = process.inputReader().lines().collect(Collectors.joining("\n"));
    assertThat(process.waitFor()).as(said).isEqualTo(code);
    return said;
  }

  private void assertWeights(Path file) {
    assertThat(Calls.run(Calls.squares(), 0, "evaluate", "-w", file).out())
        .contains("accuracy 100.00 %");
  }

  @Test
  void whereTheirPlaceIsGoneWeightsGoToTheWorkingDirectory() throws Exception {
    Files.writeString(working.resolve("net.rescued.safetensors"), "of another night");
    Path rescued = working.toRealPath().resolve("net.rescued-2.safetensors");
    assertThat(train(1, List.of(place)))
        .contains("cannot write " + place.resolve("net.safetensors") + ": ")
        .contains("the weights lie in " + rescued + " instead")
        .doesNotContain("\tat ", "saved  ");
    assertWeights(rescued);
    assertThat(working.resolve("net.rescued.safetensors")).hasContent("of another night");
  }

  @Test
  void elseToTheTemporaryDirectory() throws Exception {
    Path rescued = temporary.resolve("net.rescued.safetensors");
    assertThat(train(1, List.of(place, working)))
        .contains("cannot write " + place.resolve("net.safetensors") + ": ")
        .contains("cannot write " + working.toRealPath().getParent() + "/working/net.rescued")
        .contains("the weights lie in " + rescued + " instead");
    assertWeights(rescued);
  }

  @Test
  void whatIsLostIsSaid() throws Exception {
    assertThat(train(1, List.of(place, working, temporary)))
        .contains("cannot write " + place.resolve("net.safetensors") + ": ")
        .contains("cannot write " + temporary.resolve("net.rescued.safetensors") + ": ")
        .contains("the weights are lost")
        .doesNotContain("\tat ");
  }

  /** What keeps the best cannot write, and ends the training. */
  @Test
  void whatEndsATrainingLeavesItsWeights() throws Exception {
    Path rescued = working.toRealPath().resolve("net.interrupted.rescued.safetensors");
    assertThat(train(1, List.of(place), "--keep-best", "loss"))
        .contains("failed: the weights as they are now lie in " + rescued)
        .contains("--from " + rescued + " begins with them")
        .contains("cannot write " + place.resolve("net.safetensors") + ": ")
        .doesNotContain("\tat ");
    assertThat(rescued).isNotEmptyFile();
  }

  /** Nobody looks at warnings of the night. */
  @Test
  void checkpointsThatWereNotWrittenAreCountedAtTheEnd() throws Exception {
    Path checkpoints = directory.resolve("checkpoints");
    assertThat(train(0, List.of(checkpoints), "--checkpoints", checkpoints))
        .contains(
            "warning: 8 of 8 checkpoints were not written; the last: cannot write " + checkpoints)
        .contains("saved    " + place.resolve("net.safetensors"));
  }
}
