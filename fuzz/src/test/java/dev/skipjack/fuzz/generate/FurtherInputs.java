package dev.skipjack.fuzz.generate;

import dev.skipjack.fuzz.source.AnnotationSource;
import java.util.List;

/** One more input of the model, and a field that reads it; others may read it too. */
final class FurtherInputs {
  private FurtherInputs() {}

  /** Writes both, below a field that reads the images. */
  static void write(Draft draft) {
    if (draft.fields.isEmpty()) {
      return;
    }
    List<Known> maps = draft.maps();
    boolean isMap = !draft.isAnySize && !maps.isEmpty() && draft.choices.chance(0.5);
    Shape shape = isMap ? draft.choices.of(maps).shape() : features(draft);
    if (!draft.effort.spend(shape, 0, 4)) {
      return;
    }
    FieldBuilder input = new FieldBuilder(draft.nextName(), draft.known.get(0));
    input.layer(annotation(shape), shape);
    draft.closeInput(input);
    Layers layers =
        new Layers(
            draft.choices, new Effort(Long.MAX_VALUE / 4, Long.MAX_VALUE / 4), draft.isAnySize);
    FieldBuilder reader = new FieldBuilder(draft.nextName(), draft.previous());
    if (isMap) {
      layers.contractions.conv(reader, draft.choices.between(1, 4));
    } else {
      layers.write(reader, "Linear");
    }
    if (!reader.isComputed() || draft.choices.chance(0.5)) {
      layers.write(reader, draft.choices.of(Layers.ACTIVATIONS));
    }
    draft.close(reader);
  }

  /** As many as something else has channels, which they may then scale. */
  private static Shape features(Draft draft) {
    int channels = draft.choices.of(draft.known).shape().channels();
    return Shape.features(draft.choices.chance(0.6) ? channels : draft.choices.between(1, 20));
  }

  private static AnnotationSource annotation(Shape shape) {
    AnnotationSource input = AnnotationSource.of("Input");
    return shape.isMap()
        ? input
            .with("channels", shape.channels())
            .with("height", shape.height())
            .with("width", shape.width())
        : input.with("features", shape.channels());
  }
}
