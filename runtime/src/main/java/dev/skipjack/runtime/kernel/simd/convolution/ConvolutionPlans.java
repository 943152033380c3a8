package dev.skipjack.runtime.kernel.simd.convolution;

import dev.skipjack.runtime.kernel.convolution.ConvolutionSpec;
import dev.skipjack.runtime.kernel.simd.algorithm.ConvolutionAlgorithm;
import dev.skipjack.runtime.kernel.simd.algorithm.ConvolutionMethod;
import dev.skipjack.runtime.kernel.simd.fusion.Gate;
import dev.skipjack.runtime.kernel.simd.maps.Blocks;
import dev.skipjack.runtime.kernel.simd.maps.Layouts;
import dev.skipjack.runtime.kernel.simd.maps.Planes;
import dev.skipjack.runtime.kernel.simd.threads.Scratch;
import dev.skipjack.runtime.kernel.simd.threads.Workers;
import java.util.function.BooleanSupplier;

/** The algorithms of one convolution for the shapes that it met last. */
final class ConvolutionPlans {
  /** The full batch, the last partial one, and those of an evaluation. */
  private static final int MOST = 4;

  private final ConvolutionSpec spec;
  private final Layouts layouts;
  private final Gate gate;
  private final boolean normalized;
  private final ConvolutionMethod wanted;
  private final BooleanSupplier asForOne;
  private final Workers workers;
  private final Scratch shared;
  private final int[][] shapes = new int[MOST][4];
  private final ConvolutionAlgorithm[] algorithms = new ConvolutionAlgorithm[MOST];
  private int next;

  /**
   * @param gate null for none
   * @param normalized whether a prologue changes the input while it is read
   * @param wanted null for the fastest
   * @param asForOne whether each image gets the algorithm that it would get alone
   */
  ConvolutionPlans(
      ConvolutionSpec spec,
      Layouts layouts,
      Gate gate,
      boolean normalized,
      ConvolutionMethod wanted,
      BooleanSupplier asForOne,
      Workers workers,
      Scratch shared) {
    this.spec = spec;
    this.layouts = layouts;
    this.gate = gate;
    this.normalized = normalized;
    this.wanted = wanted;
    this.asForOne = asForOne;
    this.workers = workers;
    this.shared = shared;
  }

  ConvolutionAlgorithm of(Planes x) {
    return of(x.images, x.height, x.width);
  }

  ConvolutionAlgorithm of(Blocks x) {
    return of(x.images, x.height, x.width);
  }

  private ConvolutionAlgorithm of(int images, int height, int width) {
    boolean forOne = asForOne.getAsBoolean();
    int mode = forOne ? 1 : 0;
    for (int i = 0; i < MOST; i++) {
      int[] shape = shapes[i];
      if (shape[0] == images && shape[1] == height && shape[2] == width && shape[3] == mode) {
        return algorithms[i];
      }
    }
    ConvolutionAlgorithm made =
        AlgorithmChoice.of(
            spec,
            layouts,
            gate,
            normalized,
            wanted,
            images,
            height,
            width,
            forOne,
            workers,
            shared);
    shapes[next] = new int[] {images, height, width, mode};
    algorithms[next] = made;
    next = (next + 1) % MOST;
    return made;
  }
}
