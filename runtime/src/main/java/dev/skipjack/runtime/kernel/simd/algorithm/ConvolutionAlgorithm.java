package dev.skipjack.runtime.kernel.simd.algorithm;

import dev.skipjack.runtime.kernel.convolution.ConvolutionSpec;
import dev.skipjack.runtime.kernel.simd.fusion.Epilogue;
import dev.skipjack.runtime.kernel.simd.fusion.Prologue;
import dev.skipjack.runtime.kernel.simd.maps.Blocks;
import dev.skipjack.runtime.kernel.simd.maps.Planes;
import dev.skipjack.runtime.kernel.simd.maps.WeightSource;
import dev.skipjack.runtime.kernel.simd.threads.Caches;
import dev.skipjack.runtime.kernel.simd.threads.Parts;
import dev.skipjack.runtime.kernel.simd.threads.Scratch;
import dev.skipjack.runtime.kernel.simd.threads.Workers;

/** A way to compute a convolution, planned for one shape of its input. */
public abstract class ConvolutionAlgorithm {
  /** Floats of packed pixels of a thread that leave room for weights and results in its cache. */
  protected static final int CACHED_FLOATS = Caches.ofSecondLevel(160 * 1024);

  /** Fewer pieces of the pixels than these are too few for many threads. */
  public static final int ENOUGH = 12;

  /** Floats of pixels that are prepared for all threads at a time. */
  public static final int MOST_COMMON = 2 * 1024 * 1024;

  /** Slots of what all threads share, and of weights on their way to be packed. */
  protected static final int COMMON = 7;

  private static final int UNPACKED = 2;

  public final ConvolutionSpec spec;
  public final ConvolutionMethod method;
  protected final Workers workers;

  /** The input, if it lies in planes. */
  protected Planes x;

  /** The input, if it lies in blocks. */
  protected Blocks blocksIn;

  protected Prologue prologue;
  protected float[] weights;
  protected Epilogue epilogue;
  private final Workers.Task packPart = this::packPart;
  private WeightSource unpacked;
  private int packParts;

  protected ConvolutionAlgorithm(ConvolutionSpec spec, ConvolutionMethod method, Workers workers) {
    this.spec = spec;
    this.method = method;
    this.workers = workers;
  }

  /** Estimated time of one thread, in multiplications of the fastest product. */
  public abstract double cost();

  /** Floats of packed weights. */
  public abstract int packedSize();

  /** Blocks of output channels, which are packed each for itself. */
  public abstract int packedBlocks();

  /** Packs a block. */
  public abstract void pack(WeightSource from, int block, float[] to, Scratch scratch);

  protected abstract void compute();

  /**
   * Packs weights.
   *
   * @param from {@code [out, in/groups, kernel, kernel]}
   * @param to what {@link #run} takes
   */
  public final void pack(WeightSource from, float[] to) {
    unpacked = from;
    weights = to;
    packParts = workers.partsOfFloats(packedBlocks(), (double) packedSize() / packedBlocks());
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
  protected static float[] read(WeightSource from, int first, int count, Scratch scratch) {
    float[] floats = scratch.floats(UNPACKED, count);
    from.read(first, floats, 0, count);
    return floats;
  }

  /**
   * Whether a run that is given weights as they are packs each block where it is needed, once, so
   * that they pass through no memory in between.
   */
  protected boolean packsOnTheWay() {
    return false;
  }

  /** The weights as they are, for a run that packs them on the way. */
  protected final WeightSource unpacked() {
    return unpacked;
  }

  /**
   * Computes the output with weights that are used once.
   *
   * @param weights {@code [out, in/groups, kernel, kernel]}
   * @param slot of the shared arrays, for packed weights
   */
  public final void runOnce(
      Planes x,
      Prologue prologue,
      WeightSource weights,
      Scratch shared,
      int slot,
      Epilogue epilogue) {
    this.x = x;
    runOnce(prologue, weights, shared, slot, epilogue);
  }

  /** The same of an input in blocks. */
  public final void runOnce(
      Blocks x,
      Prologue prologue,
      WeightSource weights,
      Scratch shared,
      int slot,
      Epilogue epilogue) {
    this.blocksIn = x;
    runOnce(prologue, weights, shared, slot, epilogue);
  }

  private void runOnce(
      Prologue prologue, WeightSource weights, Scratch shared, int slot, Epilogue epilogue) {
    if (packsOnTheWay()) {
      unpacked = weights;
      run(prologue, null, epilogue);
      unpacked = null;
    } else {
      float[] packed = shared.floats(slot, packedSize());
      pack(weights, packed);
      run(prologue, packed, epilogue);
    }
  }

  /** Computes the output and hands it to the epilogue. */
  public final void run(Planes x, Prologue prologue, float[] packed, Epilogue epilogue) {
    this.x = x;
    run(prologue, packed, epilogue);
  }

  /** The same of an input in blocks. */
  public final void run(Blocks x, Prologue prologue, float[] packed, Epilogue epilogue) {
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
