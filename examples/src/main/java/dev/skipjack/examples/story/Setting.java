package dev.skipjack.examples.story;

import dev.skipjack.runtime.data.Images;
import java.io.PrintStream;
import java.util.List;

/**
 * What an experiment runs on.
 *
 * @param train normalised images of 3×32×32, neither augmented nor shuffled
 * @param test normalised images of the same size
 * @param epochs of each training
 * @param seeds one training each: of the weights, the order of the images and their augmentation
 * @param out where tables go
 */
public record Setting(Images train, Images test, int epochs, List<Long> seeds, PrintStream out) {
  public Setting {
    seeds = List.copyOf(seeds);
  }
}
