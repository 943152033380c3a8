package dev.skipjack.runtime.train;

import dev.skipjack.runtime.data.Batch;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
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

  /** By the images: a stream gives the same few arrays again and again. */
  private final Map<INDArray, List<List<INDArray>>> views = new IdentityHashMap<>();

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
    List<List<INDArray>> parts =
        views.computeIfAbsent(
            batch.images(), images -> new ArrayList<>(Collections.nCopies(count, null)));
    int first = first(shard, count, batch.size());
    int end = first(shard + 1, count, batch.size());
    if (parts.get(shard) == null) {
      parts.set(shard, batch.inputs().stream().map(array -> rows(array, first, end)).toList());
    }
    return batch.part(parts.get(shard), first, end);
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
