package dev.skipjack.processor;

import java.util.ArrayList;
import java.util.List;

/** A row of numbers as runs of consecutive ones; 0 is what nobody has written. */
record Numbers(List<Run> runs) {
  /** Numbers from {@code first} on, or as many zeros. */
  record Run(long first, long length) {
    private boolean isContinuedBy(Run next) {
      return first == 0 ? next.first == 0 : next.first == first + length;
    }

    private Run part(long begin, long count) {
      return new Run(first == 0 ? 0 : first + begin, count);
    }
  }

  /** Runs as long as possible, so that equal rows are equal records. */
  Numbers {
    List<Run> joined = new ArrayList<>();
    for (Run run : runs) {
      int last = joined.size() - 1;
      if (last >= 0 && joined.get(last).isContinuedBy(run)) {
        joined.set(last, new Run(joined.get(last).first, joined.get(last).length + run.length));
      } else if (run.length > 0) {
        joined.add(run);
      }
    }
    runs = List.copyOf(joined);
  }

  static Numbers run(long first, long length) {
    return new Numbers(List.of(new Run(first, length)));
  }

  /** For each image, the rows of all behind each other. */
  static List<Numbers> joined(List<List<Numbers>> rows) {
    List<Numbers> all = new ArrayList<>();
    for (int image = 0; image < rows.get(0).size(); image++) {
      List<Run> runs = new ArrayList<>();
      for (List<Numbers> row : rows) {
        runs.addAll(row.get(image).runs);
      }
      all.add(new Numbers(runs));
    }
    return all;
  }

  Numbers part(long begin, long length) {
    List<Run> part = new ArrayList<>();
    long at = 0;
    for (Run run : runs) {
      long from = Math.max(begin - at, 0);
      long to = Math.min(begin + length - at, run.length);
      if (from < to) {
        part.add(run.part(from, to - from));
      }
      at += run.length;
    }
    return new Numbers(part);
  }

  /** Whether each number is that of {@code one} or of {@code other} at the same place. */
  boolean isMixtureOf(Numbers one, Numbers other) {
    long at = 0;
    for (Run run : runs) {
      for (long done = 0; done < run.length; ) {
        long same = Math.max(one.sameAs(run, done, at), other.sameAs(run, done, at));
        if (same == 0) {
          return false;
        }
        done += same;
        at += same;
      }
    }
    return true;
  }

  /** How many numbers from place {@code at} on are those of the run from {@code done} on. */
  private long sameAs(Run found, long done, long at) {
    long begin = 0;
    for (Run run : runs) {
      if (at < begin + run.length) {
        boolean same = run.part(at - begin, 1).first == found.part(done, 1).first;
        return same ? Math.min(begin + run.length - at, found.length - done) : 0;
      }
      begin += run.length;
    }
    return 0;
  }
}
