package dev.skipjack.runtime.train;

/** Each image counts with the mean of its batch. */
final class MeanOverImages implements Loss.Total {
  private double sum;
  private long count;

  @Override
  public void add(double loss, int images) {
    sum += loss * images;
    count += images;
  }

  @Override
  public double value() {
    return sum / count;
  }

  @Override
  public double[] save() {
    return new double[] {sum, count};
  }

  @Override
  public void restore(double[] saved) {
    sum = saved[0];
    count = (long) saved[1];
  }

  @Override
  public void addSaved(double[] saved) {
    sum += saved[0];
    count += (long) saved[1];
  }
}
