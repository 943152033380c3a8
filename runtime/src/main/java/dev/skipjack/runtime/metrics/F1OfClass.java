package dev.skipjack.runtime.metrics;

import dev.skipjack.runtime.train.Metric;
import java.util.Locale;

/**
 * The harmonic mean of precision and recall of one class.
 *
 * @param label its number, from 0
 */
record F1OfClass(int label) implements Metric {
  @Override
  public String name() {
    return String.format(Locale.ROOT, "f1 of class %d", label);
  }

  @Override
  public void check(int classes, boolean labelMaps) {
    ClassificationReport.checkClass(label, classes);
  }

  @Override
  public boolean isFromCounts() {
    return true;
  }

  @Override
  public Accumulation open(int classes) {
    return evaluation -> ClassificationReport.ofClass(evaluation, label).f1();
  }
}
