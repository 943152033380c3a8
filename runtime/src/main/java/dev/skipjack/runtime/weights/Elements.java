package dev.skipjack.runtime.weights;

import java.io.IOException;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Moves elements between files and arrays in pieces, so that a large tensor exists once. */
final class Elements {
  /** Elements that are on the heap at once. */
  private static final int PIECE = 1 << 17;

  private Elements() {}

  /** Reads a tensor into an array of as many elements, dense and in C order. */
  static void copy(SafetensorsReader from, StoredTensor tensor, INDArray to) throws IOException {
    long length = to.length();
    for (long first = 0; first < length; first += PIECE) {
      int count = (int) Math.min(PIECE, length - first);
      try (INDArray host = Nd4j.createFromArray(from.read(tensor, first, count))) {
        piece(to, first, count).assign(host);
      }
    }
  }

  /** Some elements of an array that is dense and in C order. */
  static double[] read(INDArray from, long first, int count) {
    return piece(from, first, count).toDoubleVector();
  }

  private static INDArray piece(INDArray array, long first, int count) {
    return Nd4j.create(
        array.data(),
        new long[] {count},
        new long[] {1},
        array.offset() + first,
        'c',
        array.dataType());
  }
}
