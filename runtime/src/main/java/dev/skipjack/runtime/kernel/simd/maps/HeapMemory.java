package dev.skipjack.runtime.kernel.simd.maps;

import dev.skipjack.runtime.kernel.HeapFloats;
import dev.skipjack.runtime.kernel.Settings;
import dev.skipjack.runtime.kernel.Tensor;
import dev.skipjack.runtime.kernel.simd.threads.Scratch;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Java arrays for the maps of networks, in which kernels compute in place. Together they take half
 * of the heap at most: what is beyond lies in memory of ND4J, as before, and is copied.
 */
public final class HeapMemory {
  /** What the maps of a process may take of its heap. */
  private static final double SHARE = 0.5;

  /** With room for the first line of the cache, and for what kernels add to an index. */
  private static final int MOST_ELEMENTS = Integer.MAX_VALUE - 1024;

  private static final Logger LOG = LoggerFactory.getLogger(HeapMemory.class);

  private static final List<WeakReference<HeapFloats>> LENT = new ArrayList<>();

  private HeapMemory() {}

  /**
   * A vector of zeros.
   *
   * @return null if it would be too long for an array, or too large for this heap
   */
  public static synchronized Tensor allocate(long elements) {
    if (!Settings.mapsOnHeap() || elements > MOST_ELEMENTS) {
      return null;
    }
    long most = (long) (Runtime.getRuntime().maxMemory() * SHARE) / Float.BYTES;
    long wanted = lent() + elements;
    if (wanted <= most) {
      try {
        HeapFloats heap = new HeapFloats(new float[Scratch.FIRST + (int) elements]);
        LENT.add(new WeakReference<>(heap));
        return Tensor.of(heap, Scratch.FIRST, (int) elements);
      } catch (OutOfMemoryError full) { // of one large array: nothing else is lost
        LOG.info("maps of {} MiB lie outside the heap, which is full", mebi(elements));
        return null;
      }
    }
    LOG.info(
        "maps of {} MiB lie outside the heap of {} MiB, which makes kernels copy them: -Xmx{}m holds"
            + " them",
        mebi(elements),
        mebi((long) (most / SHARE)),
        mebi((long) (wanted / SHARE)) + 1);
    return null;
  }

  private static long mebi(long elements) {
    return elements * Float.BYTES >> 20;
  }

  private static long lent() {
    LENT.removeIf(heap -> elements(heap.get()) == 0);
    return LENT.stream().mapToLong(heap -> elements(heap.get())).sum();
  }

  private static int elements(HeapFloats heap) {
    float[] array = heap == null ? null : heap.array();
    return array == null ? 0 : array.length;
  }
}
