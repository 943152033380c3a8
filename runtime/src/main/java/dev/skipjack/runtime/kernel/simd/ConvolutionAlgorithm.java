package dev.skipjack.runtime.kernel.simd;

import dev.skipjack.runtime.kernel.ConvolutionSpec;

/** A way to compute a convolution, planned for one shape of its input. */
abstract class ConvolutionAlgorithm {
  /** Floats of packed pixels of a worker that leave room for weights and results in its cache. */
  static final int CACHED_FLOATS = 160 * 1024;

  final ConvolutionSpec spec;
  final Workers workers;
  Planes x;
  Prologue prologue;
  float[] weights;
  Epilogue epilogue;
  private final Workers.Task packPart = this::packPart;
  private float[] unpacked;

  ConvolutionAlgorithm(ConvolutionSpec spec, Workers workers) {
    this.spec = spec;
    this.workers = workers;
  }

  /**
   * The fastest algorithm for an input of this shape.
   *
   * @param asForOne whether it is the one that is fastest for a single image: algorithms round in
   *     different ways, but each the same whatever the other images
   */
  static ConvolutionAlgorithm of(
      ConvolutionSpec spec,
      int images,
      int height,
      int width,
      boolean asForOne,
      Workers workers,
      Scratch shared) {
    if (PointwiseConvolution.handles(spec)) {
      return new PointwiseConvolution(spec, images * height * width, workers);
    }
    ConvolutionAlgorithm general = new GeneralConvolution(spec, images, height, width, workers);
    if (!WinogradConvolution.handles(spec)) {
      return general;
    }
    ConvolutionAlgorithm winograd =
        new WinogradConvolution(spec, images, height, width, workers, shared);
    if (asForOne && images > 1) {
      ConvolutionAlgorithm ofOne = of(spec, 1, height, width, false, workers, shared);
      return ofOne instanceof WinogradConvolution ? winograd : general;
    }
    return winograd.cost() < general.cost() ? winograd : general;
  }

  /** Estimated time of a worker, in multiplications of the fastest product. */
  abstract double cost();

  /** Floats of packed weights. */
  abstract int packedSize();

  /** A worker's part of {@link #pack}. */
  abstract void pack(float[] from, float[] to, int part, Scratch scratch);

  /** A worker's part of {@link #run}. */
  abstract void compute();

  /**
   * Packs weights.
   *
   * @param from {@code [out, in/groups, kernel, kernel]}
   * @param to what {@link #run} takes
   */
  final void pack(float[] from, float[] to) {
    unpacked = from;
    weights = to;
    workers.run(packPart);
    unpacked = null;
    weights = null;
  }

  private void packPart(int part, Scratch scratch) {
    pack(unpacked, weights, part, scratch);
  }

  /** Computes the output and hands it to the epilogue. */
  final void run(Planes x, Prologue prologue, float[] packed, Epilogue epilogue) {
    this.x = x;
    this.prologue = prologue;
    this.weights = packed;
    this.epilogue = epilogue;
    compute();
    this.weights = null; // whoever keeps them lets go of them when parameters change
  }
}
