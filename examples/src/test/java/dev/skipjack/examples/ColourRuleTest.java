package dev.skipjack.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skipjack.runtime.data.ImageSet;
import org.junit.jupiter.api.Test;

class ColourRuleTest {
  private static final byte LAND = EarthPicture.LAND;
  private static final byte WATER = EarthPicture.WATER;
  private static final byte NOTHING = (byte) ImageSet.IGNORED;

  /** Five pixels: red, green, blue. The last one does not count. */
  private static ImageSet pixels() {
    byte[] colours = {
      100, 40, 90, 20, 0, //
      50, 90, 10, 10, 0, //
      120, 50, 120, 60, 127
    };
    byte[] labels = {LAND, LAND, WATER, WATER, NOTHING};
    return ImageSet.ofLabelMaps("five", 3, 1, 5, colours, labels, EarthPicture.CLASSES);
  }

  @Test
  void rulesAreEvaluatedOnPixelsThatCount() {
    assertThat(ColourRule.ALL_WATER.evaluate(pixels()).confusion())
        .isDeepEqualTo(new long[][] {{0, 2}, {0, 2}});
    assertThat(ColourRule.BLUE_ABOVE_RED.evaluate(pixels()).confusion())
        .isDeepEqualTo(new long[][] {{0, 2}, {0, 2}}); // by 20, 10, 30 and 40
    assertThat(new ColourRule(-1, 0, 1, 20).evaluate(pixels()).accuracy()).isEqualTo(1);
  }

  @Test
  void theBestRuleIsRightWhereOneIs() {
    assertThat(ColourRule.bestOn(pixels()).evaluate(pixels()).accuracy()).isEqualTo(1);
    ImageSet land =
        ImageSet.ofLabelMaps("land", 3, 1, 1, new byte[3], new byte[1], EarthPicture.CLASSES);
    assertThat(ColourRule.bestOn(land).evaluate(land).accuracy()).isEqualTo(1);
    assertThat(new ColourRule(-1, 0, 1, 20)).hasToString("-red +blue > 20");
  }
}
