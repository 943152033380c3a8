package dev.skipjack.runtime.kernel;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * What kernels of inference prepare from parameters, for instance packed weights: once for all
 * networks that share the parameters, whatever the batch, and only as long as these do not change.
 * For any number of threads.
 */
public final class PreparedParameters {
  private final Map<Object, Slot<?>> slots = new ConcurrentHashMap<>();
  private int version;

  /** Whether something was prepared since the last change. */
  private boolean holds;

  /**
   * The place of one thing. Kernels keep it, and ask it in each run: it has the only reference to
   * what was prepared, which goes when parameters change.
   */
  public static final class Slot<T> {
    private final PreparedParameters owner;
    private volatile T prepared;

    private Slot(PreparedParameters owner) {
      this.owner = owner;
    }

    /** What was prepared from the parameters of now; null if nothing was. */
    public T get() {
      return prepared;
    }

    /**
     * What was prepared from the parameters of now; if nothing was, it is prepared here, while
     * other threads that want it wait.
     *
     * @param prepare reads the parameters, and changes none
     */
    public synchronized T get(Supplier<T> prepare) {
      T known = prepared;
      if (known != null) {
        return known;
      }
      int before = owner.version();
      T made = prepare.get();
      owner.keep(this, made, before);
      return made;
    }
  }

  /**
   * The slot for a key, the same for equal ones.
   *
   * @param key which kernel of the network, and how it prepares
   */
  @SuppressWarnings("unchecked") // a key belongs to one kind of kernel
  public <T> Slot<T> slot(Object key) {
    return (Slot<T>) slots.computeIfAbsent(key, unknown -> new Slot<T>(this));
  }

  /** Grows with each change. */
  public synchronized int version() {
    return version;
  }

  /** Forgets everything. */
  public synchronized void changed() {
    version++;
    if (holds) {
      slots.values().forEach(slot -> slot.prepared = null);
      holds = false;
    }
  }

  /** All that is there, in no order. */
  synchronized List<Object> all() {
    List<Object> all = new ArrayList<>();
    for (Slot<?> slot : slots.values()) {
      if (slot.prepared != null) {
        all.add(slot.prepared);
      }
    }
    return all;
  }

  /** What was prepared while parameters changed is of no use to the next. */
  private synchronized <T> void keep(Slot<T> slot, T made, int before) {
    if (version == before) {
      slot.prepared = made;
      holds = true;
    }
  }
}
