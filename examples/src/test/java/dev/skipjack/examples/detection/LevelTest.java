package dev.skipjack.examples.detection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.skipjack.runtime.data.ImageSet;
import dev.skipjack.runtime.train.Focal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Targets and detections are each other's inverse, on scenes whose boxes are right. */
class LevelTest {
  private static final int SIZE = 96;
  private static final List<Level> LEVELS =
      List.of(new Level(8, 0, 32), new Level(16, 32, Double.MAX_VALUE));

  /** Ten items of 28x28: a bright rectangle each, whose sides differ. */
  private static ImageSet items() {
    byte[] pixels = new byte[10 * 784];
    byte[] labels = new byte[10];
    for (int item = 0; item < 10; item++) {
      labels[item] = (byte) (item % 5);
      for (int i = 0; i < 784; i++) {
        boolean inside = i / 28 >= 2 && i / 28 < 26 - item && i % 28 >= 1 + item && i % 28 < 27;
        pixels[item * 784 + i] = (byte) (inside ? 200 : 0);
      }
    }
    return new ImageSet("rectangles", 1, 28, 28, pixels, labels, Collections.nCopies(5, "r"));
  }

  @Test
  void scenesHaveTightBoxesThatDoNotTouch() {
    ComposedScenes scenes = new ComposedScenes(items(), SIZE, 50, 3);
    int[] counts = new int[4];
    for (int scene = 0; scene < scenes.size(); scene++) {
      List<LabelledBox> truth = scenes.truth(scene);
      counts[truth.size()]++;
      byte[] image = scenes.image(scene);
      List<Box> seen = new ArrayList<>(Collections.nCopies(truth.size(), null));
      for (int i = 0; i < image.length; i++) {
        if (Byte.toUnsignedInt(image[i]) >= 56) {
          Box pixel = new Box(i % SIZE, i / SIZE, i % SIZE + 1, i / SIZE + 1);
          List<Integer> covering =
              IntStream.range(0, truth.size())
                  .filter(t -> truth.get(t).box().intersectionOverUnion(pixel) > 0)
                  .boxed()
                  .toList();
          assertThat(covering).hasSize(1);
          seen.set(covering.get(0), around(seen.get(covering.get(0)), pixel));
        }
      }
      assertThat(seen).isEqualTo(truth.stream().map(LabelledBox::box).toList());
    }
    assertThat(counts[0]).isZero();
    assertThat(counts[3]).isPositive();
    ComposedScenes again = new ComposedScenes(items(), SIZE, 50, 3);
    assertThat(again.image(49)).isEqualTo(scenes.image(49));
    assertThat(new ComposedScenes(items(), SIZE, 50, 4).image(49)).isNotEqualTo(scenes.image(49));
  }

  private static Box around(Box box, Box pixel) {
    return box == null
        ? pixel
        : new Box(
            Math.min(box.left(), pixel.left()),
            Math.min(box.top(), pixel.top()),
            Math.max(box.right(), pixel.right()),
            Math.max(box.bottom(), pixel.bottom()));
  }

  @Test
  void whatCellsShouldSayIsWhatTheSceneHolds() {
    ComposedScenes scenes = new ComposedScenes(items(), SIZE, 30, 1);
    for (int scene = 0; scene < scenes.size(); scene++) {
      List<Detection> detections = new ArrayList<>();
      for (Level level : LEVELS) {
        detections.addAll(perfect(level, scenes.truth(scene)));
      }
      List<Detection> kept = Detection.suppress(detections, 0.99);
      List<LabelledBox> truth = scenes.truth(scene);
      assertThat(kept).hasSameSizeAs(truth);
      for (LabelledBox thing : truth) {
        assertThat(kept)
            .anySatisfy(
                detection -> {
                  assertThat(detection.label()).isEqualTo(thing.label());
                  assertThat(detection.box().intersectionOverUnion(thing.box()))
                      .isCloseTo(1, within(1e-9));
                });
      }
    }
  }

  /** The detections of a network that says what it should, for the second of two images. */
  private static List<Detection> perfect(Level level, List<LabelledBox> truth) {
    int cells = SIZE / level.stride();
    int plane = cells * cells;
    int[] labels = new int[2 * plane];
    double[] distances = new double[4 * plane];
    int positives = level.assign(truth, cells, labels, plane, distances);
    assertThat(Arrays.stream(labels, plane, 2 * plane).filter(l -> l != Focal.BACKGROUND))
        .hasSize(positives);
    INDArray scores = Nd4j.valueArrayOf(new long[] {2, 5, cells, cells}, -9, DataType.DOUBLE);
    INDArray sides = Nd4j.create(DataType.DOUBLE, 2, 4, cells, cells);
    for (int cell = 0; cell < plane; cell++) {
      if (labels[plane + cell] != Focal.BACKGROUND) {
        scores.putScalar(new int[] {1, labels[plane + cell], cell / cells, cell % cells}, 9);
      }
      for (int side = 0; side < 4; side++) {
        double distance = distances[side * plane + cell];
        sides.putScalar(new int[] {1, side, cell / cells, cell % cells}, distance);
      }
    }
    assertThat(level.detect(scores, sides, 0)).isEmpty();
    return level.detect(scores, sides, 1);
  }

  @Test
  void cellsNearTheCentreArePositive() {
    int[] labels = new int[144];
    double[] distances = new double[4 * 144];
    LabelledBox thin = new LabelledBox(new Box(41, 30, 43, 50), 2); // between centres of cells
    assertThat(LEVELS.get(0).assign(List.of(thin), 12, labels, 0, distances)).isEqualTo(2);
    assertThat(labels[4 * 12 + 5]).isEqualTo(2);
    assertThat(labels[5 * 12 + 5]).isEqualTo(2);
    assertThat(distances[4 * 12 + 5]).isEqualTo((44 - 41) / 8.0);
    assertThat(distances[2 * 144 + 4 * 12 + 5]).isEqualTo((43 - 44) / 8.0);
    assertThat(LEVELS.get(1).assign(List.of(thin), 6, labels, 0, distances)).isZero();
  }
}
