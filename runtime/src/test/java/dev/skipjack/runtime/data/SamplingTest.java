package dev.skipjack.runtime.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.skipjack.runtime.pictures.Preparation;
import dev.skipjack.runtime.transforms.PictureTransform;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;

/** Images are drawn as often as their weights say. */
class SamplingTest {
  /** 900 of class 0, 90 of class 1, 10 of class 2. */
  private static final ImageSet SKEWED = skewed();

  private static ImageSet skewed() {
    byte[] labels = new byte[1000];
    Arrays.fill(labels, 900, 990, (byte) 1);
    Arrays.fill(labels, 990, 1000, (byte) 2);
    return new ImageSet("skewed", 1, 1, 1, new byte[1000], labels, List.of("a", "b", "c"));
  }

  private static int[] counts(int[] drawn) {
    int[] counts = new int[3];
    for (int image : drawn) {
      counts[SKEWED.label(image)]++;
    }
    return counts;
  }

  @Test
  void balancedDrawsEachClassAsOften() {
    Batches batches = Images.of(SKEWED).balanced().batch(10);
    assertThat(batches.images()).isEqualTo(1000);
    int[] sum = new int[3];
    for (int epoch = 0; epoch < 30; epoch++) {
      int[] counts = counts(batches.order(epoch));
      Arrays.setAll(sum, label -> sum[label] + counts[label]);
    }
    for (int label = 0; label < 3; label++) { // 10,000 each; the deviation is 82
      assertThat(sum[label]).isCloseTo(10_000, within(400));
    }
  }

  @Test
  void seedAndEpochDecide() {
    Images images = Images.of(SKEWED).balanced();
    int[] first = images.batch(10).order(3);
    assertThat(images.batch(7).order(3)).isEqualTo(first);
    assertThat(images.batch(10).order(4)).isNotEqualTo(first);
    assertThat(images.shuffle(1).batch(10).order(3)).isNotEqualTo(first);
  }

  @Test
  void weightsAreChancesAndZeroIsNever() {
    double[] weights = new double[1000];
    weights[0] = 0.5;
    weights[999] = 1.5;
    Batches batches = Images.of(SKEWED).sample(weights, 4000).batch(100);
    assertThat(batches.batches()).isEqualTo(40);
    int[] order = batches.order(0);
    assertThat(order).hasSize(4000).containsOnly(0, 999);
    assertThat(Arrays.stream(order).filter(image -> image == 0).count())
        .isCloseTo(1000, within(150L));
  }

  /** Drawn twice in an epoch, an image is changed in two ways. */
  @Test
  void anImageThatComesAgainIsChangedAgain() {
    double[] weights = {1, 0, 0};
    Images images =
        Images.of(new Pictures(3, 3), Preparation.of(3, 8, 8))
            .transform(PictureTransform.randomResizedCrop(8))
            .sample(weights, 6);
    Set<String> seen = new HashSet<>();
    try (BatchStream stream = images.batch(1).open(DataType.FLOAT, 0)) {
      for (Batch batch = stream.next(); batch != null; batch = stream.next()) {
        assertThat(batch.labels()).containsExactly(0);
        seen.add(Arrays.toString(batch.images().ravel().toFloatVector()));
      }
    }
    assertThat(seen).hasSizeGreaterThan(4);
  }

  @Test
  void impossibleWeightsAreRefused() {
    Images images = Images.of(SKEWED.take(3));
    assertThatThrownBy(() -> images.sample(new double[2], 1))
        .hasMessage("skewed has 3 images, got 2 weights");
    assertThatThrownBy(() -> images.sample(new double[3], 1))
        .hasMessage("the weights of skewed add up to 0.0");
    assertThatThrownBy(() -> images.sample(new double[] {1, -1, 0}, 1))
        .hasMessage("weights are at least 0 and finite, got -1.0 for image 1 of skewed");
    assertThatThrownBy(() -> images.sample(new double[] {1, Double.NaN, 0}, 1))
        .hasMessageContaining("got NaN");
    assertThatThrownBy(() -> images.sample(new double[] {1, 1, 1}, 0))
        .hasMessage("an epoch needs at least 1 image of skewed, got 0");
    ImageSet unlabelled =
        new ImageSet("noise", 1, 1, 1, new byte[2], new int[] {-1, -1}, List.of("a", "b"));
    assertThatThrownBy(() -> Images.of(unlabelled).balanced())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "none of the 2 images of noise has a label: balanced() draws each class as often as"
                + " any other, and there is nothing to draw");
    ImageSet maps =
        ImageSet.ofLabelMaps("maps", 1, 1, 1, new byte[2], new byte[2], List.of("a", "b"));
    assertThatThrownBy(() -> Images.of(maps).balanced())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("maps has label maps");
  }
}
