package dev.skipjack.runtime.metrics;

import dev.skipjack.runtime.train.Evaluation;
import dev.skipjack.runtime.train.Metric;
import dev.skipjack.runtime.train.SegmentationEvaluation;

/** {@link SegmentationEvaluation#meanIntersectionOverUnion} as a metric. */
record MeanIntersectionOverUnion() implements Metric {
  @Override
  public String name() {
    return "mean IoU";
  }

  @Override
  public void check(int classes, boolean labelMaps) {
    if (!labelMaps) {
      throw notForImages();
    }
  }

  private static IllegalArgumentException notForImages() {
    return new IllegalArgumentException(
        "mean IoU is for label maps: images with one label have precision, recall and f1");
  }

  @Override
  public boolean isFromCounts() {
    return true;
  }

  @Override
  public Accumulation open(int classes) {
    return MeanIntersectionOverUnion::of;
  }

  private static double of(Evaluation evaluation) {
    if (evaluation instanceof SegmentationEvaluation pixels) {
      return pixels.meanIntersectionOverUnion();
    }
    throw notForImages();
  }
}
