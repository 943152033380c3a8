package dev.skipjack.runtime.kernel.simd;

import dev.skipjack.runtime.kernel.ConvolutionSpec;

/** A way to compute a convolution, planned for one shape of its input. */
abstract class ConvolutionAlgorithm {
  /** Floats of packed pixels of a thread that leave room for weights and results in its cache. */
  static final int CACHED_FLOATS = 160 * 1024;

  /** Fewer pieces of the pixels than these are too few for many threads. */
  static final int ENOUGH = 12;

  /** Floats of pixels that are prepared for all threads at a time. */
  static final int MOST_COMMON = 2 * 1024 * 1024;

  /** Slots of what all threads share, and of weights on their way to be packed. */
  static final int COMMON = 7;

  private static final int UNPACKED = 2;

  final ConvolutionSpec spec;
  final ConvolutionMethod method;
  final Workers workers;

  /** The input, if it lies in planes. */
  Planes x;

  /** The input, if it lies in blocks. */
  Blocks blocksIn;

  Prologue prologue;
  float[] weights;
  Epilogue epilogue;
  private final Workers.Task packPart = this::packPart;
  private WeightSource unpacked;
  private int packParts;

  ConvolutionAlgorithm(ConvolutionSpec spec, ConvolutionMethod method, Workers workers) {
    this.spec = spec;
    this.method = method;
    this.workers = workers;
  }

  /**
   * The fastest algorithm for an input of this shape.
   *
   * @param layouts if they are not planes alone there are three: depthwise, direct, Winograd's
   * @param wanted by this method if it can; null for the fastest
   * @param asForOne whether it is the one that is fastest for a single image: algorithms round in
   *     different ways, but each the same whatever the other images
   */
  static ConvolutionAlgorithm of(
      ConvolutionSpec spec,
      Layouts layouts,
      ConvolutionMethod wanted,
      int images,
      int height,
      int width,
      boolean asForOne,
      Workers workers,
      Scratch shared) {
    if (!layouts.equals(Layouts.PLANES)) {
      return inBlocks(spec, layouts, wanted, images, height, width, asForOne, workers, shared);
    }
    if (wanted != null && handles(wanted, spec)) {
      return make(spec, wanted, images, height, width, workers, shared);
    }
    if (asForOne && images > 1) {
      ConvolutionMethod ofOne =
          of(spec, layouts, null, 1, height, width, false, workers, shared).method;
      return make(spec, ofOne, images, height, width, workers, shared);
    }
    ConvolutionAlgorithm fastest = null;
    for (ConvolutionMethod method : ConvolutionMethod.values()) {
      if (handles(method, spec)) {
        ConvolutionAlgorithm made = make(spec, method, images, height, width, workers, shared);
        fastest = fastest == null || made.cost() < fastest.cost() ? made : fastest;
      }
    }
    return fastest;
  }

  private static ConvolutionAlgorithm inBlocks(
      ConvolutionSpec spec,
      Layouts layouts,
      ConvolutionMethod wanted,
      int images,
      int height,
      int width,
      boolean asForOne,
      Workers workers,
      Scratch shared) {
    if (DepthwiseBlocks.handles(spec, layouts)) {
      return new DepthwiseBlocks(spec, images, height, width, workers);
    }
    ConvolutionAlgorithm direct =
        new GeneralConvolution(
            spec, layouts, ConvolutionMethod.BLOCKED, images, height, width, workers, shared);
    if (!ReorderedConvolution.handles(spec) || wanted == ConvolutionMethod.BLOCKED) {
      return direct;
    }
    ConvolutionAlgorithm winograd =
        winogradInBlocks(spec, layouts, images, height, width, workers, shared);
    if (asForOne && images > 1 && wanted == null) {
      ConvolutionMethod ofOne =
          inBlocks(spec, layouts, null, 1, height, width, false, workers, shared).method;
      return ofOne == direct.method ? direct : winograd;
    }
    boolean fewer = winograd.cost() < direct.cost();
    return fewer || wanted == ConvolutionMethod.WINOGRAD ? winograd : direct;
  }

  private static ConvolutionAlgorithm winogradInBlocks(
      ConvolutionSpec spec,
      Layouts layouts,
      int images,
      int height,
      int width,
      Workers workers,
      Scratch shared) {
    if (WinogradBlockConvolution.handles(spec)) {
      return new WinogradBlockConvolution(spec, layouts, images, height, width, workers, shared);
    }
    ConvolutionAlgorithm planar =
        make(spec, ConvolutionMethod.WINOGRAD, images, height, width, workers, shared);
    return new ReorderedConvolution(planar, layouts, images, height, width, workers, shared);
  }

