package dev.skipjack.runtime.data;

import dev.skipjack.runtime.random.RandomStream;
import dev.skipjack.runtime.random.RandomStream.Purpose;

/**
 * Which images an epoch has, in which order, and the seed of this and of all other chance.
 *
 * @param shuffled whether each epoch has another order
 * @param sampling draws images at random; null: every image once
 * @param lastDropped whether a last batch that is smaller than the others is left out
 */
record ImageOrder(boolean shuffled, long seed, Sampling sampling, boolean lastDropped) {
  /** Every image once, as they lie. */
  static final ImageOrder GIVEN = new ImageOrder(false, 0, null, false);

  ImageOrder shuffle(long newSeed) {
    return new ImageOrder(true, newSeed, sampling, lastDropped);
  }

  ImageOrder sample(Sampling newSampling) {
    return new ImageOrder(shuffled, seed, newSampling, lastDropped);
  }

  ImageOrder dropLast() {
    return new ImageOrder(shuffled, seed, sampling, true);
  }

  /**
   * That of a further input: each image is drawn anew whenever its item is, by a chance of its own.
   *
   * @param number of the input, from 1
   */
  ImageOrder beside(ImageOrder first, int number) {
    long own = first.stream(Purpose.INPUTS).split(number).sequence().nextLong();
    return new ImageOrder(shuffled, own, first.sampling, lastDropped);
  }

  /** Whether all images come as they lie. */
  boolean isGiven() {
    return !shuffled && sampling == null && !lastDropped;
  }

  /** How many images an epoch draws. */
  int count(Dataset dataset) {
    return sampling == null ? dataset.size() : sampling.count();
  }

  /** The images of an epoch, by their numbers. */
  int[] draw(Dataset dataset, int epoch) {
    if (sampling != null) {
      return sampling.draw(stream(Purpose.SAMPLING, epoch).sequence());
    }
    int[] order = new int[dataset.size()];
    for (int i = 0; i < order.length; i++) {
      order[i] = i;
    }
    if (shuffled) {
      Shuffle.apply(order, stream(Purpose.ORDER, epoch).sequence());
    }
    return order;
  }

  /**
   * The chance that an image meets in an epoch: another one each time that it is drawn.
   *
   * @param place of the image in the epoch
   */
  RandomStream chance(Purpose purpose, int epoch, int image, int place) {
    return stream(purpose, epoch).split(sampling == null ? image : place);
  }

  RandomStream stream(Purpose purpose, int epoch) {
    return stream(purpose).split(epoch);
  }

  private RandomStream stream(Purpose purpose) {
    return RandomStream.of(seed, purpose);
  }
}
