package dev.skipjack.examples.story;

import dev.skipjack.runtime.data.Images;
import java.io.PrintStream;
import java.util.List;
import java.util.function.Function;

/**
 * What an experiment runs on.
 *
 * @param train normalised images of 3×32×32, neither augmented nor shuffled
 * @param test normalised images of the same size
 * @param epochs of each training
 * @param seeds one training each: of the weights, the order of the images and their augmentation
 * @param only names of the variants to train, empty for all
 * @param out where tables go
 */
public record Setting(
    Images train, Images test, int epochs, List<Long> seeds, List<String> only, PrintStream out) {
  public Setting {
    seeds = List.copyOf(seeds);
    only = List.copyOf(only);
  }

  /**
   * Those to train.
   *
   * @throws IllegalArgumentException if none has a name that is asked for
   */
  List<Variant> chosen(List<Variant> variants) {
    return chosen(variants, Variant::name);
  }

  <T> List<T> chosen(List<T> variants, Function<T, String> named) {
    List<String> names = variants.stream().map(named).toList();
    for (String name : only) {
      if (!names.contains(name)) {
        throw new IllegalArgumentException("'" + name + "' is none of " + names);
      }
    }
    return variants.stream()
        .filter(variant -> only.isEmpty() || only.contains(named.apply(variant)))
        .toList();
  }
}
