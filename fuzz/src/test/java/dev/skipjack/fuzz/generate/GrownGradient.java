package dev.skipjack.fuzz.generate;

import dev.skipjack.fuzz.source.AnnotationSource;
import java.util.List;

/**
 * A concatenation, to which a convolution of one of its parts is added: the gradient of that part
 * is a sum, whose first term lies in what the convolution's gradient reads.
 */
final class GrownGradient {
  private GrownGradient() {}

  /** Writes the two fields, if there are parts of one size. */
  static void write(Draft draft) {
    List<Known> maps = draft.maps();
    Known part = draft.choices.of(maps);
    Known other =
        draft.choices.of(maps.stream().filter(k -> k.shape().sameSize(part.shape())).toList());
    int channels = part.shape().channels() + other.shape().channels();
    Shape sum = part.shape().withChannels(channels);
    if (part.name().equals(other.name())
        || !draft.effort.spendConvolution(part.shape().channels(), sum, 3, 1)
        || !draft.effort.spend(sum, 0, 2)) {
      return;
    }
    FieldBuilder wide = draft.from(part);
    AnnotationSource conv = AnnotationSource.of("Conv").with("out", channels);
    wide.layer(conv.with("kernel", draft.choices.of(1, 3, 3, 5)), sum);
    draft.close(wide);
    FieldBuilder joined = draft.from(part);
    joined.reads(other);
    joined.layer(AnnotationSource.of("Concat").with("value", "{" + other.quoted() + "}"), sum);
    joined.reads(draft.previous());
    AnnotationSource add =
        draft.choices.chance(0.5)
            ? AnnotationSource.of("Add").with("value", "{" + draft.previous().quoted() + "}")
            : AnnotationSource.of("Skip").with("from", draft.previous().quoted());
    joined.layer(add, sum);
    draft.close(joined);
  }
}
