package dev.skipjack.runtime.data;

import java.util.Locale;

/** What data sets say of themselves. */
final class DatasetText {
  private DatasetText() {}

  /** For instance {@code flowers (train): 2,936 pictures, 5 classes}. */
  static String of(Dataset set) {
    return String.format(
        Locale.ROOT,
        "%s: %,d pictures%s, %,d classes",
        set.name(),
        set.size(),
        set.hasLabelMaps() ? " with label maps" : "",
        set.classes());
  }
}
