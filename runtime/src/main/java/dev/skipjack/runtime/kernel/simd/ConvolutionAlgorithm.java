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
