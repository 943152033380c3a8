package dev.skipjack.examples.detection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skipjack.runtime.data.ImageSet;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class BrightRegionsTest {
  /** White squares, which no edge of an item blurs. */
  private static ComposedScenes squares() {
    byte[] pixels = new byte[28 * 28];
    Arrays.fill(pixels, (byte) 200);
    ImageSet items =
        new ImageSet("square", 1, 28, 28, pixels, new byte[1], List.of("square", "disc"));
    return new ComposedScenes(items, 64, 40, 3);
  }

  @Test
  void everyItemIsARegionOfEveryClass() {
    ComposedScenes scenes = squares();
    int found = 0;
    for (int scene = 0; scene < scenes.size(); scene++) {
      List<Detection> expected = new ArrayList<>();
      for (LabelledBox thing : scenes.truth(scene)) {
        expected.add(new Detection(thing.box(), 0, thing.box().area()));
        expected.add(new Detection(thing.box(), 1, thing.box().area()));
      }
      assertThat(BrightRegions.detect(scenes, scene, 2))
          .containsExactlyInAnyOrderElementsOf(expected);
      found += expected.size();
    }
    assertThat(found).isGreaterThan(100);
  }
}
