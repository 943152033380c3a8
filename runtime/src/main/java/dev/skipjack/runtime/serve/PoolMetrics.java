package dev.skipjack.runtime.serve;

import java.time.Duration;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a pool did until now. Latencies are those of the last {@value Meter#LATENCIES} requests that
 * were answered, from their arrival until their result was there.
 *
 * @param forks networks that predict
 * @param queueSize requests that may wait
 * @param waiting requests that wait now
 * @param running requests that are computed now
 * @param accepted requests that came into the queue
 * @param rejected requests that found it full
 * @param completed requests that got their result
 * @param failed requests that got an exception
 * @param cancelled requests that were given up before they got anything
 * @param batchSizes how many predictions had how many images; in ascending order
 * @param loads how often weights were changed
 * @param p50 the latency that half of the requests did not exceed; zero before the first
 * @param p99 the latency that 99 of 100 requests did not exceed
 */
public record PoolMetrics(
    int forks,
    int queueSize,
    int waiting,
    int running,
    long accepted,
    long rejected,
    long completed,
    long failed,
    long cancelled,
    SortedMap<Integer, Long> batchSizes,
    long loads,
    Duration p50,
    Duration p99) {
  /** Copies the map. */
  public PoolMetrics {
    batchSizes = Collections.unmodifiableSortedMap(new TreeMap<>(batchSizes));
  }

  /** Images that were predicted. */
  public long images() {
    long images = 0;
    for (Map.Entry<Integer, Long> entry : batchSizes.entrySet()) {
      images += entry.getKey() * entry.getValue();
    }
    return images;
  }
}
