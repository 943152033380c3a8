package dev.skipjack.runtime.transforms;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skipjack.runtime.pictures.Affine;
import dev.skipjack.runtime.pictures.Colours;
import dev.skipjack.runtime.pictures.Crop;
import dev.skipjack.runtime.pictures.Mirror;
import dev.skipjack.runtime.pictures.Picture;
import dev.skipjack.runtime.pictures.PictureReader;
import dev.skipjack.runtime.pictures.Resampling;
import dev.skipjack.runtime.pictures.Size;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Pictures change as torchvision changes them with Pillow, to the bit. */
class ExpectedChangesTest {
  private static final Size SIZE = new Size(20, 24);

  private static Path path(String name) {
    try {
      return Path.of(ExpectedChangesTest.class.getResource(name).toURI());
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException(name, e);
    }
  }

  private static Picture picture(String name) throws IOException {
    return PictureReader.read(path(name));
  }

  static List<Arguments> cases() throws IOException {
    List<Arguments> cases = new ArrayList<>();
    List<String> lines = Files.readAllLines(path("cases.txt"));
    for (int i = 0; i < lines.size(); i++) {
      String[] words = lines.get(i).split(" ");
      for (String name : List.of("photo", "noise")) {
        cases.add(Arguments.of(name, i, words[0], Double.parseDouble(words[1])));
      }
    }
    return cases;
  }

  @ParameterizedTest
  @MethodSource("cases")
  void changesAsTorchvision(String name, int row, String operation, double number)
      throws IOException {
    Picture picture = picture(name + ".png");
    Picture changed =
        switch (operation) {
          case "hue" -> Colours.hue(picture, number);
          case "turn" -> Affine.rotation(number, picture.size()).bilinear(picture, 0);
          case "brighten" -> Colours.brightness(picture, number);
          case "saturate" -> Colours.saturation(picture, number);
          case "contrast_by" -> Colours.contrast(picture, number);
          case "mirror" -> Mirror.leftToRight(picture);
          case "flip" -> Mirror.topToBottom(picture);
          default ->
              TrivialAugment.Change.valueOf(operation.toUpperCase(Locale.ROOT))
                  .apply(picture, number);
        };
    Picture sheet = picture("changed-" + name + ".png");
    assertThat(changed.samples())
        .isEqualTo(Crop.of(sheet, row * SIZE.height(), 0, SIZE, 0).samples());
  }

  @ParameterizedTest
  @CsvSource({
    "3, 5, 30, 41, 24, 32",
    "0, 0, 61, 97, 40, 40",
    "40, 60, 9, 11, 33, 27",
    "7, 9, 24, 32, 24, 32"
  })
  void aPartIsResizedAsTorchvision(
      int top, int left, int height, int width, int toHeight, int toWidth) throws IOException {
    Picture photo = picture("../pictures/photo.png");
    Size region = new Size(height, width);
    Size to = new Size(toHeight, toWidth);
    String name =
        String.format(Locale.ROOT, "%d-%d-%s-%s.png", top, left, height + "-" + width, to);
    assertThat(Resampling.bilinear(photo, top, left, region, to).samples())
        .isEqualTo(picture("crop-" + name).samples());
    assertThat(Resampling.nearest(photo, top, left, region, to).samples())
        .isEqualTo(picture("nearest-" + name).samples());
  }
}
