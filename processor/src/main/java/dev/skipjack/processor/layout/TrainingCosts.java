package dev.skipjack.processor.layout;

import dev.skipjack.processor.ir.Contraction.Convolution;
import dev.skipjack.processor.ir.Layout;
import dev.skipjack.processor.ir.Pooling.Pool;
import dev.skipjack.processor.ir.TensorType;

/**
 * What ops and their gradients together are estimated to take in each layout while a network
 * trains, in nanoseconds for an image of a batch of {@link LayoutCosts#BATCH} on one thread; see
 * {@link LayoutCosts}, whose constants hold for what is not told here.
 */
final class TrainingCosts {
  // Multiply-adds in a nanosecond, with all that the kernel reads and writes.

  /** Gradients of 1×1 convolutions: 75 GFLOP/s of maps in planes, 90 in blocks. */
  private static final double PLANES_POINTWISE = 37.5;

  private static final double BLOCKS_POINTWISE = 45;

  /**
   * Where input and output lie differently, a side fills no blocks and it is no 1×1 convolution:
   * some are computed by the portable provider, others read pixel by pixel; not measured.
   */
  private static final double PORTABLE = 5;

  /**
   * Nanoseconds for a float of a map in planes that a kernel whose lanes are channels transposes.
   */
  private static final double TRANSPOSED = 0.14;

  /** How often a convolution and its gradient read or write a map, or its gradient. */
  private static final int PASSES = 3;

  // Nanoseconds for a float that a normalisation or statistics read or write: 11.8 GB/s of maps in
  // planes; of maps in blocks 1.0 to 1.25 times as many (decision 077), which is not counted.
  private static final double PLANES_SWEPT = 0.34;
  private static final double BLOCKS_SWEPT = 0.34;

  /** Maps that a normalisation and its gradient read and write: x, y; x, y, dy, dx. */
  private static final int NORMALIZED = 6;

  /** And that they do where another map is added. */
  private static final int ADDED = 2;

  /** Maps that statistics and their gradient read and write: x; x, dx so far, dx. */
  private static final int SUMMED = 4;

  private TrainingCosts() {}

  /** A map, and its gradient back. */
  static double reorder(TensorType map) {
    return 2 * LayoutCosts.reorder(map);
  }

  /**
   * @param isImage whether the input is one of the network, which has no gradient and lies in
   *     planes, but is read as it is
   */
  static double convolution(
      Convolution op, TensorType in, Layout from, TensorType out, Layout to, boolean isImage) {
    int products = isImage ? 1 : 2; // of its gradients
    double forward = LayoutCosts.convolution(op, in, from, out, to, LayoutCosts.BATCH);
    if (from != to && !isImage && !takesBoth(op)) {
      return (1 + products) * Math.max(forward, LayoutCosts.products(op, out) / PORTABLE);
    }
    if (op.isPointwise()) {
      return forward + products * (pointwise(op, out, from) + pointwise(op, out, to)) / 2;
    }
    if (LayoutCosts.isWinograd(op) && fills(op)) {
      return (1 + products) * LayoutCosts.winograd(op, out, LayoutCosts.BATCH)
          + transposed(in, from)
          + transposed(out, to);
    }
    return (1 + products) * forward;
  }

  /** Whether there are fast kernels for maps that lie differently. */
  private static boolean takesBoth(Convolution op) {
    return op.isPointwise() || fills(op);
  }

  private static boolean fills(Convolution op) {
    return op.groups() == 1
        && Layout.fillsBlocks(op.inChannels())
        && Layout.fillsBlocks(op.outChannels());
  }

  private static double transposed(TensorType map, Layout layout) {
    return layout == Layout.PLANES ? PASSES * TRANSPOSED * map.elements() : 0;
  }

  /** One of the two products of a gradient. */
  private static double pointwise(Convolution op, TensorType out, Layout layout) {
    double products = LayoutCosts.products(op, out);
    return layout == Layout.PLANES
        ? products * LayoutCosts.vectors(out, 1) / PLANES_POINTWISE
        : products / BLOCKS_POINTWISE;
  }

  static double pool(Pool op, TensorType out, Layout layout) {
    return 2 * LayoutCosts.pool(op, out, layout);
  }

  static double normalize(TensorType map, boolean add, Layout layout) {
    return swept(map, NORMALIZED + (add ? ADDED : 0), layout);
  }

  static double statistics(TensorType map, Layout layout) {
    return swept(map, SUMMED, layout);
  }

  private static double swept(TensorType map, int times, Layout layout) {
    double floats = (double) times * map.elements();
    return floats * (layout == Layout.PLANES ? PLANES_SWEPT : BLOCKS_SWEPT);
  }
}
