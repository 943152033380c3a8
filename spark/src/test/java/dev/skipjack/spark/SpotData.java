package dev.skipjack.spark;

import dev.skipjack.runtime.data.Augmentation;
import dev.skipjack.runtime.data.Batches;
import dev.skipjack.runtime.data.ImageSet;
import java.util.List;
import java.util.SplittableRandom;

/** Noise with a white row, whose place is the class. */
final class SpotData {
  private SpotData() {}

  static ImageSet set(int images, long seed) {
    byte[] pixels = new byte[images * 64];
    byte[] labels = new byte[images];
    SplittableRandom random = new SplittableRandom(seed);
    for (int i = 0; i < images; i++) {
      labels[i] = (byte) random.nextInt(3);
      for (int p = 0; p < 64; p++) {
        int row = p / 8;
        pixels[64 * i + p] = (byte) (row == 2 * labels[i] + 1 ? 255 : random.nextInt(200));
      }
    }
    return new ImageSet("spots", 1, 8, 8, pixels, labels, List.of("top", "middle", "bottom"));
  }

  static Batches train(int images, int batch) {
    return set(images, 1)
        .augment(Augmentation.shift(1), Augmentation.flip())
        .shuffle(5)
        .batch(batch);
  }

  static Batches test() {
    return set(60, 2).batch(25);
  }
}
