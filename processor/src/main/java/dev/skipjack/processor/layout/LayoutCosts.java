package dev.skipjack.processor.layout;

import dev.skipjack.processor.ir.Contraction.Convolution;
import dev.skipjack.processor.ir.Layout;
import dev.skipjack.processor.ir.Pooling.Pool;
import dev.skipjack.processor.ir.TensorType;

/**
 * What ops are estimated to take in each layout, in nanoseconds for an image on one thread of a
 * processor with vectors of 16 floats: the mean of one image alone and of one of eight, because a
 * network predicts batches of any size. Only what differs between layouts counts. The kernels
 * choose their methods again when they know the size of the batch. Maps of any size count as those
 * of the reference image. {@code LayoutTimes} of the benchmarks measures what the constants stand
 * for.
 */
final class LayoutCosts {
  /** Images of the other batch, and of one that trains. */
  static final int BATCH = 8;

  // Planes: multiply-adds in a nanosecond.

  /** A product of matrices, as 1×1 convolutions and Winograd's have them. */
  private static final double PLANES_PRODUCT = 53;

  /** Any other kernel. */
  private static final double PLANES_GENERAL = 49;

  private static final double PLANES_DEPTHWISE = 12;

  /** Pixels are computed in vectors, the last one only in part. */
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
  private static final double BLOCKS_DIRECT = 56;

  /** Groups that fill no block of their own, which no fast kernel has. */
  private static final double BLOCKS_SMALL_GROUPS = 0.2;

  private static final double BLOCKS_DEPTHWISE = 30;

  // Nanoseconds for a float.

  /** Of a map in planes, read or written. */
  private static final double PLANES_MOVED = 0.14;

  private static final double BLOCKS_MOVED = 0.2;

  /** A map reordered by a kernel of its own. */
  private static final double REORDERED = 1;

  /** Nanoseconds that a kernel takes before and behind its work. */
  private static final double CALLED = 3000;

  private static final double COPIED = 0.5;

  /** A map in blocks that Winograd's algorithm reads or writes with channels in lanes. */
  private static final double RELAID = 0.14;

  /** On top of a convolution of blocks that writes planes. */
  private static final double WRITTEN_TO_PLANES = 0.3;

  /** On top of blocks, where they are expanded or filtered. */
  private static final double READ_FROM_PLANES = 0.1;

  /** For each float of a pool's window. */
  private static final double POOLED_IN_PLANES = 0.25;

  private static final double POOLED_IN_BLOCKS = 0.08;

  /** Nanoseconds for a row of a plane that is padded; with a stride it is divided. */
  private static final double ROW = 15;

  private LayoutCosts() {}

  static double reorder(TensorType map) {
    return CALLED + REORDERED * map.elements();
  }

  static double copy(TensorType map) {
    return COPIED * map.elements();
  }

  static double pool(Pool op, TensorType out, Layout layout) {
    double floats = (double) out.elements() * op.kernel().area();
    return floats * (layout == Layout.PLANES ? POOLED_IN_PLANES : POOLED_IN_BLOCKS);
  }

  /** Only what differs: it computes in blocks in any case. */
  static double separable(TensorType in, Layout from, TensorType out, Layout to) {
    double read = from == Layout.PLANES ? READ_FROM_PLANES * in.elements() : 0;
    double written = to == Layout.PLANES ? WRITTEN_TO_PLANES * out.elements() : 0;
    return read + written;
  }

  /** Reading one layout and writing the other, if they differ. */
  static double convolution(Convolution op, TensorType in, Layout from, TensorType out, Layout to) {
    return (convolution(op, in, from, out, to, 1) + convolution(op, in, from, out, to, BATCH)) / 2;
  }

