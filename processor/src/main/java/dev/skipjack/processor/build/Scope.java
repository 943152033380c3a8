package dev.skipjack.processor.build;

import dev.skipjack.processor.diagnostics.Diagnostics;
import dev.skipjack.processor.diagnostics.Message;
import dev.skipjack.processor.diagnostics.NearestNames;
import dev.skipjack.processor.diagnostics.Place;
import dev.skipjack.processor.ir.TensorType;
import dev.skipjack.processor.ir.Value;
import dev.skipjack.processor.read.LayerAnnotation;
import dev.skipjack.processor.read.LayerField;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** The fields of a model or of one use of a block, and what they stand for so far. */
final class Scope {
  /** {@code Skip.INPUT}. */
  static final String INPUT = "input";

  private static final int MOST_TRACE_LINES = 6;

  /**
   * One use of a block.
   *
   * @param values beginning of its values' names, and the group of its nodes
   * @param output name of its last value
   * @param weights beginning of its parameters' names in weight files
   * @param layer the model's own field
   * @param out {@code Param.OUT}
   * @param width {@code Param.WIDTH}
   * @param stride {@code Param.STRIDE}
   * @param frozen whether the field that uses it is
   * @param init of the field that uses it
   */
  record Use(
      String values,
      String output,
      String weights,
      String layer,
      int out,
      int width,
      int stride,
      boolean frozen,
      Optional<LayerAnnotation> init) {}

  private final List<LayerField> fields;
  private final Value input;

  /** Null in a model. */
  final Use use;

  private final Map<String, Value> outputs = new LinkedHashMap<>();
  private final Set<String> used = new HashSet<>();
  private int current = -1;

  Scope(List<LayerField> fields, Value input, Use use) {
    this.fields = fields;
    this.input = input;
    this.use = use;
  }

  void enter(int index) {
    current = index;
  }

  List<LayerField> fields() {
    return fields;
  }

  boolean isLast() {
    return current == fields.size() - 1;
  }

  LayerField field() {
    return fields.get(current);
  }

  /** What the current field runs on, unless it says otherwise. */
  Value previous() {
    if (current == 0) {
      return input;
    }
    String name = fields.get(current - 1).name();
    used.add(name);
    return outputs.get(name);
  }

  void define(Value output) {
    outputs.put(field().name(), output);
  }

  /** The output of an earlier layer; an error type if there is none, which has been told. */
  Value lookup(String name, Place place, Diagnostics diagnostics) {
    Value value = measured(name, place, diagnostics);
    if (outputs.containsKey(name)) {
      used.add(name);
    }
    return value;
  }

  /** As {@link #lookup}, for one who wants its size alone, which is no use of what it computes. */
  Value measured(String name, Place place, Diagnostics diagnostics) {
    if (name.equals(INPUT)) {
      return input;
    }
    Value value = outputs.get(name);
    if (value != null) {
      return value;
    }
    String here = field().name();
    if (name.equals(here)) {
      diagnostics.error(Message.NAME_ITSELF, place, name);
    } else if (fields.stream().anyMatch(f -> f.name().equals(name))) {
      used.add(name); // it is not unused as well
      diagnostics.error(Message.NAME_LATER, place, name, here, name);
    } else {
      String suggestion = NearestNames.suggestion(name, outputs.keySet());
      diagnostics.error(Message.NAME_UNKNOWN, place, name, suggestion);
    }
    return new Value(name, TensorType.ERROR);
  }

  /** Whether what follows the annotation normalises at once, so that a bias would be lost. */
  boolean isNormalizedNext(LayerAnnotation annotation) {
    List<LayerAnnotation> layers = Vocabulary.layers(field());
    int next = layers.indexOf(annotation) + 1;
    if (next < layers.size()) {
      return Vocabulary.startsWithBatchNorm(layers.get(next));
    }
    if (current + 1 == fields.size()) {
      return false;
    }
    LayerField after = fields.get(current + 1);
    return after.annotation("From").isEmpty()
        && Vocabulary.layers(after).stream()
            .findFirst()
            .filter(Vocabulary::startsWithBatchNorm)
            .isPresent();
  }

  /** Fields that nobody reads, outputs aside. */
  List<LayerField> unused() {
    return fields.stream().filter(f -> !isOutput(f) && !used.contains(f.name())).toList();
  }

  /** The values of the fields that are outputs, in their order. */
  List<Value> outputs() {
    return fields.stream().filter(this::isOutput).map(f -> outputs.get(f.name())).toList();
  }

  private boolean isOutput(LayerField field) {
    return field.equals(fields.get(fields.size() - 1)) || field.annotation("Output").isPresent();
  }

  /** {@code stem 16x32x32 @Conv(out = 16, kernel = 3)} for each of the named layers. */
  List<String> trace(String... names) {
    List<String[]> rows = new ArrayList<>();
    for (String name : names) {
      Value value = name.equals(INPUT) ? input : outputs.get(name);
      if (value != null && !value.type().isError()) {
        String written = name.equals(INPUT) ? "" : written(name);
        rows.add(new String[] {name, value.type().describe(), written});
      }
    }
    return align(rows);
  }

  /** The layers before the current one, the nearest last. */
  List<String> traceOfPath() {
    List<String> names = new ArrayList<>(List.of(INPUT));
    names.addAll(outputs.keySet());
    int begin = Math.max(0, names.size() - MOST_TRACE_LINES);
    return trace(names.subList(begin, names.size()).toArray(String[]::new));
  }

  /** The name under which users know a value: a field's, or else the value's own. */
  String nameOf(Value value) {
    if (value.equals(input)) {
      return INPUT;
    }
    return outputs.entrySet().stream()
        .filter(e -> e.getValue().equals(value))
        .map(Map.Entry::getKey)
        .findFirst()
        .orElse(field().name());
  }

  private String written(String name) {
    Optional<LayerField> field = fields.stream().filter(f -> f.name().equals(name)).findFirst();
    return field.map(Scope::written).orElse("");
  }

  static String written(LayerField field) {
    return field.annotations().stream().map(LayerAnnotation::text).collect(Collectors.joining(" "));
  }

  private static List<String> align(List<String[]> rows) {
    int name = rows.stream().mapToInt(r -> r[0].length()).max().orElse(0);
    int shape = rows.stream().mapToInt(r -> r[1].length()).max().orElse(0);
    String format = "%-" + Math.max(1, name) + "s  %-" + Math.max(1, shape) + "s  %s";
    return rows.stream()
        .map(r -> String.format(Locale.ROOT, format, (Object[]) r).stripTrailing())
        .toList();
  }
}
