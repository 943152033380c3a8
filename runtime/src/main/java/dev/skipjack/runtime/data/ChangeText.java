package dev.skipjack.runtime.data;

import java.util.List;

/**
 * Names changes of images so that two runs name the same ones alike: as they say themselves, else
 * by their classes. What is a lambda has neither.
 */
final class ChangeText {
  private ChangeText() {}

  static List<String> of(List<?> changes) {
    return changes.stream().map(ChangeText::of).toList();
  }

  private static String of(Object change) {
    Class<?> type = change.getClass();
    return saysItself(type) ? change.toString() : type.isHidden() ? "a lambda" : type.getName();
  }

  private static boolean saysItself(Class<?> type) {
    try {
      return type.getMethod("toString").getDeclaringClass() != Object.class;
    } catch (NoSuchMethodException e) { // every object has it
      throw new IllegalStateException(e);
    }
  }
}
