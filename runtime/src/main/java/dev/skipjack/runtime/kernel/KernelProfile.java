package dev.skipjack.runtime.kernel;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where the time of a network goes: each kernel's calls and wall time, for {@code
 * -Dskipjack.profile=true}. Kernels run one after the other, so the times add up to the network's.
 */
final class KernelProfile {
  /** Its own, so that it is heard where the provider's choice is not. */
  private static final Logger LOG = LoggerFactory.getLogger(KernelProfile.class);

  /** The first calls compile code; they are not counted. */
  private static final int WARM_UP = 10;

  private final Map<String, Entry> entries = new LinkedHashMap<>();

  private static final class Entry {
    private int kernels;
    private long calls;
    private long nanoseconds;
  }

  /** The same kernel, timed. */
  <K> K timed(KernelSpec<K> spec, K kernel) {
    Entry entry = entries.computeIfAbsent(spec.describe(), key -> new Entry());
    entry.kernels++;
    int[] warmUp = {WARM_UP};
    return spec.around(
        kernel,
        run -> {
          long begin = System.nanoTime();
          try {
            run.run();
          } finally {
            if (--warmUp[0] < 0) {
              entry.calls++;
              entry.nanoseconds += System.nanoTime() - begin;
            }
          }
        });
  }

  void tell() {
    LOG.info("where the time went:{}{}", System.lineSeparator(), table());
  }

  /** A line for each kind of kernel, the costliest first; empty if nothing ran often enough. */
  String table() {
    double total = entries.values().stream().mapToLong(e -> e.nanoseconds).sum();
    List<Map.Entry<String, Entry>> sorted = new ArrayList<>(entries.entrySet());
    sorted.removeIf(e -> e.getValue().calls == 0);
    sorted.sort((a, b) -> Long.compare(b.getValue().nanoseconds, a.getValue().nanoseconds));
    return sorted.stream()
        .map(e -> line(e.getKey(), e.getValue(), total))
        .collect(Collectors.joining(System.lineSeparator()));
  }

  private static String line(String name, Entry entry, double total) {
    return String.format(
        Locale.ROOT,
        "%5.1f %%  %8.3f ms a call  %,d kernels  %,d calls  %s",
        100 * entry.nanoseconds / total,
        entry.nanoseconds / 1e6 / entry.calls,
        entry.kernels,
        entry.calls,
        name);
  }
}
