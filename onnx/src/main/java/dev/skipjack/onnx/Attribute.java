package dev.skipjack.onnx;

import java.util.Arrays;
import java.util.List;

/** A named constant of a {@link Node}. */
sealed interface Attribute {
  String name();

  /** A whole number. */
  record Whole(String name, long value) implements Attribute {}

  /** Whole numbers. */
  record Wholes(String name, List<Long> values) implements Attribute {}

  /** A number, which ONNX keeps as float. */
  record Real(String name, double value) implements Attribute {}

  /** One of the words that an operator knows. */
  record Word(String name, String value) implements Attribute {}

  static Attribute of(String name, long value) {
    return new Whole(name, value);
  }

  static Attribute of(String name, double value) {
    return new Real(name, value);
  }

  static Attribute of(String name, String value) {
    return new Word(name, value);
  }

  static Attribute list(String name, long... values) {
    return new Wholes(name, Arrays.stream(values).boxed().toList());
  }
}
