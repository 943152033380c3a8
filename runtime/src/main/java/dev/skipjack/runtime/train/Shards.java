package dev.skipjack.runtime.train;

import dev.skipjack.runtime.data.Batch;
import java.util.IdentityHashMap;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The parts of batches: by index, as equal as possible, the larger ones first. A batch with too few
 * images for all parts has fewer.
 */
final class Shards {
  private final int most;
  private final int leastImages;

  /** A stream gives the same few arrays again and again. */
  private final Map<INDArray, INDArray[]> views = new IdentityHashMap<>();

  /**
   * @param most of a batch
   * @param leastImages of a shard
   */
  Shards(int most, int leastImages) {
    this.most = most;
    this.leastImages = leastImages;
  }

  /** How many a batch of this size has. */
  int count(int images) {
    return Math.max(1, Math.min(most, images / leastImages));
  }

  /** The first image of a shard; of shard {@code count} the end. */
  static int first(int shard, int count, int images) {
    return shard * (images / count) + Math.min(shard, images % count);
  }

  /** A shard of a batch, valid as long as the batch. */
  Batch of(Batch batch, int shard) {
    int count = count(batch.size());
    if (count == 1) {
      return batch;
    }
    INDArray[] parts = views.computeIfAbsent(batch.images(), images -> new INDArray[count]);
    int first = first(shard, count, batch.size());
    int end = first(shard + 1, count, batch.size());
    if (parts[shard] == null) {
      parts[shard] = rows(batch.images(), first, end);
    }
    return batch.part(parts[shard], first, end);
  }

  private static INDArray rows(INDArray images, int first, int end) {
    long[] shape = images.shape().clone();
    shape[0] = end - first;
    return Nd4j.create(
        images.data(),
        shape,
        images.stride().clone(),
        images.offset() + first * images.stride(0),
        'c',
        images.dataType());
  }
}
