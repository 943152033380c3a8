package dev.skipjack.runtime.data;

import java.io.IOException;

/** The pixels and labels of a data set's items at a network's size. For one thread. */
sealed interface Items permits SetItems, StoredItems, PictureItems {
  /**
   * Takes an item and normalises it.
   *
   * @param index of the item
   * @param place in the epoch's order
   * @param normalized the value of each byte, for each channel
   * @param image {@code [channels, height, width]}
   * @param labels {@code [height, width]}, or one
   * @throws IOException if the picture cannot be read
   */
  void read(int index, int place, double[][] normalized, double[] image, int[] labels)
      throws IOException;
}
