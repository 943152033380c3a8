package dev.skipjack.fuzz.generate;

/** Names for the classes of one source, each once. */
final class ClassNames {
  private int count;

  String next(String prefix) {
    return prefix + count++;
  }
}
