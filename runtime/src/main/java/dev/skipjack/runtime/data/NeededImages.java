package dev.skipjack.runtime.data;

import java.util.Arrays;

/** Which images of each batch are prepared; of the others there are labels alone. */
final class NeededImages {
  private final Batches batches;
  private final boolean mixes;
  private final ImageRange[] ranges;

  NeededImages(Batches batches, WantedImages wanted) {
    this.batches = batches;
    this.mixes = batches.hasSoftLabels();
    this.ranges = new ImageRange[batches.batches()];
    // A label map goes where its picture goes, and a loss weighs the labels of the whole batch.
    boolean all = batches.dataset().hasLabelMaps();
    Arrays.setAll(
        ranges,
        batch -> {
          int size = batches.size(batch);
          return all ? ImageRange.all(size) : wanted.of(batch, size);
        });
  }

  /** Those that somebody looks at. */
  ImageRange of(int batch) {
    return ranges[batch];
  }

  /** Whether one of a batch is prepared: also where it is mixed into one that is wanted. */
  boolean contain(int batch, int image) {
    ImageRange range = of(batch);
    if (range.contains(image) || range.isEmpty() || !mixes) {
      return range.contains(image);
    }
    return image == BatchMixing.other(range.first(), batches.size(batch));
  }
}
