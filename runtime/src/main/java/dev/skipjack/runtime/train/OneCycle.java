package dev.skipjack.runtime.train;

/**
 * PyTorch's {@code OneCycleLR}: its turning points lie one step before the shares of the training,
 * so that the last step has the least rate.
 *
 * @param most the highest rate
 * @param rise the share of the training in which the rate rises
 */
record OneCycle(double most, double rise) implements Schedule {
  private static final double START = 1 / 25.0;
  private static final double END = START / 1e4;

  @Override
  public double at(double progress) {
    return progress < rise
        ? between(START, 1, progress / rise)
        : between(1, END, Math.min(1, (progress - rise) / (1 - rise)));
  }

  @Override
  public double at(long step, long steps) {
    double top = rise * steps - 1;
    double last = steps - 1;
    if (last <= 0) {
      return at(0);
    }
    return step <= top && top > 0
        ? between(START, 1, step / top)
        : between(1, END, Math.min(1, (step - top) / (last - top)));
  }

  private double between(double from, double to, double share) {
    return most * (to + (from - to) / 2 * (1 + Math.cos(Math.PI * share)));
  }
}
