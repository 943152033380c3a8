package dev.skipjack.runtime.kernel.simd;

import dev.skipjack.runtime.kernel.ConvolutionSpec;

/** The algorithms of one convolution for the shapes that it met last. */
final class ConvolutionPlans {
  /** The full batch, the last partial one, and those of an evaluation. */
  private static final int MOST = 4;

  private final ConvolutionSpec spec;
  private final Workers workers;
  private final Scratch shared;
  private final int[][] shapes = new int[MOST][3];
  private final ConvolutionAlgorithm[] algorithms = new ConvolutionAlgorithm[MOST];
  private int next;

  ConvolutionPlans(ConvolutionSpec spec, Workers workers, Scratch shared) {
    this.spec = spec;
    this.workers = workers;
    this.shared = shared;
  }

  ConvolutionAlgorithm of(Planes x) {
    for (int i = 0; i < MOST; i++) {
      int[] shape = shapes[i];
      if (shape[0] == x.images && shape[1] == x.height && shape[2] == x.width) {
        return algorithms[i];
      }
    }
    ConvolutionAlgorithm made =
        ConvolutionAlgorithm.of(spec, x.images, x.height, x.width, workers, shared);
    shapes[next] = new int[] {x.images, x.height, x.width};
    algorithms[next] = made;
    next = (next + 1) % MOST;
    return made;
  }
}
