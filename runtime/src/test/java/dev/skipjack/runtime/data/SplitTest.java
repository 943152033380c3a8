package dev.skipjack.runtime.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class SplitTest {
  /** Image i has the pixels i / 256 and i % 256. */
  private static ImageSet set(byte[] labels, int classes) {
    byte[] pixels = new byte[2 * labels.length];
    for (int i = 0; i < labels.length; i++) {
      pixels[2 * i] = (byte) (i >> 8);
      pixels[2 * i + 1] = (byte) i;
    }
    return new ImageSet(
        "set", 1, 1, 2, pixels, labels, List.of("a", "b", "c", "d", "e").subList(0, classes));
  }

  private static int number(Dataset part, int index) {
    byte[] pixels = ((ImageSet) part).pixels(index);
    return (pixels[0] & 255) << 8 | pixels[1] & 255;
  }

  @Test
  void eachClassIsDivided() {
    SplittableRandom random = new SplittableRandom(1);
    byte[] labels = new byte[1000];
    for (int i = 0; i < labels.length; i++) {
      int drawn = random.nextInt(100);
      labels[i] = (byte) (drawn < 70 ? 0 : drawn < 90 ? 1 : drawn < 97 ? 2 : 3);
    }
    ImageSet set = set(labels, 4);
    Split split = set.split(0.8, 0.1, 0.1, 5);
    assertThat(split.train()).hasToString("set (train): 800 images 1x1x2, 4 classes");
    assertThat(split.validation().name()).isEqualTo("set (validation)");
    assertThat(split.validation().size()).isEqualTo(100);
    assertThat(split.test().size()).isEqualTo(100);
    int[] all = set.counts();
    for (int label = 0; label < 4; label++) {
      assertThat(split.validation().counts()[label] / 0.1).isCloseTo(all[label], within(10.0));
      assertThat(split.test().counts()[label] / 0.1).isCloseTo(all[label], within(10.0));
    }
    boolean[] seen = new boolean[1000];
    for (Dataset part : List.of(split.train(), split.validation(), split.test())) {
      for (int i = 0; i < part.size(); i++) {
        int number = number(part, i);
        assertThat(seen[number]).isFalse();
        seen[number] = true;
        assertThat(part.label(i)).isEqualTo(labels[number]);
      }
    }
    Split again = set.split(0.8, 0.1, 0.1, 5);
    assertThat(again.test().fingerprint()).isEqualTo(split.test().fingerprint());
    assertThat(set.split(0.8, 0.1, 0.1, 6).test().fingerprint())
        .isNotEqualTo(split.test().fingerprint());
  }

  /** One of four is none of each class, if each is rounded for itself. */
  @Test
  void smallClassesAreNotForgotten() {
    byte[] labels = new byte[20];
    Arrays.setAll(new int[20], i -> labels[i] = (byte) (i / 4));
    Split split = set(labels, 5).split(0.8, 0.1, 0.1, 1);
    assertThat(split.train().size()).isEqualTo(16);
    assertThat(split.validation().size()).isEqualTo(2);
    assertThat(split.test().size()).isEqualTo(2);
    for (int of : split.train().counts()) {
      assertThat(of).isGreaterThanOrEqualTo(2);
    }
    Split single = set(new byte[] {0, 1, 2, 3, 4}, 5).split(1, 0, 0, 1);
    assertThat(single.train().counts()).containsExactly(1, 1, 1, 1, 1);
    assertThat(single.test().size()).isZero();
  }

  @Test
  void anyDatasetIsDivided() throws Exception {
    Pictures set = new Pictures(50, 5);
    Split split = set.split(0.6, 0.2, 0.2, 1);
    assertThat(split.train()).hasToString("drawn (train): 30 pictures, 5 classes");
    assertThat(split.test().counts()).containsExactly(2, 2, 2, 2, 2);
    Dataset two = set.select("two", new int[] {7, 3});
    assertThat(two.item(0).picture().samples()).isEqualTo(set.picture(7).samples());
    assertThat(two.describe(1)).isEqualTo("image 3");
    assertThat(two.label(1)).isEqualTo(3);
    assertThat(two.fingerprint())
        .isNotEqualTo(set.select("two", new int[] {3, 7}).fingerprint())
        .isEqualTo(set.select("2", new int[] {7, 3}).fingerprint());
    assertThatThrownBy(() -> set.select("none", new int[] {50}))
        .isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  void labelMapsAreDividedWithoutClasses() {
    ImageSet maps =
        ImageSet.ofLabelMaps("maps", 1, 1, 1, new byte[10], new byte[10], List.of("a", "b"));
    Split split = maps.split(0.5, 0.3, 0.2, 1);
    assertThat(split.train())
        .hasToString("maps (train): 5 images 1x1x1 with label maps, 2 classes");
    assertThat(split.validation().size()).isEqualTo(3);
    assertThat(split.test().size()).isEqualTo(2);
  }

  @Test
  void impossibleSharesAreRefused() {
    ImageSet set = set(new byte[10], 2);
    for (double[] shares :
        new double[][] {{0.8, 0.1, 0.2}, {1.1, -0.1, 0}, {Double.NaN, 0.5, 0.5}}) {
      assertThatThrownBy(() -> set.split(shares[0], shares[1], shares[2], 1))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(
              "the shares of train, validation and test are at least 0 and add up to 1, got %s",
              Arrays.toString(shares));
    }
    assertThatThrownBy(() -> set.split(0.98, 0.01, 0.01, 1))
        .hasMessage("set has 10 images of 2 classes: too few for a part of 0.01 to validate");
  }

  /** Of contents, not of names. */
  @Test
  void fingerprintsTellSetsApart() {
    ImageSet set = set(new byte[10], 2);
    assertThat(set.fingerprint()).matches("[0-9a-f]{16}");
    assertThat(set(new byte[10], 2).fingerprint()).isEqualTo(set.fingerprint());
    assertThat(set.take(9).fingerprint()).isNotEqualTo(set.fingerprint());
    assertThat(set(new byte[] {0, 0, 0, 1, 0, 0, 0, 0, 0, 0}, 2).fingerprint())
        .isNotEqualTo(set.fingerprint());
    assertThat(set(new byte[10], 3).fingerprint()).isNotEqualTo(set.fingerprint());
    byte[] pixels = new byte[20];
    assertThat(new ImageSet("s", 1, 1, 2, pixels, new byte[10], List.of("a", "b")).fingerprint())
        .isNotEqualTo(
            new ImageSet("s", 1, 2, 1, pixels, new byte[10], List.of("a", "b")).fingerprint())
        .isNotEqualTo(set.fingerprint());
    assertThat(new Pictures(5, 2).fingerprint())
        .isEqualTo(new Pictures(5, 2).fingerprint())
        .isNotEqualTo(new Pictures(6, 2).fingerprint());
  }
}
