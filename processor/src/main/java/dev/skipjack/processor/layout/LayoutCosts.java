package dev.skipjack.processor.layout;

import dev.skipjack.processor.ir.Contraction.Convolution;
import dev.skipjack.processor.ir.Layout;
import dev.skipjack.processor.ir.Pooling.Pool;
import dev.skipjack.processor.ir.TensorType;

/**
 * What ops are estimated to take in each layout, in nanoseconds for one image on one thread of a
 * processor with vectors of 16 floats. Only what differs between layouts counts. The kernels choose
 * again when they know the processor; the constants follow {@code ConvolutionMethods} of the
 * benchmarks. Maps of any size count as those of the reference image.
 */
final class LayoutCosts {
  // Planes: multiply-adds in a nanosecond.

  /** A product of matrices, as 1×1 convolutions and Winograd's have them. */
  private static final double PLANES_PRODUCT = 47;

  /** Any kernel of stride 1, shifted over padded planes. */
  private static final double PLANES_GENERAL = 42;

  /** Any kernel with a stride, whose pixels are divided first. */
  private static final double PLANES_STRIDED = 26;

  private static final double PLANES_DEPTHWISE = 4;

  /** Pixels are computed in vectors, a plane's last one only in part. */
  private static final int PIXELS_OF_VECTOR = 16;

  // Winograd F(4x4, 3x3) on planes; the same terms as WinogradConvolution.cost of the runtime.
  private static final int TILE = 4;
  private static final int POSITIONS = 36;

  /** Multiply-adds that take as long as transforming a tile of a channel. */
  private static final double TRANSFORM = 650;

  /** Multiply-adds that take as long as reading a weight that is in no cache of the core. */
  private static final double STREAMED = 18;

  private static final double STREAMED_TILES = 64;
  private static final double CACHED_FLOATS = 160 * 1024;

  // Blocks: multiply-adds in a nanosecond.

  /** Any kernel, stride and dilation, from blocks or planes. */
  private static final double BLOCKS_DIRECT = 50;

  /** Groups that fill no block of their own. */
  private static final double BLOCKS_SMALL_GROUPS = 5;

  private static final double BLOCKS_DEPTHWISE = 20;

  // Nanoseconds for a float.

  /** Of a map, read or written where a depthwise convolution computes faster than it reads. */
  private static final double MOVED = 0.25;

  /** A map reordered by a kernel of its own. */
  private static final double REORDERED = 1;

  private static final double COPIED = 0.5;

  /** On top of a convolution of blocks that reads planes. */
  private static final double READ_FROM_PLANES = 0.25;

  /** On top of a convolution of blocks that writes planes. */
  private static final double WRITTEN_TO_PLANES = 0.5;

  /** For each float of a pool's window. */
  private static final double POOLED_IN_PLANES = 0.25;

  private static final double POOLED_IN_BLOCKS = 0.08;

  private LayoutCosts() {}

  static double reorder(TensorType map) {
    return REORDERED * map.elements();
  }

  static double copy(TensorType map) {
    return COPIED * map.elements();
  }

  static double pool(Pool op, TensorType out, Layout layout) {
    double floats = (double) out.elements() * op.kernel() * op.kernel();
    return floats * (layout == Layout.PLANES ? POOLED_IN_PLANES : POOLED_IN_BLOCKS);
  }

  /** From one layout to the other if they differ: whatever is faster. */
  static double convolution(Convolution op, TensorType in, Layout from, TensorType out, Layout to) {
    boolean fromPlanes = from == Layout.PLANES;
    boolean toPlanes = to == Layout.PLANES;
    if (fromPlanes && toPlanes) {
      return inPlanes(op, out);
    }
    double direct =
        inBlocks(op, in, out)
            + (fromPlanes ? READ_FROM_PLANES * in.elements() : 0)
            + (toPlanes ? WRITTEN_TO_PLANES * out.elements() : 0);
    double reordered =
        inPlanes(op, out) + (fromPlanes ? 0 : reorder(in)) + (toPlanes ? 0 : reorder(out));
    return Math.min(direct, reordered);
  }

  private static double inPlanes(Convolution op, TensorType out) {
    double products = products(op, out);
    if (isDepthwise(op)) {
      return products / PLANES_DEPTHWISE;
    }
    if (op.kernel() == 1 && op.groups() == 1 && op.padding() == 0) {
      return products * vectors(out) / PLANES_PRODUCT;
    }
    double general = products * vectors(out) / (op.stride() == 1 ? PLANES_GENERAL : PLANES_STRIDED);
    return isWinograd(op) ? Math.min(general, winograd(op, out)) : general;
  }

  private static boolean isWinograd(Convolution op) {
    return op.kernel() == 3
        && op.stride() == 1
        && op.padding() == 1
        && op.dilation() == 1
        && op.groups() == 1;
  }

  private static double winograd(Convolution op, TensorType out) {
    double tiles = Math.ceil((double) out.height() / TILE) * Math.ceil((double) out.width() / TILE);
    double computed = roundUp(tiles);
    double weights = (double) POSITIONS * op.inChannels() * op.outChannels();
    double streamed = weights > CACHED_FLOATS ? STREAMED * Math.ceil(computed / STREAMED_TILES) : 0;
    double transforms = TRANSFORM * computed * (op.inChannels() + op.outChannels());
    return (weights * (computed + streamed) + transforms) / PLANES_PRODUCT;
  }

  private static double inBlocks(Convolution op, TensorType in, TensorType out) {
    double products = products(op, out);
    if (isDepthwise(op)) {
      double moved = MOVED * (in.elements() + out.elements());
      return Math.max(moved, products / BLOCKS_DEPTHWISE);
    }
    boolean whole =
        op.groups() == 1
            || Layout.fillsBlocks(op.inChannels() / op.groups())
                && Layout.fillsBlocks(op.outChannels() / op.groups());
    // Vectors are of output channels: those of a last block that are none are computed, too.
    double wasted = roundUp(op.outChannels()) / op.outChannels();
    return products * wasted / (whole ? BLOCKS_DIRECT : BLOCKS_SMALL_GROUPS);
  }

  private static boolean isDepthwise(Convolution op) {
    return op.groups() > 1 && op.groups() == op.inChannels() && op.groups() == op.outChannels();
  }

  private static double products(Convolution op, TensorType out) {
    double taps = (double) op.kernel() * op.kernel() * op.inChannels() / op.groups();
    return out.elements() * taps;
  }

  /** How many pixels are computed for each of the map. */
  private static double vectors(TensorType map) {
    double pixels = (double) map.height() * map.width();
    return roundUp(pixels) / pixels;
  }

  private static double roundUp(double count) {
    return Math.ceil(count / PIXELS_OF_VECTOR) * PIXELS_OF_VECTOR;
  }
}
