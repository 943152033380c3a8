package dev.skipjack.runtime.metrics;

import dev.skipjack.runtime.train.Evaluation;
import dev.skipjack.runtime.train.Metric;
import org.nd4j.linalg.api.ndarray.INDArray;

/** {@link Calibration#error} as a metric: the lower, the better. */
record CalibrationError(int bins) implements Metric {
  @Override
  public String name() {
    return "calibration error";
  }

  @Override
  public boolean isHigherBetter() {
    return false;
  }

  @Override
  public void check(int classes, boolean labelMaps) {
    Rows.check(name(), labelMaps);
  }

  @Override
  public Accumulation open(int classes) {
    Calibration calibration = new Calibration(bins);
    return new Accumulation() {
      @Override
      public void add(INDArray output, int[] labels) {
        calibration.add(output, labels);
      }

      @Override
      public double value(Evaluation evaluation) {
        return calibration.error();
      }
    };
  }
}
