package dev.skipjack.processor.build;

import dev.skipjack.processor.read.LayerAnnotation;
import dev.skipjack.processor.read.LayerField;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Which fields read which, as far as their annotations tell. */
final class Wiring {
  /** The attributes that name other fields. */
  private static final Map<String, String> NAMES =
      Map.of(
          "From", "value",
          "Add", "value",
          "Concat", "value",
          "Multiply", "value",
          "Skip", "from",
          "Upsample", "like",
          "Resize", "like",
          "Crop", "like",
          "Pyramid", "taps");

  /** Neither runs on the field before. */
  private static final Set<String> READS_NAMED_ALONE = Set.of("Pyramid", "Input");

  private Wiring() {}

  /** Whether a field runs on the one before, instead of on what it names. */
  static boolean readsPrevious(LayerField field) {
    return field.annotation("From").isEmpty()
        && Vocabulary.layers(field).stream()
            .findFirst()
            .filter(layer -> READS_NAMED_ALONE.contains(layer.name()))
            .isEmpty();
  }

  /** Everything that the field reads by name, and the field before. */
  static List<String> reads(List<LayerField> fields, int index) {
    LayerField field = fields.get(index);
    List<String> names = named(field);
    if (index > 0 && readsPrevious(field)) {
      names.add(fields.get(index - 1).name());
    }
    return names;
  }

  /** What the layers of a field read up to this one. */
  static List<String> readsUpTo(LayerAnnotation last, List<LayerField> fields, int index) {
    LayerField field = fields.get(index);
    List<LayerAnnotation> layers = field.annotations();
    List<LayerAnnotation> first =
        new ArrayList<>(layers.subList(0, Math.min(layers.size(), layers.indexOf(last) + 1)));
    field.annotation("From").ifPresent(first::add);
    List<String> names = named(first);
    if (index > 0 && readsPrevious(field)) {
      names.add(fields.get(index - 1).name());
    }
    return names;
  }

  /** Everything that the field names: what it reads, or whose size it takes. */
  static List<String> named(LayerField field) {
    return named(field.annotations());
  }

  private static List<String> named(List<LayerAnnotation> annotations) {
    List<String> names = new ArrayList<>();
    for (LayerAnnotation annotation : annotations) {
      String attribute = NAMES.get(annotation.name());
      if (attribute != null) {
        Object value = annotation.value(attribute);
        names.addAll(
            value instanceof List ? annotation.strings(attribute) : List.of((String) value));
      }
    }
    return names;
  }

  /** {@code body} of {@code body.layer2}. */
  static String field(String name) {
    int dot = name.indexOf('.');
    return dot < 0 ? name : name.substring(0, dot);
  }

  /** The fields that the named ones need, and these. */
  static Set<String> needed(List<LayerField> fields, Collection<String> names) {
    List<String> all = fields.stream().map(LayerField::name).toList();
    Set<String> needed = new LinkedHashSet<>();
    Deque<String> open = new ArrayDeque<>(names);
    while (!open.isEmpty()) {
      String name = field(open.pop());
      int index = all.indexOf(name);
      if (index >= 0 && needed.add(name)) {
        open.addAll(reads(fields, index));
      }
    }
    return needed;
  }
}
