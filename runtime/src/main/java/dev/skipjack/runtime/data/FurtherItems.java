package dev.skipjack.runtime.data;

import java.io.IOException;

/** What items have beside their pictures, ready for a network. For one thread. */
interface FurtherItems {
  /**
   * One after the other, in C order, valid until the next call.
   *
   * @param index of the item
   * @param place in the epoch's order
   * @throws IOException if a picture cannot be read
   */
  double[] prepare(int index, int place) throws IOException;

  /**
   * @param number which further input it is, from 1: images are changed by a chance of their own
   */
  static FurtherItems open(FurtherInput input, int number, Batches batches, int epoch) {
    if (input instanceof ImagesInput further) {
      Images images = further.images().beside(batches.source(), number);
      ImagePreparer preparer =
          new ImagePreparer(
              images.batch(batches.batchSize()), epoch, images.normalization().table());
      return (index, place) -> {
        preparer.prepare(index, place);
        return preparer.image();
      };
    }
    Table table = ((TableInput) input).table();
    double[] row = new double[table.columns()];
    return (index, place) -> {
      for (int i = 0; i < row.length; i++) {
        row[i] = table.get(index, i);
      }
      return row;
    };
  }
}
