package dev.skipjack.runtime.pictures;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What torchvision makes of a picture, and the way of a preparation through a file. */
class PreparationTest {
  @ParameterizedTest
  @CsvSource({
    "photo, wide, 37, 32", "photo, wide, 32, 32", "photo, wide, 61, 20", "photo, wide, 40, 35",
    "tall, tall, 37, 32", "tall, tall, 32, 32", "tall, tall, 61, 20", "tall, tall, 40, 35"
  })
  void cropsAsTorchvision(String file, String name, int shorter, int size) throws IOException {
    Picture picture = PictureReader.read(Fixtures.path(file + ".png"));
    byte[] seen = Preparation.of(3, size, size).covering(shorter, shorter).apply(picture);
    int[] expected = Fixtures.expected("framed-" + name + "-" + shorter + "-" + size + ".png");
    assertThat(Fixtures.difference(seen, expected)).isZero();
  }

  @Test
  void theDefaultIsTorchvisions() {
    assertThat(Preparation.of(3, 224, 224).covered()).isEqualTo(new Size(256, 256));
    assertThat(Preparation.of(3, 32, 32).covered()).isEqualTo(new Size(37, 37));
    assertThat(Preparation.of(3, 32, 32).framing()).isEqualTo(Framing.CROP);
  }

  @Test
  void squashingAndPaddingAreNamed() throws IOException {
    Picture photo = PictureReader.read(Fixtures.path("photo.png"));
    assertThat(
            Fixtures.difference(
                Preparation.of(Framing.SQUASH, 3, 32, 32).apply(photo),
                Fixtures.expected("resized-32x32.png")))
        .isZero();
    Picture white = new Picture(1, new Size(2, 8), fill(16));
    assertThat(Preparation.of(Framing.PAD, 1, 4, 4).apply(white))
        .containsExactly(0, 0, 0, 0, 0, 0, 0, 0, -1, -1, -1, -1, 0, 0, 0, 0);
    Picture tall = new Picture(1, new Size(8, 2), fill(16));
    assertThat(Preparation.of(Framing.PAD, 1, 4, 4).apply(tall))
        .containsExactly(0, 0, -1, 0, 0, 0, -1, 0, 0, 0, -1, 0, 0, 0, -1, 0);
  }

  private static byte[] fill(int length) {
    byte[] samples = new byte[length];
    java.util.Arrays.fill(samples, (byte) 255);
    return samples;
  }

  @Test
  void aFrameIsPaddedAndGreyIsRepeated() {
    Picture picture = new Picture(3, new Size(1, 1), new byte[] {(byte) 255, 0, 0});
    Preparation preparation = Preparation.of(3, 1, 1).covering(1, 1).padded(2, 2).ofGrey();
    assertThat(preparation.apply(picture)).containsExactly(76, 0, 0, 0, 76, 0, 0, 0, 76, 0, 0, 0);
    assertThat(Preparation.of(3, 1, 1).covering(1, 1).apply(picture)).containsExactly(-1, 0, 0);
    assertThat(preparation.describe())
        .isEqualTo(
            "grey, 1x1 cropped out of 1x1, padded to 2x2, mean [0.0, 0.0, 0.0],"
                + " standard deviation [1.0, 1.0, 1.0]");
  }

  @Test
  void itSurvivesItsText() {
    Preparation preparation =
        Preparation.of(3, 28, 30)
            .padded(32, 33)
            .ofGrey()
            .normalized(new double[] {0.1}, new double[] {0.25, 1.0 / 3, 1e-300})
            .withClasses(List.of("a", "b\"\n", "größe"));
    String json = PreparationJson.write(preparation);
    assertThat(json).startsWith("{\"version\":1,").doesNotContain("\n");
    assertThat(PreparationJson.read(json)).isEqualTo(preparation);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{}",
        "[]",
        "{\"version\":1}",
        "{\"version\":1,\"grey\":true,\"channels\":1,\"framing\":\"STRETCH\"}",
        "{\"version\":1,\"grey\":null}"
      })
  void otherTextIsRefused(String text) {
    assertThatThrownBy(() -> PreparationJson.read(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("preparation of pictures");
  }

  @Test
  void aNewerVersionIsRefused() {
    String json = PreparationJson.write(Preparation.of(3, 2, 2)).replace(":1,", ":2,");
    assertThatThrownBy(() -> PreparationJson.read(json))
        .hasMessage("the preparation of pictures has version 2, this Skipjack reads up to 1");
  }

  @Test
  void nonsenseIsRefused() {
    Preparation good = Preparation.of(3, 4, 4);
    assertThatThrownBy(() -> Preparation.of(2, 4, 4)).hasMessageContaining("3 channels, or 1");
    assertThatThrownBy(() -> Preparation.of(3, 0, 4)).hasMessageContaining("has no pixels");
    assertThatThrownBy(() -> good.covering(3, 4))
        .hasMessage("a frame of 4x4 cannot be cut out of 3x4: resize to more");
    assertThatThrownBy(() -> Preparation.of(Framing.PAD, 3, 4, 4).covering(5, 5))
        .hasMessageContaining("only what is cropped is resized to another size (5x5)");
    assertThatThrownBy(() -> good.padded(3, 9))
        .hasMessageContaining("does not fit an input of 3x9");
    assertThatThrownBy(() -> good.normalized(new double[2], new double[] {1}))
        .hasMessageContaining("3 channels need as many means");
    assertThatThrownBy(() -> good.normalized(new double[1], new double[1]))
        .hasMessageContaining("standard deviations must be above 0");
  }

  /** Covering 256 pixels, a picture of 1x100,000 would become one of 256x25,600,000. */
  @ParameterizedTest
  @CsvSource({
    "1, 100000, '256x25,600,000'",
    "100000, 1, '25,600,000x256'",
    "1, 100000000, '256x25,600,000,000'"
  })
  void aPictureThatIsTooNarrowIsNotResized(int height, int width, String resized) {
    Picture narrow = new Picture(1, new Size(height, width), new byte[height * width]);
    assertThatThrownBy(() -> Preparation.of(1, 224, 224).apply(narrow))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("a picture of " + height + "x" + width + " would be resized to")
        .hasMessageContaining(resized + ", more than the 178,956,970 pixels");
    assertThat(Preparation.of(Framing.SQUASH, 1, 2, 2).apply(narrow)).hasSize(4);
    assertThat(Preparation.of(Framing.PAD, 1, 2, 2).apply(narrow)).hasSize(4);
  }
}
