package dev.skipjack.fuzz.generate;

import dev.skipjack.fuzz.source.AnnotationSource;
import java.util.List;

/** Channels of a value for two fields. */
final class Splits {
  private Splits() {}

  /** Writes a field with the parts, if there are channels for them. */
  static void write(Draft draft) {
    Known whole = draft.choices.of(draft.known);
    int all = whole.shape().channels();
    if (all < 2) {
      return;
    }
    int first = all % 2 == 0 ? draft.choices.of(all / 2, 1) : draft.choices.between(1, all - 1);
    FieldBuilder field = draft.from(whole);
    AnnotationSource layer = AnnotationSource.of("Split").with("into", "{\"left\", \"right\"}");
    boolean equal = 2 * first == all;
    layer = equal ? layer : layer.with("channels", new Pair(first, all - first).toString());
    field.layer(layer, whole.shape());
    List<Known> parts =
        List.of(
            new Known(field.name + ".left", whole.shape().withChannels(first)),
            new Known(field.name + ".right", whole.shape().withChannels(all - first)));
    draft.closeOfParts(field, parts);
  }
}