  /** Of one of so many images. */
  static double convolution(
      Convolution op, TensorType in, Layout from, TensorType out, Layout to, int images) {
    boolean fromPlanes = from == Layout.PLANES;
    boolean toPlanes = to == Layout.PLANES;
    if (fromPlanes && toPlanes) {
      return inPlanes(op, in, out, images);
    }
    if (isDepthwise(op) && from != to) {
      return products(op, out) / BLOCKS_SMALL_GROUPS;
    }
    double direct =
        inBlocks(op, in, out)
            + (fromPlanes ? rows(op, in) : 0)
            + (toPlanes ? WRITTEN_TO_PLANES * out.elements() : 0);
    if (!isWinograd(op)) {
      return direct;
    }
    double moved = (fromPlanes ? 0 : in.elements()) + (toPlanes ? 0 : out.elements());
    boolean lanes = Layout.fillsBlocks(op.inChannels()) && Layout.fillsBlocks(op.outChannels());
    double relaid = (lanes ? RELAID : REORDERED) * moved;
    return Math.min(direct, winograd(op, out, images) + relaid + CALLED / images);
  }

  private static double inPlanes(Convolution op, TensorType in, TensorType out, int images) {
    double products = products(op, out);
    double moved = PLANES_MOVED * (in.elements() + out.elements());
    if (isDepthwise(op)) {
      return products / PLANES_DEPTHWISE + rows(op, in);
    }
    if (op.isOneByOne()) {
      return products * vectors(out, images) / PLANES_PRODUCT + moved;
    }
    double general = products / PLANES_GENERAL + moved + rows(op, in);
    return isWinograd(op) ? Math.min(general, winograd(op, out, images)) : general;
  }

  static boolean isWinograd(Convolution op) {
    return op.kernel().is(3)
        && op.stride().is(1)
        && op.padding().is(1)
        && op.dilation() == 1
        && op.groups() == 1;
  }

  static double winograd(Convolution op, TensorType out, int images) {
    double tiles = Math.ceil((double) out.height() / TILE) * Math.ceil((double) out.width() / TILE);
    double computed = roundUp(images * tiles);
    double weights = (double) POSITIONS * op.inChannels() * op.outChannels();
    double streamed = weights > CACHED_FLOATS ? STREAMED * Math.ceil(computed / STREAMED_TILES) : 0;
    double transforms = TRANSFORM * computed * (op.inChannels() + op.outChannels());
    return (weights * (computed + streamed) + transforms) / PLANES_PRODUCT / images;
  }

  private static double inBlocks(Convolution op, TensorType in, TensorType out) {
    double products = products(op, out);
    double moved = BLOCKS_MOVED * (in.elements() + out.elements());
    if (isDepthwise(op)) {
      return products / BLOCKS_DEPTHWISE + moved;
    }
    boolean whole =
        op.groups() == 1
            || Layout.fillsBlocks(op.inChannels() / op.groups())
                && Layout.fillsBlocks(op.outChannels() / op.groups());
    // Vectors are of output channels: those of a last block that are none are computed, too.
    double wasted = roundUp(op.outChannels()) / op.outChannels();
    return products * wasted / (whole ? BLOCKS_DIRECT : BLOCKS_SMALL_GROUPS) + moved;
  }

  /** Padding all planes. */
  private static double rows(Convolution op, TensorType in) {
    return ROW * op.stride().height() * in.channels() * in.height();
  }

  private static boolean isDepthwise(Convolution op) {
    return op.groups() > 1 && op.groups() == op.inChannels() && op.groups() == op.outChannels();
  }

  static double products(Convolution op, TensorType out) {
    double taps = (double) op.kernel().area() * op.inChannels() / op.groups();
    return out.elements() * taps;
  }

  /** How many pixels are computed for each of the map, those of a batch numbered through. */
  static double vectors(TensorType map, int images) {
    double pixels = (double) images * map.height() * map.width();
    return roundUp(pixels) / pixels;
  }

  private static double roundUp(double count) {
    return Math.ceil(count / PIXELS_OF_VECTOR) * PIXELS_OF_VECTOR;
  }
}
