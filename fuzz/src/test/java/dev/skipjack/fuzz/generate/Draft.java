package dev.skipjack.fuzz.generate;

import dev.skipjack.fuzz.source.AnnotationSource;
import dev.skipjack.fuzz.source.FieldSource;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** A model while its fields are written: what there is to read, and what nobody has read. */
final class Draft {
  final Choices choices;
  final Effort effort;

  /** Whether images have any size; the shapes are those of one. */
  final boolean isAnySize;

  final Shape input;
  final List<Known> known = new ArrayList<>();
  final Set<String> unread = new LinkedHashSet<>();
  final List<FieldBuilder> fields = new ArrayList<>();

  /** Null behind a field that stands for several maps. */
  private Known previous;

  Draft(Choices choices, Effort effort, boolean isAnySize, Shape input) {
    this.choices = choices;
    this.effort = effort;
    this.isAnySize = isAnySize;
    this.input = input;
    this.previous = new Known("input", input);
    known.add(previous);
  }

  Known previous() {
    return previous;
  }

  /** What can be read and is a map. */
  List<Known> maps() {
    return known.stream().filter(k -> k.shape().isMap()).toList();
  }

  String nextName() {
    return "f" + fields.size();
  }

  /** A field on what is before it, or sometimes on something else. */
  FieldBuilder open() {
    boolean from = previous == null || known.size() > 1 && choices.chance(0.22);
    if (!from) {
      return new FieldBuilder(nextName(), previous);
    }
    return from(startingPoint());
  }

  /** What nobody has read yet, more often. */
  Known startingPoint() {
    List<Known> fresh = known.stream().filter(k -> unread.contains(k.name())).toList();
    return fresh.isEmpty() || choices.chance(0.5) ? choices.of(known) : choices.of(fresh);
  }

  /** A field on what it names. */
  FieldBuilder from(Known start) {
    FieldBuilder field = new FieldBuilder(nextName(), start);
    field.policy(AnnotationSource.of("From").with("value", start.quoted()), true);
    field.reads(start);
    return field;
  }

  /** The field is written, and its value can be read. */
  void close(FieldBuilder field) {
    boolean continues = field.isFree("From");
    fields.add(field);
    unread.removeAll(field.read());
    if (continues && previous != null) {
      unread.remove(previous.name());
    }
    previous = new Known(field.name, field.shape());
    known.add(previous);
    unread.add(field.name);
  }

  /** The field is written, and reads nothing itself. */
  void closeInput(FieldBuilder field) {
    fields.add(field);
    previous = new Known(field.name, field.shape());
    known.add(previous);
    unread.add(field.name);
  }

  /** The field is written; what can be read are its parts. */
  void closeOfParts(FieldBuilder field, List<Known> parts) {
    fields.add(field);
    unread.removeAll(field.read());
    previous = null;
    known.addAll(parts);
    parts.forEach(part -> unread.add(part.name()));
  }

  List<FieldSource> fieldSources() {
    return fields.stream().map(FieldBuilder::build).toList();
  }

  /** {@code @Model} for images of this shape. */
  AnnotationSource model(Shape image) {
    Object height = isAnySize ? "Input.ANY" : image.height();
    Object width = isAnySize ? "Input.ANY" : image.width();
    AnnotationSource input =
        AnnotationSource.of("Input")
            .with("channels", image.channels())
            .with("height", height)
            .with("width", width);
    return AnnotationSource.of("Model").with("input", input.text());
  }
}
