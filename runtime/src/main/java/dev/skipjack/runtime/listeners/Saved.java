package dev.skipjack.runtime.listeners;

import java.util.Map;

/** What a checkpoint keeps of a listener, read again. */
final class Saved {
  private Saved() {}

  /**
   * @throws IllegalArgumentException if there is none
   */
  static int integer(Map<String, String> saved, String key) {
    return Integer.parseInt(text(saved, key));
  }

  /**
   * @throws IllegalArgumentException if there is none
   */
  static double real(Map<String, String> saved, String key) {
    return Double.parseDouble(text(saved, key));
  }

  private static String text(Map<String, String> saved, String key) {
    String text = saved.get(key);
    if (text == null) {
      throw new IllegalArgumentException(
          "a checkpoint of this listener has '" + key + "', got " + saved);
    }
    return text;
  }
}
