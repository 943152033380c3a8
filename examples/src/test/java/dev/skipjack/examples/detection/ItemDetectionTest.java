package dev.skipjack.examples.detection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skipjack.examples.networks.detection.ItemDetectorNetwork;
import dev.skipjack.examples.networks.detection.ItemDetectorTraining;
import dev.skipjack.runtime.data.ImageSet;
import dev.skipjack.runtime.train.Adam;
import dev.skipjack.runtime.train.Optimizer;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The detector learns scenes of two plain shapes by heart. */
class ItemDetectionTest {
  private static final int CLASSES = 10;

  private static ImageSet shapes() {
    byte[] pixels = new byte[2 * 784];
    for (int i = 0; i < 784; i++) {
      int x = i % 28 - 14;
      int y = i / 28 - 14;
      pixels[i] = (byte) (x * x + y * y < 150 ? 220 : 0);
      pixels[784 + i] = (byte) (Math.abs(x) < 5 && Math.abs(y) < 13 ? 220 : 0);
    }
    return new ImageSet("shapes", 1, 28, 28, pixels, new byte[] {0, 1}, List.of("disc", "bar"));
  }

  @Test
  void averagePrecisionRises() {
    ComposedScenes scenes = new ComposedScenes(shapes(), 64, 66, 5); // two are left over
    try (ItemDetectorTraining network = ItemDetectorNetwork.forTraining(1);
        ItemDetection detection = new ItemDetection(network, 8, CLASSES);
        Optimizer.State optimizer =
            Adam.adam().open(network.trainableLength(), network.dataType())) {
      List<List<Detection>> untrained = detection.detect(scenes);
      assertThat(untrained).hasSize(66);
      double first = detection.epoch(scenes, 0, optimizer, step -> 3e-3);
      double last = first;
      for (int epoch = 1; epoch < 10; epoch++) {
        last = detection.epoch(scenes, epoch, optimizer, step -> 3e-3);
      }
      assertThat(last).isLessThan(first / 4);
      List<List<Detection>> trained = detection.detect(scenes);
      assertThat(ItemDetection.precision(scenes, untrained, CLASSES).mean()).isLessThan(0.05);
      // 0.5 to 0.7: ten epochs end where rounding leads them, and vectors of another width round
      // otherwise
      assertThat(ItemDetection.precision(scenes, trained, CLASSES).mean()).isGreaterThan(0.3);
      assertThat(ItemDetection.precisionOfBoxes(scenes, trained).mean()).isGreaterThan(0.3);
    }
  }
}
