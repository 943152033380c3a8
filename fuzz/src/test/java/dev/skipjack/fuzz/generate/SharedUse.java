package dev.skipjack.fuzz.generate;

import dev.skipjack.fuzz.source.AnnotationSource;
import java.util.List;

/** An earlier field's layers and weights once more, on another value of the shape that it reads. */
final class SharedUse {
  private SharedUse() {}

  /** Writes the field, if there is one to share with. */
  static void write(Draft draft) {
    List<FieldBuilder> fields =
        draft.fields.stream()
            .filter(f -> f.hasWeights() || !f.isFree("Custom")) // which has a weight, too
            .filter(f -> f.isFree("Pyramid"))
            .toList();
    if (fields.isEmpty()) {
      return;
    }
    FieldBuilder first = draft.choices.of(fields);
    List<Known> equal =
        draft.known.stream().filter(k -> k.shape().equals(first.start().shape())).toList();
    Shape out = first.shape();
    if (equal.isEmpty() || !draft.effort.spendConvolution(out.channels(), out, 3, 1)) {
      return;
    }
    FieldBuilder again = draft.from(draft.choices.of(equal));
    again.layer(AnnotationSource.of("Shared").with("value", '"' + first.name + '"'), out);
    draft.close(again);
  }
}
