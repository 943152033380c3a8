package dev.skipjack.runtime.memory;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;

/** The few values that were asked for last. */
public final class Recent<K, V> {
  private final int most;
  private final Consumer<V> dropped;
  private final Map<K, V> values = new LinkedHashMap<>(16, 0.75f, true);

  /**
   * @param most as many are kept
   */
  public Recent(int most) {
    this(most, value -> {});
  }

  /**
   * @param most as many are kept
   * @param dropped is told of each that is not kept any more
   */
  public Recent(int most, Consumer<V> dropped) {
    this.most = most;
    this.dropped = dropped;
  }

  /** The value of a key, made if it is not known any more. */
  public synchronized V of(K key, Function<K, V> make) {
    V value = values.computeIfAbsent(key, make);
    if (values.size() > most) {
      dropped.accept(values.remove(values.keySet().iterator().next()));
    }
    return value;
  }

  /** Keeps none any more. */
  public synchronized void clear() {
    values.values().forEach(dropped);
    values.clear();
  }
}
