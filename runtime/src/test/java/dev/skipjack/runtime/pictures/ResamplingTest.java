package dev.skipjack.runtime.pictures;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Pillow's bilinear filter, to the bit. */
class ResamplingTest {
  @ParameterizedTest
  @CsvSource({
    "97,61", "96,60", "48,30", "32,32", "13,7", "1,1", "120,90", "97,20", "30,61", "150,20"
  })
  void resizesAsPillow(int width, int height) throws IOException {
    Picture photo = PictureReader.read(Fixtures.path("photo.png"));
    Picture resized = Resampling.bilinear(photo, new Size(height, width));
    int[] expected = Fixtures.expected("resized-" + width + "x" + height + ".png");
    assertThat(Fixtures.difference(resized.samples(), expected)).isZero();
  }

  @ParameterizedTest
  @CsvSource({"224", "64", "32"})
  void finePatternsDoNotVanish(int size) throws IOException {
    Picture lines = PictureReader.read(Fixtures.path("lines16.png"));
    Picture resized = Resampling.bilinear(lines, new Size(size, size));
    int[] expected = Fixtures.expected("lines16-" + size + ".png");
    assertThat(Fixtures.difference(resized.samples(), expected)).isZero();
    double mean = java.util.Arrays.stream(Fixtures.unsigned(resized.samples())).average().orElse(0);
    assertThat(mean).isBetween(30.0, 34.0); // 2 of 16 columns are 255
  }

  @Test
  void oneSizeIsLeftAlone() throws IOException {
    Picture photo = PictureReader.read(Fixtures.path("photo.png"));
    assertThat(Resampling.bilinear(photo, photo.size())).isSameAs(photo);
  }
}
