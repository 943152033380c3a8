package dev.skipjack.runtime.kernel.simd.threads;

import dev.skipjack.runtime.kernel.Settings;

/**
 * Into how many parts a kernel is cut, which threads claim one after the other: by its shape alone,
 * so that sums are the same to the bit, however many threads there are. Where no sum depends on it,
 * parts are cut further for many threads, into {@link #groups}.
 */
public final class Parts {
  /** Some for each of many threads, for they do not all take as long. */
  public static final int MOST = 64;

  /** Floats that are visited in some tens of microseconds; few are not worth another thread. */
  private static final double FLOATS = 32 * 1024;

  /** Multiplications of a convolution that take as long. */
  private static final double PRODUCTS = 1024 * 1024;

  /** Those of a part that is short, but longer than handing it to a thread that spins. */
  private static final double SHORT_PRODUCTS = 192 * 1024;

  /** With seven parts, one of two threads computes four: a part more takes less time. */
  private static final int[] EVEN = {1, 2, 4, 8, 16, 32, 48, MOST};

  /** Fewer pieces stay as large as they can be: half the size would cost more than waiting. */
  private static final int WORTH_EVEN = 12;

  /** What each group of a copy but the first repeats, as a share of all that the copy computes. */
  private static final double REPEATED = 1.0 / 16;

  /** As small as a part may be, in what is usual. */
  private static final double GRAIN = Settings.grain();

  private Parts() {}

  /** Parts of {@code items}, each of which visits so many floats. */
  public static int ofFloats(int items, double floats) {
    return of(items, items * floats / FLOATS);
  }

  /** Parts of {@code items}, each of which multiplies so often. */
  public static int ofProducts(int items, double products) {
    return of(items, items * products / PRODUCTS);
  }

  /**
   * As {@link #ofProducts}, of kernels that keep nothing for each part, so that a network of small
   * maps has parts for some threads, too.
   */
  public static int ofShortProducts(int items, double products) {
    return of(items, items * products / SHORT_PRODUCTS);
  }

  private static int of(int items, double grains) {
    double wanted = grains / GRAIN;
    return wanted >= items && items <= MOST ? Math.max(1, items) : even(items, wanted);
  }

  /**
   * Into how many groups of items each of some copies of sums is cut, so that many threads have a
   * part each: an item belongs to one group, so that no sum depends on their number. One where
   * there are copies enough.
   *
   * @param items of a copy, which take about as long
   * @param products multiplications of all copies
   */
  static int groups(int copies, int items, double products, int threads) {
    double worth = Math.min(items, products / copies / SHORT_PRODUCTS / GRAIN);
    int best = 1;
    double least = rounds(copies, 1, items, threads);
    for (int groups = 2; groups <= worth && groups * copies <= MOST; groups++) {
      double time = rounds(copies, groups, items, threads);
      if (time < least) {
        least = time;
        best = groups;
      }
    }
    return best;
  }

  /** Items that are computed one after the other, with what groups repeat. */
  private static double rounds(int copies, int groups, int items, int threads) {
    int parts = (copies * groups + threads - 1) / threads;
    int ofGroup = (items + groups - 1) / groups;
    return parts * (ofGroup + (groups == 1 ? 0 : REPEATED * items));
  }

  /** At most so many parts, of which most numbers of threads get alike. */
  public static int evenOf(double most) {
    int best = 1;
    for (int count : EVEN) {
      best = count <= most ? count : best;
    }
    return best;
  }

  /**
   * About so many, and no more than there are items, of which most numbers of threads get alike.
   */
  private static int even(int items, double wanted) {
    int best = 1;
    for (int count : EVEN) {
      if (count <= items && wanted / best >= count / wanted) {
        best = count;
      }
    }
    return best;
  }

  /**
   * How large pieces are of which threads get alike: so many that they make an even number of
   * parts, or a few for each of {@value #MOST} parts.
   *
   * @param most items of a piece; fewer only if that makes at most twice as many pieces
   * @param unit the size is a multiple of it, as {@code most} is
   */
  public static int evenSize(int total, int most, int unit) {
    int pieces = (total + most - 1) / most;
    int wanted = (pieces + MOST - 1) / MOST * MOST;
    for (int count : EVEN) {
      wanted = count >= pieces ? Math.min(wanted, count) : wanted;
    }
    int size = ((total + wanted - 1) / wanted + unit - 1) / unit * unit;
    return pieces >= WORTH_EVEN ? size : most;
  }

  /**
   * How large pieces are of which there are as few as may be, about alike, for one thread after the
   * other.
   *
   * @param most items of a piece; at least one is taken
   */
  public static int evenly(int total, int most) {
    int pieces = (total + Math.max(1, most) - 1) / Math.max(1, most);
    return (total + pieces - 1) / pieces;
  }

  /** The first of {@code total} items that belong to {@code part}; its end is the next's first. */
  public static int first(int part, int parts, int total) {
    return (int) ((long) total * part / parts);
  }
}
