package dev.skipjack.runtime.kernel;

import static dev.skipjack.runtime.kernel.Operand.INPUT;
import static dev.skipjack.runtime.kernel.Operand.MASK;
import static dev.skipjack.runtime.kernel.Operand.OUTPUT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.skipjack.runtime.kernel.elementwise.DropoutSpec;
import dev.skipjack.runtime.kernel.elementwise.StochasticDepthSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/** What layers draw depends on seed, layer, step and image, and on nothing else. */
class LayerStreamsTest {
  private static final int IMAGES = 5;
  private static final int ELEMENTS = 3 * 29 * 31;
  private static final int LAYERS = 4;
  private static final int STEPS = 3;

  static List<Backend> backends() {
    return Backend.all();
  }

  /** A network's layers that draw: dropout and stochastic depth take turns. */
  private static final class Layers implements AutoCloseable {
    private final Kernels kernels;
    private final Backend backend;
    private final List<Step> dropouts = new ArrayList<>();
    private final List<Step> depths = new ArrayList<>();

    Layers(Backend backend, long seed) {
      this.backend = backend;
      this.kernels = Kernels.open(Kernels.providers(), backend.provider(), backend.type(), seed);
      for (int layer = 0; layer < LAYERS; layer++) {
        dropouts.add(kernels.step(new DropoutSpec(0.5)));
        depths.add(kernels.step(new StochasticDepthSpec(0.5, true)));
      }
    }

    double[] dropout(int layer, int images) {
      INDArray x = Nd4j.ones(backend.type(), images, 3, 29, 31);
      INDArray mask = x.ulike();
      dropouts
          .get(layer)
          .bind(new Operands().with(INPUT, x).with(OUTPUT, x.ulike()).with(MASK, mask))
          .run();
      return TestArrays.values(mask);
    }

    double[] depth(int layer, int images) {
      INDArray x = Nd4j.ones(backend.type(), images, 2);
      INDArray mask = Nd4j.create(backend.type(), images, 1);
      depths
          .get(layer)
          .bind(new Operands().with(INPUT, x).with(OUTPUT, x.ulike()).with(MASK, mask))
          .run();
      return TestArrays.values(mask);
    }

    @Override
    public void close() {
      kernels.close();
    }
  }

  /** The second layer of one seed must not be the first of the next. */
  @ParameterizedTest
  @MethodSource("backends")
  void masksOfSeedsLayersStepsAndImagesAreUncorrelated(Backend backend) {
    List<double[]> masks = new ArrayList<>();
    for (int seed = 0; seed < 4; seed++) {
      try (Layers layers = new Layers(backend, seed)) {
        for (int step = 0; step < STEPS; step++) {
          for (int layer = 0; layer < LAYERS; layer++) {
            double[] batch = layers.dropout(layer, IMAGES);
            for (int image = 0; image < IMAGES; image++) {
              double[] signs = new double[ELEMENTS];
              for (int i = 0; i < ELEMENTS; i++) {
                signs[i] = batch[image * ELEMENTS + i] - 1; // 1 or -1
              }
              masks.add(signs);
            }
          }
        }
      }
    }
    double sixSigma = 6 / Math.sqrt(ELEMENTS);
    for (int a = 0; a < masks.size(); a++) {
      for (int b = 0; b < a; b++) {
        double together = 0;
        for (int i = 0; i < ELEMENTS; i++) {
          together += masks.get(a)[i] * masks.get(b)[i];
        }
        assertThat(together / ELEMENTS).isCloseTo(0, within(sixSigma));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("backends")
  void fatesOfImagesAreUncorrelatedToo(Backend backend) {
    int images = 2048;
    List<double[]> fates = new ArrayList<>();
    for (int seed = 0; seed < 4; seed++) {
      try (Layers layers = new Layers(backend, seed)) {
        for (int step = 0; step < STEPS; step++) {
          for (int layer = 0; layer < LAYERS; layer++) {
            fates.add(layers.depth(layer, images));
          }
        }
      }
    }
    for (int a = 0; a < fates.size(); a++) {
      for (int b = 0; b < a; b++) {
        double together = 0;
        for (int i = 0; i < images; i++) {
          together += (fates.get(a)[i] - 1) * (fates.get(b)[i] - 1);
        }
        assertThat(together / images).isCloseTo(0, within(6 / Math.sqrt(images)));
      }
    }
  }

  @Test
  void everyProviderAndTypeDrawsTheSame() {
    List<double[]> drawn = new ArrayList<>();
    for (Backend backend : backends()) {
      try (Layers layers = new Layers(backend, 7)) {
        double[] all = new double[0];
        for (int step = 0; step < STEPS; step++) {
          for (int layer = 0; layer < LAYERS; layer++) {
            all = joined(all, layers.dropout(layer, IMAGES));
            all = joined(all, layers.depth(layer, 70));
          }
        }
        drawn.add(all);
      }
    }
    assertThat(drawn).hasSizeGreaterThan(1).allSatisfy(d -> assertThat(d).isEqualTo(drawn.get(0)));
  }

  private static double[] joined(double[] a, double[] b) {
    return DoubleStream.concat(Arrays.stream(a), Arrays.stream(b)).toArray();
  }

  /** A smaller batch gives its images what they get in a larger one. */
  @ParameterizedTest
  @MethodSource("backends")
  void anImageDrawsTheSameInABatchOfAnySize(Backend backend) {
    try (Layers large = new Layers(backend, 7);
        Layers small = new Layers(backend, 7)) {
      assertThat(large.dropout(1, IMAGES)).startsWith(small.dropout(1, 2));
      assertThat(large.depth(1, 70)).startsWith(small.depth(1, 33));
    }
  }

  /** A batch in parts, one after the other or anew, draws what the whole does. */
  @ParameterizedTest
  @MethodSource("backends")
  void partsOfABatchDrawWhatTheWholeDraws(Backend backend) {
    try (Layers whole = new Layers(backend, 7);
        Layers parts = new Layers(backend, 7)) {
      for (int step = 0; step < STEPS; step++) {
        for (int layer = 0; layer < LAYERS; layer++) {
          double[] elements = whole.dropout(layer, IMAGES);
          double[] images = whole.depth(layer, IMAGES);
          parts.kernels.seek(step, 0);
          double[] firstElements = parts.dropout(layer, 2);
          double[] firstImages = parts.depth(layer, 2);
          parts.kernels.seek(step, 2);
          assertThat(joined(firstElements, parts.dropout(layer, 3))).isEqualTo(elements);
          assertThat(joined(firstImages, parts.depth(layer, 3))).isEqualTo(images);
        }
      }
    }
  }

  /** As an element of a slab, too. */
  @ParameterizedTest
  @MethodSource("backends")
  void masksInSlabsAreTheSame(Backend backend) {
    try (Layers dense = new Layers(backend, 7);
        Layers other = new Layers(backend, 7)) {
      INDArray slab = Nd4j.ones(backend.type(), IMAGES, 9, 29, 31);
      INDArray x =
          slab.get(
              NDArrayIndex.all(),
              NDArrayIndex.interval(2, 5),
              NDArrayIndex.all(),
              NDArrayIndex.all());
      INDArray mask = Nd4j.create(backend.type(), IMAGES, 3, 29, 31);
      other
          .dropouts
          .get(0)
          .bind(new Operands().with(INPUT, x).with(OUTPUT, x).with(MASK, mask))
          .run();
      assertThat(TestArrays.values(mask)).isEqualTo(dense.dropout(0, IMAGES));
    }
  }
}
