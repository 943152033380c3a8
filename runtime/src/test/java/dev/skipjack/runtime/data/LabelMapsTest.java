package dev.skipjack.runtime.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;

/** Label maps go where their pixels go. */
class LabelMapsTest {
  private static final List<String> CLASSES = List.of("dark", "light", "grey");

  /** Two images whose label in each pixel can be read from both of its channels. */
  private static ImageSet set(int height, int width) {
    int plane = height * width;
    byte[] labels = new byte[2 * plane];
    byte[] pixels = new byte[2 * 2 * plane];
    for (int i = 0; i < labels.length; i++) {
      labels[i] = (byte) (i * 5 % 7 % 3);
      int at = i / plane * 2 * plane + i % plane;
      pixels[at] = (byte) (100 + labels[i]);
      pixels[at + plane] = (byte) (200 + labels[i]);
    }
    return ImageSet.ofLabelMaps("patches", 2, height, width, pixels, labels, CLASSES);
  }

  private static void assertPixelsTellLabels(ImageSet set) {
    int plane = set.height() * set.width();
    for (int image = 0; image < set.size(); image++) {
      byte[] pixels = set.pixels(image);
      byte[] labels = set.labels(image);
      assertThat(labels).hasSize(plane);
      for (int i = 0; i < plane; i++) {
        assertThat(pixels[i]).isEqualTo((byte) (100 + labels[i]));
        assertThat(pixels[plane + i]).isEqualTo((byte) (200 + labels[i]));
      }
    }
  }

  @Test
  void cropsTilesAndRegionsTakeTheirLabelsAlong() {
    ImageSet set = set(6, 8);
    ImageSet crops = set.crops(40, 3, 2, 1);
    assertThat(crops).hasToString("patches: 40 images 2x3x2 with label maps, 3 classes");
    assertPixelsTellLabels(crops);
    assertThat(set.crops(40, 3, 2, 1).pixels(17)).isEqualTo(crops.pixels(17));
    assertThat(set.crops(40, 3, 2, 2).pixels(17)).isNotEqualTo(crops.pixels(17));
    ImageSet tiles = set.tiles(3, 3);
    assertThat(tiles.size()).isEqualTo(2 * 2 * 2); // two columns are left over
    assertPixelsTellLabels(tiles);
    assertThat(tiles.pixels(7)[0]).isEqualTo(set.pixels(1)[3 * 8 + 3]);
    ImageSet region = set.region("corner", 4, 5, 2, 3);
    assertThat(region.name()).isEqualTo("corner");
    assertPixelsTellLabels(region);
    assertThat(region.pixels(1)[0]).isEqualTo(set.pixels(1)[4 * 8 + 5]);
    assertPixelsTellLabels(set.take(1));
  }

  @Test
  void augmentationMovesBoth() {
    Images images = set(6, 8).augment(Augmentation.flip(), Augmentation.shift(2)).shuffle(3);
    int ignored = 0;
    try (BatchStream stream = images.batch(2).open(DataType.DOUBLE, 1)) {
      Batch batch = stream.next();
      assertThat(batch.size()).isEqualTo(2);
      assertThat(batch.labels()).hasSize(2 * 6 * 8);
      for (int i = 0; i < batch.labels().length; i++) {
        int label = batch.labels()[i];
        double pixel = 255 * batch.images().getDouble(i / 48, 1, i % 48 / 8, i % 8);
        if (label == ImageSet.IGNORED) {
          ignored++;
          assertThat(pixel).isZero(); // shifted in
        } else {
          assertThat(Math.round(pixel)).isEqualTo(200 + label);
        }
      }
    }
    assertThat(ignored).isBetween(1, 60);
  }

  @Test
  void paddingIsIgnored() {
    ImageSet fitted = set(2, 3).fit(2, 3, 5);
    byte[] labels = set(2, 3).labels(1);
    byte none = (byte) ImageSet.IGNORED;
    assertThat(fitted.labels(1))
        .containsExactly(
            none, labels[0], labels[1], labels[2], none, //
            none, labels[3], labels[4], labels[5], none, //
            none, none, none, none, none);
  }

  @Test
  void whatDoesNotFitIsRefused() {
    assertThatThrownBy(() -> ImageSet.ofLabelMaps("a", 1, 2, 2, new byte[4], new byte[3], CLASSES))
        .hasMessage("a: 3 labels, 4 for each image of 1x2x2: the last label map has only 3");
    assertThatThrownBy(() -> ImageSet.ofLabelMaps("a", 1, 2, 2, new byte[6], new byte[6], CLASSES))
        .hasMessage("a: 6 labels, 4 for each image of 1x2x2: the last label map has only 2");
    assertThatThrownBy(() -> ImageSet.ofLabelMaps("a", 1, 2, 2, new byte[4], new byte[8], CLASSES))
        .hasMessage("a: 8 labels, 4 for each image of 1x2x2, need 8 pixel values, got 4");
    assertThatThrownBy(
            () ->
                ImageSet.ofLabelMaps(
                    "a", 1, 1, 2, new byte[4], new byte[] {0, 1, (byte) 255, 3}, CLASSES))
        .hasMessage("a: image 1 has label 3, but there are 3 classes");
    assertThatThrownBy(() -> set(2, 2).label(0)).hasMessageContaining("patches has label maps");
    assertThatThrownBy(() -> set(2, 2).tiles(3, 1)).hasMessageContaining("no rectangle of 3x1");
    assertThatThrownBy(() -> set(2, 2).region("r", 1, 1, 2, 1))
        .hasMessageContaining("a rectangle of 2x1 at row 1, column 1 leaves them");
    assertThatThrownBy(() -> set(2, 2).crops(0, 1, 1, 1)).hasMessageContaining("at least 1");
  }

  @Test
  void anAugmentationThatForgetsLabelsIsNamed() {
    Augmentation forgetful =
        (image, result, channels, height, width, random) ->
            System.arraycopy(image, 0, result, 0, image.length);
    try (BatchStream stream = set(2, 2).augment(forgetful).batch(1).open(DataType.FLOAT, 0)) {
      assertThatThrownBy(stream::next)
          .rootCause()
          .isInstanceOf(UnsupportedOperationException.class)
          .hasMessageContaining("implement applyToLabels");
    }
  }
}
