package dev.skipjack.runtime.data;

import static dev.skipjack.runtime.transforms.PictureTransform.centerCrop;
import static dev.skipjack.runtime.transforms.PictureTransform.horizontalFlip;
import static dev.skipjack.runtime.transforms.PictureTransform.randomResizedCrop;
import static org.assertj.core.api.Assertions.assertThat;

import dev.skipjack.runtime.pictures.Framing;
import dev.skipjack.runtime.pictures.Picture;
import dev.skipjack.runtime.pictures.Preparation;
import dev.skipjack.runtime.pictures.Size;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.api.buffer.DataType;

/** Labels of pixels go with their pictures into batches. */
@Timeout(120)
class LabelMapBatchesTest {
  /** Red is the label times ten, and the labels lie in stripes. */
  private static final class Stripes extends Pictures {
    Stripes() {
      super(6, 20);
    }

    @Override
    public boolean hasLabelMaps() {
      return true;
    }

    @Override
    public int label(int index) {
      throw new IllegalStateException("label maps");
    }

    @Override
    public Item item(int index) {
      Size of = new Size(12 + index, 20);
      int plane = of.height() * of.width();
      byte[] labels = new byte[plane];
      byte[] samples = new byte[3 * plane];
      for (int i = 0; i < plane; i++) {
        labels[i] = (byte) (1 + i % 20 / 10 + 2 * (i / 20 / 6));
        samples[i] = (byte) (10 * labels[i]);
      }
      return new Item(new Picture(3, of, samples), new Picture(1, of, labels));
    }
  }

  @Test
  void labelMapsGoWhereTheirPicturesGo() {
    Preparation exact = Preparation.of(Framing.CROP, 3, 10, 12).covering(10, 12).padded(12, 14);
    for (Images images :
        List.of(
            Images.of(new Stripes(), exact),
            Images.of(new Stripes(), exact).transform(centerCrop(10, 12), horizontalFlip()),
            Images.of(new Stripes(), exact)
                .transform(randomResizedCrop(10, 12, 0.3, 1, 0.7, 1.5))
                .augment(Augmentation.flip(), Augmentation.shift(1)))) {
      int inside = 0;
      int exactly = 0;
      try (BatchStream stream = images.workers(2).batch(6).open(DataType.DOUBLE, 4)) {
        Batch batch = stream.next();
        assertThat(batch.labels()).hasSize(6 * 12 * 14);
        for (int i = 0; i < batch.labels().length; i++) {
          double red = 255 * batch.images().getDouble(i / 168, 0, i % 168 / 14, i % 14);
          int label = batch.labels()[i];
          if (label == ImageSet.IGNORED) {
            assertThat(red).isZero(); // around the frame
          } else {
            inside++;
            exactly += Math.abs(red - 10 * label) < 0.5 ? 1 : 0; // others lie between two stripes
          }
        }
      }
      assertThat(inside).isBetween(6 * 80, 6 * 120);
      assertThat(exactly).isGreaterThan(inside / 2);
    }
  }

  /** What black is around a picture has no label, and nothing else. */
  @ParameterizedTest
  @EnumSource(Framing.class)
  void aroundAPictureNothingIsLabelled(Framing framing) {
    Pictures set =
        new Pictures(4, 9) {
          @Override
          public boolean hasLabelMaps() {
            return true;
          }

          @Override
          public Item item(int index) {
            Size of = picture(index).size();
            byte[] white = new byte[of.height() * of.width()];
            Arrays.fill(white, (byte) 255);
            byte[] labels = new byte[white.length];
            Arrays.fill(labels, (byte) 7);
            return new Item(new Picture(1, of, white), new Picture(1, of, labels));
          }
        };
    int around = 0;
    Preparation preparation = Preparation.of(framing, 1, 12, 10).padded(13, 14);
    try (BatchStream stream = Images.of(set, preparation).batch(4).open(DataType.DOUBLE, 0)) {
      Batch batch = stream.next();
      for (int i = 0; i < batch.labels().length; i++) {
        double pixel = batch.images().getDouble(i / 182, 0, i % 182 / 14, i % 14);
        assertThat(batch.labels()[i]).isEqualTo(pixel == 0 ? ImageSet.IGNORED : 7);
        around += pixel == 0 ? 1 : 0;
      }
    }
    assertThat(around).isGreaterThanOrEqualTo(4 * (182 - 120));
    assertThat(around > 4 * (182 - 120)).isEqualTo(framing == Framing.PAD);
  }
}
