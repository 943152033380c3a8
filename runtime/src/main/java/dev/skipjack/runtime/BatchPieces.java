package dev.skipjack.runtime;

import dev.skipjack.runtime.memory.Views;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A batch cut into pieces alike, so that none is left with few images.
 *
 * @param images of the batch
 * @param count of pieces, each of at least one image
 */
record BatchPieces(long images, int count) {
  /**
   * As few as there can be.
   *
   * @param most images of a piece
   */
  static BatchPieces of(long images, int most) {
    return new BatchPieces(images, (int) ((images + most - 1) / most));
  }

  /** The larger pieces come first: where one follows another, steps are bound anew once. */
  private long first(long piece) {
    return images / count * piece + Math.min(piece, images % count);
  }

  /** The images of a piece, by its number: a view. */
  INDArray of(INDArray batch, int piece) {
    return Views.rows(batch, first(piece), first(piece + 1L));
  }

  /** The same of each input. */
  List<INDArray> of(List<INDArray> given, int piece) {
    return given.stream().map(array -> of(array, piece)).toList();
  }
}
