package dev.skipjack.examples.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skipjack.examples.networks.resnet.ResNet18Network;
import dev.skipjack.runtime.InferenceNetwork;
import dev.skipjack.runtime.TrainingNetwork;
import dev.skipjack.runtime.weights.Safetensors;
import dev.skipjack.runtime.weights.Weights;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** What docs/transfer.md shows, on coloured squares. */
@Tag("exhaustive")
class FineTuningTest {
  @TempDir private Path directory;

  @Test
  void aHeadLearnsThenEverything() throws IOException {
    Path weights = directory.resolve("resnet18.safetensors");
    try (TrainingNetwork theirs = ResNet18Network.forTraining(5)) {
      Weights.save(theirs, weights);
    }
    Path tuned = directory.resolve("tuned.safetensors");
    FineTuning.main(weights.toString(), squares().toString(), tuned.toString(), "1", "1");

    Map<String, INDArray> before = Safetensors.read(weights, DataType.FLOAT);
    Map<String, INDArray> after = Safetensors.read(tuned, DataType.FLOAT);
    assertThat(after.get("fc.weight").shape()).containsExactly(10, 512);
    INDArray moved = after.get("body.conv1.weight").sub(before.get("conv1.weight"));
    assertThat(moved.norm2Number().doubleValue())
        .isPositive()
        .isLessThan(0.1 * before.get("conv1.weight").norm2Number().doubleValue());
    try (InferenceNetwork network = WholeNetwork.forInference(tuned)) {
      assertThat(network.preparation().orElseThrow().classNames()).hasSize(10).contains("c7");
    }
  }

  @Test
  void aFrozenBodyIsTheSameArchitecture() {
    try (TrainingNetwork head = HeadNetwork.forTraining(1);
        TrainingNetwork whole = WholeNetwork.forTraining(2)) {
      Weights.copy(head, whole);
      assertThat(whole.architecture()).isEqualTo(head.architecture());
      assertThat(whole.tensor(whole.parameterList().get(0)))
          .isEqualTo(head.tensor(head.parameterList().get(0)));
    }
  }

  /** Ten pictures of each of ten colours. */
  private Path squares() throws IOException {
    Path pictures = directory.resolve("squares");
    for (int i = 0; i < 100; i++) {
      Path folder = Files.createDirectories(pictures.resolve("c" + i % 10));
      BufferedImage picture = new BufferedImage(64, 64, BufferedImage.TYPE_INT_RGB);
      for (int pixel = 0; pixel < 64 * 64; pixel++) {
        picture.setRGB(pixel % 64, pixel / 64, Color.HSBtoRGB(i % 10 / 10f, 1, pixel % 7 / 7f));
      }
      ImageIO.write(picture, "png", folder.resolve(i + ".png").toFile());
    }
    return pictures;
  }
}
