package dev.skipjack.fuzz.generate;

import dev.skipjack.fuzz.source.AnnotationSource;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Writes layers. Each method writes one with random attributes and answers whether it could: it
 * fits the shape, costs not too much and is not yet in the field.
 */
abstract class LayerWriter {
  final Choices choices;
  final Effort effort;

  /** Images have any size: strides that powers of two do not divide would ask for large ones. */
  final boolean isAnySize;

  LayerWriter(Choices choices, Effort effort, boolean isAnySize) {
    this.choices = choices;
    this.effort = effort;
    this.isAnySize = isAnySize;
  }

  AnnotationSource bias(AnnotationSource layer) {
    return choices.chance(0.75) ? layer : layer.with("bias", choices.chance(0.5));
  }

  static List<Integer> divisors(int number) {
    return IntStream.rangeClosed(1, number).filter(d -> number % d == 0).boxed().toList();
  }
}
