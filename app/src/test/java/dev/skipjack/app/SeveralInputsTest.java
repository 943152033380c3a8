package dev.skipjack.app;

import static dev.skipjack.app.Calls.run;
import static org.assertj.core.api.Assertions.assertThat;

import dev.skipjack.runtime.Network;
import dev.skipjack.runtime.data.Images;
import dev.skipjack.runtime.data.Table;
import dev.skipjack.runtime.weights.Weights;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine.Mixin;

/** The command line of a network that is told more than a picture. */
class SeveralInputsTest {
  private static final String REFUSED =
      "PictureAndTable takes images [N,3,8,8], table [N,2], but picture files are all that is given"
          + " here";

  @TempDir private Path directory;

  /** Squares, and what colour they are not. */
  private static final class SquaresAndTable implements DataOptions {
    @Mixin private final ColouredSquares squares = new ColouredSquares();

    @Override
    public Images images(Part part, Network network) {
      Images images = squares.images(part, network);
      float[][] rows = new float[images.dataset().size()][2];
      for (int i = 0; i < rows.length; i++) {
        rows[i][0] = (images.dataset().label(i) + 1) % 3;
      }
      return Images.of(images.dataset().with("table", Table.of(rows)));
    }
  }

  @Test
  void pictureFilesAloneAreRefused() throws IOException {
    Path weights = directory.resolve("net.safetensors");
    Path pictures = PictureFolders.write(directory.resolve("pictures"), 3, 1);
    SkipjackApp app = SkipjackApp.of(PictureAndTable.class);
    String training =
        run(app.commandLine(), 2, "train", "-w", weights, "--data", pictures).errors();
    assertThat(training).startsWith(REFUSED);
    try (var network = PictureAndTableNetwork.forTraining(1)) {
      Weights.save(network, weights);
    }
    assertThat(run(app.commandLine(), 2, "predict", "-w", weights, pictures).errors())
        .startsWith(REFUSED);
  }

  @Test
  void dataOfYourOwnMayHaveMoreThanPictures() {
    Path weights = directory.resolve("net.safetensors");
    SkipjackApp app = SkipjackApp.of(PictureAndTable.class).data(SquaresAndTable::new);
    run(app.commandLine(), 0, "train", "-w", weights, "--epochs", 2, "--batch", 4);
    assertThat(run(app.commandLine(), 0, "evaluate", "-w", weights).out()).contains("accuracy");
    Path onnx = directory.resolve("net.onnx");
    run(app.commandLine(), 0, "export", "-w", weights, "--output", onnx);
    assertThat(onnx).exists();
  }

  @Test
  void dataWithoutTheTableIsRefused() {
    Path weights = directory.resolve("net.safetensors");
    SkipjackApp app = SkipjackApp.of(PictureAndTable.class).data(ColouredSquares::new);
    assertThat(run(app.commandLine(), 2, "train", "-w", weights, "--epochs", 1).errors())
        .contains("has nothing beside its images, but PictureAndTable takes [table [2]]");
    assertThat(Files.exists(weights)).isFalse();
  }
}
