package dev.skipjack.runtime.kernel.nd4j;

import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The sum of each channel of a dense map as two products with ones, which is several times faster
 * than ND4J's reductions and sums in the order that BLAS chooses, not one by one.
 */
final class ChannelSums {
  private final Resources resources;
  private final BoundOp planeSums;
  private final BoundOp imageSums;
  private final Derived planes =
      new Derived(a -> a.reshape('c', a.size(0) * a.size(1), a.length() / (a.size(0) * a.size(1))));
  private final Derived row = new Derived(a -> a.reshape('c', 1, a.length()));

  ChannelSums(Resources resources) {
    this.resources = resources;
    this.planeSums = resources.op("matmul", new long[] {0, 0, 0}, 1, 0);
    this.imageSums = resources.op("matmul", new long[] {1, 0, 0}, 1, 0);
  }

  /**
   * @param map dense {@code [N,C,H,W]} or {@code [N,C]}
   * @param sums {@code [C]}, overwritten
   */
  void run(INDArray map, INDArray sums) {
    long images = map.size(0);
    long channels = map.size(1);
    INDArray perImage = map;
    if (map.rank() == 4) {
      long pixels = map.size(2) * map.size(3);
      INDArray column = resources.scratch.of(Scratch.Slot.ROWS, images * channels, 1);
      planeSums.run(BoundOp.arrays(planes.of(map), resources.ones(pixels)), column);
      perImage = resources.scratch.of(Scratch.Slot.ROWS, images, channels);
    }
    imageSums.run(BoundOp.arrays(resources.ones(images), perImage), row.of(sums));
  }
}