  /** Whether there is one for maps that lie so. */
  static boolean handles(ConvolutionSpec spec, Layouts layouts) {
    return DepthwiseBlocks.handles(spec, layouts) || GeneralConvolution.handles(spec, layouts);
  }

  private static boolean handles(ConvolutionMethod method, ConvolutionSpec spec) {
    switch (method) {
      case POINTWISE:
        return PointwiseConvolution.handles(spec);
      case DEPTHWISE:
        return DepthwiseConvolution.handles(spec);
      case WINOGRAD:
        return WinogradConvolution.handles(spec);
      default:
        return true;
    }
  }

  private static ConvolutionAlgorithm make(
      ConvolutionSpec spec,
      ConvolutionMethod method,
      int images,
      int height,
      int width,
      Workers workers,
      Scratch shared) {
    switch (method) {
      case POINTWISE:
        int rows = Subsampled.extent(height, spec.stride());
        int columns = Subsampled.extent(width, spec.stride());
        return new PointwiseConvolution(spec, images * rows * columns, workers, shared);
      case DEPTHWISE:
        return new DepthwiseConvolution(spec, images, height, width, workers);
      case WINOGRAD:
        return WinogradBlockConvolution.handles(spec)
            ? new WinogradBlockConvolution(
                spec, Layouts.PLANES, images, height, width, workers, shared)
            : new WinogradConvolution(spec, images, height, width, workers, shared);
      default:
        return new GeneralConvolution(
            spec, Layouts.PLANES, method, images, height, width, workers, shared);
    }
  }

  /** Estimated time of one thread, in multiplications of the fastest product. */
  abstract double cost();

  /** Floats of packed weights. */
  abstract int packedSize();

  /** Blocks of output channels, which are packed each for itself. */
  abstract int packedBlocks();

  /** Packs a block. */
  abstract void pack(WeightSource from, int block, float[] to, Scratch scratch);

  abstract void compute();

  /**
   * Packs weights.
   *
   * @param from {@code [out, in/groups, kernel, kernel]}
   * @param to what {@link #run} takes
   */
  final void pack(WeightSource from, float[] to) {
    unpacked = from;
    weights = to;
    packParts = Parts.ofFloats(packedBlocks(), (double) packedSize() / packedBlocks());
    workers.run(packParts, packPart);
    unpacked = null;
    weights = null;
  }

  private void packPart(int part, Scratch scratch) {
    int end = Parts.first(part + 1, packParts, packedBlocks());
    for (int block = Parts.first(part, packParts, packedBlocks()); block < end; block++) {
      scratch.poison();
      pack(unpacked, block, weights, scratch);
    }
  }

  /** Some of the weights, from the first float of the array on. */
  static float[] read(WeightSource from, int first, int count, Scratch scratch) {
    float[] floats = scratch.floats(UNPACKED, count);
    from.read(first, floats, 0, count);
    return floats;
  }

  /**
   * Whether a run that is given weights as they are packs each block where it is needed, once, so
   * that they pass through no memory in between.
   */
  boolean packsOnTheWay() {
    return false;
  }

  /** The weights as they are, for a run that packs them on the way. */
  final WeightSource unpacked() {
    return unpacked;
  }

  /**
   * Computes the output with weights that are used once.
   *
   * @param weights {@code [out, in/groups, kernel, kernel]}
   * @param slot of the shared arrays, for packed weights
   */
  final void runOnce(
      Planes x,
      Prologue prologue,
      WeightSource weights,
      Scratch shared,
      int slot,
      Epilogue epilogue) {
    if (packsOnTheWay()) {
      unpacked = weights;
      run(x, prologue, null, epilogue);
      unpacked = null;
    } else {
      float[] packed = shared.floats(slot, packedSize());
      pack(weights, packed);
      run(x, prologue, packed, epilogue);
    }
  }

  /** Computes the output and hands it to the epilogue. */
  final void run(Planes x, Prologue prologue, float[] packed, Epilogue epilogue) {
    this.x = x;
    run(prologue, packed, epilogue);
  }

  /** The same of an input in blocks. */
  final void run(Blocks x, Prologue prologue, float[] packed, Epilogue epilogue) {
    this.blocksIn = x;
    run(prologue, packed, epilogue);
  }

  private void run(Prologue prologue, float[] packed, Epilogue epilogue) {
    this.prologue = prologue;
    this.weights = packed;
    this.epilogue = epilogue;
    compute();
    this.weights = null; // whoever keeps them lets go of them when parameters change
  }
}
