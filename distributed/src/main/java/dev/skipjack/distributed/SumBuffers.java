package dev.skipjack.distributed;

import dev.skipjack.runtime.train.GradientExchange.PartialSum;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Where slices lie that are sent, received and added up: the same memory in each step. */
final class SumBuffers {
  private final int workers;

  /** A training gives the same few arrays again and again. */
  private final Map<INDArray, List<ByteBuffer>> arrays = new IdentityHashMap<>();

  private final List<ByteBuffer> numbers = new ArrayList<>();
  private ByteBuffer resultNumbers = ByteBuffer.allocateDirect(0);
  private final List<List<Slice>> received = new ArrayList<>();

  /**
   * Of gradients and numbers, in memory that sockets read from: a buffer's position and limit are
   * its user's.
   */
  record Slice(ByteBuffer gradients, ByteBuffer numbers) {
    /** Copies a sum here, unless it lies here. */
    void set(ByteBuffer sum, ByteBuffer ofNumbers) {
      if (sum != gradients) {
        gradients.clear().put(sum.clear());
      }
      numbers.clear().put(ofNumbers.clear());
    }
  }

  /** A partial sum, or the whole. */
  record Sum(List<Slice> slices, ByteBuffer numbers) {
    Slice slice(int worker) {
      return slices.get(worker);
    }
  }

  SumBuffers(int workers) {
    this.workers = workers;
    for (int worker = 0; worker < workers; worker++) {
      received.add(new ArrayList<>());
    }
  }

  /** With their numbers copied to where sockets read from. */
  List<Sum> of(List<PartialSum> own) {
    List<Sum> sums = new ArrayList<>();
    for (int i = 0; i < own.size(); i++) {
      double[] values = own.get(i).numbers();
      if (numbers.size() == i) {
        numbers.add(direct(0));
      }
      numbers.set(i, sized(numbers.get(i), values.length * Double.BYTES));
      numbers.get(i).asDoubleBuffer().put(values);
      sums.add(sum(own.get(i).gradients(), numbers.get(i)));
    }
    return sums;
  }

  /** Where the whole sum goes. */
  Sum result(INDArray gradients, int count) {
    resultNumbers = sized(resultNumbers, count * Double.BYTES);
    return sum(gradients, resultNumbers);
  }

  /** Where partial sums of another worker come in, each like a slice. */
  List<Slice> received(int worker, int parts, Slice like) {
    List<Slice> slices = received.get(worker);
    while (slices.size() < parts) {
      slices.add(new Slice(direct(0), direct(0)));
    }
    for (int part = 0; part < parts; part++) {
      Slice slice = slices.get(part);
      slices.set(
          part,
          new Slice(
              sized(slice.gradients(), like.gradients().capacity()),
              sized(slice.numbers(), like.numbers().capacity())));
    }
    return slices;
  }

  private Sum sum(INDArray gradients, ByteBuffer ofNumbers) {
    List<ByteBuffer> slices = arrays.get(gradients);
    if (slices == null) {
      arrays.keySet().removeIf(INDArray::wasClosed); // of an epoch that is over
      slices = ArraySlices.of(gradients, workers);
      arrays.put(gradients, slices);
    }
    int count = ofNumbers.capacity() / Double.BYTES;
    List<Slice> all = new ArrayList<>();
    for (int worker = 0; worker < workers; worker++) {
      int first = (int) ArraySlices.first(worker, workers, count) * Double.BYTES;
      int end = (int) ArraySlices.first(worker + 1, workers, count) * Double.BYTES;
      ByteBuffer part = ofNumbers.slice(first, end - first).order(ByteOrder.nativeOrder());
      all.add(new Slice(slices.get(worker), part));
    }
    return new Sum(all, ofNumbers);
  }

  private static ByteBuffer sized(ByteBuffer last, int bytes) {
    return last.capacity() == bytes ? last.clear() : direct(bytes);
  }

  private static ByteBuffer direct(int bytes) {
    return ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder());
  }
}
