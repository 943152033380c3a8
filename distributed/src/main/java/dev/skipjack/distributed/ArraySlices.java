package dev.skipjack.distributed;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** The memory of a dense vector, cut into a slice for each worker. */
final class ArraySlices {
  private ArraySlices() {}

  /** The first element of a slice; of slice {@code workers} the end. */
  static long first(int worker, int workers, long length) {
    return worker * (length / workers) + Math.min(worker, length % workers);
  }

  /**
   * @throws UnsupportedOperationException if the array is not in the memory of the CPU, or too long
   */
  static List<ByteBuffer> of(INDArray array, int workers) {
    if (!Nd4j.getEnvironment().isCPU()) {
      throw new UnsupportedOperationException(
          "gradients are exchanged from the memory of a CPU: train with a CPU backend");
    }
    boolean single = array.dataType() == DataType.FLOAT;
    int size = single ? Float.BYTES : Double.BYTES;
    List<ByteBuffer> slices = new ArrayList<>();
    for (int worker = 0; worker < workers; worker++) {
      long first = first(worker, workers, array.length());
      long count = first(worker + 1, workers, array.length()) - first;
      if (count * size > Integer.MAX_VALUE / 2) {
        throw new UnsupportedOperationException(
            String.format(
                Locale.ROOT,
                "a gradient of %,d numbers is too long for %d workers, each has a slice of at most 1 GiB",
                array.length(),
                workers));
      }
      slices.add(slice(array, single, first, count));
    }
    return slices;
  }

  private static ByteBuffer slice(INDArray array, boolean single, long first, long count) {
    if (count == 0) {
      return ByteBuffer.allocateDirect(0);
    }
    ByteBuffer bytes =
        single
            ? new FloatPointer(array.data().addressPointer())
                .getPointer(FloatPointer.class, first)
                .capacity(count)
                .asByteBuffer()
            : new DoublePointer(array.data().addressPointer())
                .getPointer(DoublePointer.class, first)
                .capacity(count)
                .asByteBuffer();
    return bytes.order(ByteOrder.nativeOrder());
  }
}
