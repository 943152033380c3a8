package dev.skipjack.processor.build;

import dev.skipjack.processor.ir.TensorType;
import dev.skipjack.processor.shape.ShapeRules;

/**
 * Strides of residual stages that become dilation, so that a backbone's maps stay large
 * (torchvision's {@code replace_stride_with_dilation}).
 */
final class Dilation {
  private final TensorType image;
  private final int outputStride;
  private int rate = 1;

  /**
   * @param image what the backbone runs on
   * @param outputStride beyond which strides become dilation
   */
  Dilation(TensorType image, int outputStride) {
    this.image = image;
    this.outputStride = outputStride;
  }

  /**
   * A stage with its stride or what it became.
   *
   * @param first dilation of the first block
   * @param rest dilation of the others
   */
  record Stage(int stride, int first, int rest) {
    static Stage undilated(int stride) {
      return new Stage(stride, 1, 1);
    }
  }

  /** The next stage, on a map of this type. */
  Stage next(TensorType x, int stride) {
    int before = rate;
    boolean beyond = (long) ShapeRules.strideTo(image, x) * stride > outputStride;
    if (beyond) {
      rate = (int) Math.min(Integer.MAX_VALUE, (long) rate * stride);
    }
    return new Stage(beyond ? 1 : stride, before, rate);
  }
}
