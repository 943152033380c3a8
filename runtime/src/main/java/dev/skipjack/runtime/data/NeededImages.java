package dev.skipjack.runtime.data;

import java.util.function.IntFunction;

/** Which images of each batch are prepared; of the others there are labels alone. */
final class NeededImages {
  private final Batches batches;
  private final boolean mixes;
  private final ImageRange ofFull;
  private final ImageRange ofLast;

  /**
   * @param wanted of a batch of so many images
   */
  NeededImages(Batches batches, IntFunction<ImageRange> wanted) {
    this.batches = batches;
    this.mixes = batches.hasSoftLabels();
    // A label map goes where its picture goes, and a loss weighs the labels of the whole batch.
    IntFunction<ImageRange> all = batches.dataset().hasLabelMaps() ? ImageRange::all : wanted;
    this.ofFull = all.apply(batches.size(0));
    this.ofLast = all.apply(batches.size(batches.batches() - 1));
  }

  /** Those that somebody looks at. */
  ImageRange of(int batch) {
    return batch == batches.batches() - 1 ? ofLast : ofFull;
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
