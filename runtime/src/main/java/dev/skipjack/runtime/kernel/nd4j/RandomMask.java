package dev.skipjack.runtime.kernel.nd4j;

import dev.skipjack.runtime.data.ElementView;
import dev.skipjack.runtime.random.LayerStream;
import dev.skipjack.runtime.random.RandomStream;
import java.util.Arrays;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Draws masks of 0 and 1/(1-p): an element of image n in step s from {@code layer → s → n}. Drawn
 * here and not with ND4J's generator, whose numbers depend on the device and on which layers drew
 * before: every provider draws the same.
 */
final class RandomMask {
  private static final int CHUNK = 4096;

  private final LayerStream layer;
  private final long dropped;
  private final double kept;
  private final RandomStream step;
  private final RandomStream image;
  private double[] values = new double[CHUNK];
  private ElementView view;

  RandomMask(double probability, LayerStream layer) {
    this.layer = layer;
    this.dropped = RandomStream.below(probability);
    this.kept = 1 / (1 - probability);
    this.step = layer.scratch();
    this.image = layer.scratch();
  }

  /** A number for each element of {@code mask}, {@code [N, …]}. */
  void drawElements(INDArray mask) {
    layer.next(step);
    view = ElementView.of(mask, view);
    long perImage = mask.length() / mask.size(0);
    for (long n = 0; n < mask.size(0); n++) {
      step.split(layer.firstImage() + n, image);
      for (long first = 0; first < perImage; first += CHUNK) {
        int count = (int) Math.min(CHUNK, perImage - first);
        for (int i = 0; i < count; i++) {
          values[i] = draw(image, first + i);
        }
        view.write(values, count, n * perImage + first);
      }
    }
  }

  /**
   * A number for each image, or the first one's for all.
   *
   * @param mask {@code [N, 1]}
   */
  void drawImages(INDArray mask, boolean perImage) {
    layer.next(step);
    view = ElementView.of(mask, view);
    int images = (int) mask.length();
    if (values.length < images) {
      values = new double[images];
    }
    step.split(0, image);
    Arrays.fill(values, 0, images, draw(image, 0));
    for (int n = 0; perImage && n < images; n++) {
      step.split(layer.firstImage() + n, image);
      values[n] = draw(image, 0);
    }
    view.write(values, images, 0);
  }

  private double draw(RandomStream stream, long index) {
    return stream.bits(index) >>> 11 < dropped ? 0 : kept;
  }
}
