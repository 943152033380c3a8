package dev.skipjack.runtime.train;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skipjack.runtime.InferenceNetwork;
import dev.skipjack.runtime.data.ImageFolder;
import dev.skipjack.runtime.data.Images;
import dev.skipjack.runtime.data.Split;
import dev.skipjack.runtime.parameters.ParameterRole;
import dev.skipjack.runtime.pictures.Framing;
import dev.skipjack.runtime.pictures.Preparation;
import dev.skipjack.runtime.weights.Weights;
import java.awt.image.BufferedImage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From a folder of pictures to a network that knows the names of what it sees. */
class FolderTrainingTest {
  private static final List<String> CLASSES = List.of("bottom", "left", "top");

  @TempDir Path directory;

  /** One half is white: the upper, the lower or the left one. */
  private void write(String name, int size, int number) throws Exception {
    BufferedImage image = new BufferedImage(size, size, BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < size; y++) {
      for (int x = 0; x < size; x++) {
        boolean white =
            switch (name) {
              case "left" -> 2 * x < size;
              case "top" -> 2 * y < size;
              default -> 2 * y >= size;
            };
        image.setRGB(x, y, white ? 0xffffff : 0);
      }
    }
    Path file = directory.resolve("halves").resolve(name).resolve(number + ".png");
    Files.createDirectories(file.getParent());
    ImageIO.write(image, "png", file.toFile());
  }

  @Test
  void aFolderIsLearnedAndItsClassesTravelWithTheWeights() throws Exception {
    for (String name : CLASSES) {
      for (int i = 0; i < 20; i++) {
        write(name, 4 + 2 * i, i);
      }
    }
    Split halves = ImageFolder.of(directory.resolve("halves")).split(0.8, 0, 0.2, 1);
    Preparation preparation =
        Preparation.of(Framing.SQUASH, 1, 2, 2).normalized(new double[] {0.5}, new double[] {0.5});
    Path weights = directory.resolve("halves.safetensors");
    try (PixelNetwork network = new PixelNetwork(ParameterRole.TRAINABLE, 1);
        Training training = Training.of(network)) {
      History history =
          training
              .data(
                  Images.of(halves.train(), preparation).shuffle(1).batch(8),
                  Images.of(halves.test(), preparation).batch(8))
              .fit(20);
      assertThat(history.last().test().accuracy()).isEqualTo(1);
      Weights.save(network, weights);
    }
    Preparation stored = Weights.preparation(weights).orElseThrow();
    assertThat(stored).isEqualTo(preparation.withClasses(CLASSES));
    try (PixelNetwork network = new PixelNetwork(ParameterRole.TRAINABLE, 2)) {
      Weights.load(network, weights);
      ImageFolder again = ImageFolder.of(directory.resolve("halves"), stored.classNames());
      try (InferenceNetwork inference = network.inference()) {
        Evaluation evaluation = Evaluator.evaluate(inference, Images.of(again, stored).batch(7));
        assertThat(evaluation.accuracy()).isEqualTo(1);
        assertThat(evaluation.images()).isEqualTo(60);
      }
    }
  }
}
