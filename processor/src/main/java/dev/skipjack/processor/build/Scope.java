package dev.skipjack.processor.build;

import dev.skipjack.processor.diagnostics.Diagnostics;
import dev.skipjack.processor.diagnostics.Message;
import dev.skipjack.processor.diagnostics.NearestNames;
import dev.skipjack.processor.diagnostics.Place;
import dev.skipjack.processor.ir.TensorType;
import dev.skipjack.processor.ir.Value;
import dev.skipjack.processor.read.LayerAnnotation;
import dev.skipjack.processor.read.LayerField;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The fields of a model or of one use of a block, and what they stand for so far. */
final class Scope {
  /** {@code Skip.INPUT}. */
  static final String INPUT = "input";

  private static final int MOST_TRACE_LINES = 6;

  private final List<LayerField> fields;
  private final Value input;

  /** Null in the model that is compiled. */
  final Use use;

  private final Set<String> needed;
  private final Set<String> read;
  private final Map<String, Value> outputs = new LinkedHashMap<>();
  private final Map<String, String> written = new HashMap<>();
  private final Set<String> used = new HashSet<>();
  private final Set<String> onlyParts = new HashSet<>();
  private int current = -1;

  /** The last field that named what is not there, or 0. */
  private int lastMisnamed;

  /** Whether a field has the name of the input, which is told. */
  private boolean inputMisnamed;

  private Value begun;
  private Value reached;
  private String writtenSoFar = "";

  /** Every field of the model that is compiled, or of a block. */
  Scope(List<LayerField> fields, Value input, Use use) {
    this(fields, input, use, null);
  }

  /**
   * Those fields of a placed model that are needed for what is read of it.
   *
   * @param wanted the names that are read; null for every field
   */
  Scope(List<LayerField> fields, Value input, Use use, Set<String> wanted) {
    this.fields = fields;
    this.input = input;
    this.use = use;
    List<String> all = fields.stream().map(LayerField::name).toList();
    this.needed = wanted == null ? Set.copyOf(all) : Wiring.needed(fields, wanted);
    this.read = new HashSet<>();
    if (wanted == null) {
      fields.stream().filter(this::isOutput).forEach(f -> read.add(f.name()));
    } else {
      read.addAll(wanted);
    }
    IntStream.range(0, fields.size())
        .filter(i -> needed.contains(all.get(i)))
        .forEach(i -> read.addAll(Wiring.reads(fields, i)));
  }

  void enter(int index) {
    current = index;
    writtenSoFar = "";
  }

  /** What the current field's first layer reads. */
  void begin(Value x) {
    begun = x;
  }

  Value read() {
    return begun;
  }

  /** What the current field's layers have come to, before its next one. */
  void reach(Value value, LayerAnnotation last) {
    reached = value;
    writtenSoFar += (writtenSoFar.isEmpty() ? "" : " ") + last.text();
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

  /** Whether the current field is built at all. */
  boolean isNeeded() {
    return needed.contains(field().name());
  }

  /** Every name that is read, in this scope or of it. */
  Set<String> readNames() {
    return Set.copyOf(read);
  }

  /** Whether the fields are those of a model, not of a block. */
  boolean isModel() {
    return use == null || use.isModel();
  }

  /** Whether they are those of a model that is placed in another. */
  boolean isPlacedModel() {
    return use != null && use.isModel();
  }

  Use.Inherited inherited() {
    return use == null ? Use.Inherited.NOTHING : use.inherited();
  }

  /** What the current field's value is called. */
  String value() {
    if (use == null) {
      return field().name();
    }
    return !use.isModel() && isLast()
        ? use.output()
        : use.values() + Vocabulary.capitalize(field().name());
  }

  /** The method that the current field becomes a part of. */
  String group() {
    if (use == null) {
      return field().name();
    }
    return use.isModel() ? value() : use.values();
  }

  /** The row of reports that the current field is a part of. */
  String layer() {
    return use == null || use.isModel() ? describe() : use.layer();
  }

  /** The current field as users write it. */
  String describe() {
    return (use == null ? "" : use.layer() + ".") + field().name();
  }

  /** What the parameters' names begin with in weight files, before that of the field. */
  String weights() {
    return use == null ? "" : use.weights() + ".";
  }

  /** What the current field runs on, unless it says otherwise. */
  Value previous(Diagnostics diagnostics) {
    if (current == 0) {
      used.add(INPUT);
      return input;
    }
    return lookup(fields.get(current - 1).name(), field().place(), diagnostics);
  }

  /** Stands for a field that cannot be read: it has no value, and may use what it names. */
  void defineTold() {
    outputs.put(field().name(), new Value(value(), TensorType.ERROR));
    used.addAll(Wiring.reads(fields, current));
    useNamed();
  }

  /** The current field may not be called so: who reads that name means it, and is told nothing. */
  void isCalledInput() {
    inputMisnamed = true;
  }

  /** What shares and what is shared are not unused as well. */
  void useShared(String name) {
    used.add(name);
    used.add(field().name());
  }

  /** What the current field names is not unused as well, nor what its parts are of. */
  private void useNamed() {
    for (String name : Wiring.named(field())) {
      used.add(name);
      used.add(Wiring.field(name));
    }
  }

  void define(Value output) {
    if (output.type().isError()) {
      useNamed(); // where a layer stopped, it may not have come to them
    }
    outputs.put(field().name(), output);
    written.put(field().name(), Trace.written(field()));
  }

  /** Gives what the current field consists of names behind its own: {@code body.layer2}. */
  void definePart(String name, Value value, String text) {
    outputs.put(field().name() + "." + name, value);
    written.put(field().name() + "." + name, text);
  }

  void defineParts(Scope placed) {
    placed.outputs.forEach((name, value) -> definePart(name, value, placed.written.get(name)));
  }

  /** The current field stands for its parts and has no value itself. */
  void hasOnlyParts() {
    onlyParts.add(field().name());
  }

  boolean hasValue(String name) {
    return !onlyParts.contains(name);
  }

  /**
   * Whether the parts of the current field are values under their own names, as outputs have them:
   * no other field needs these.
   */
  boolean namesParts() {
    return use == null
        && isOutput(field())
        && fields.stream().filter(f -> f.annotation("Pyramid").isPresent()).count() == 1
        && fields.stream().noneMatch(f -> f.name().matches("p\\d+"));
  }

  /** The value of the last field that was built. */
  Value lastBuilt() {
    Value last = input;
    for (Value value : outputs.values()) {
      last = value;
    }
    return last;
  }

  /** Whether the value is the input, or that of an earlier layer. */
  boolean isKnown(Value value) {
    return value.equals(input) || outputs.containsValue(value);
  }

  /** Null for a field that was not built. */
  Value outputOf(String name) {
    return outputs.get(name);
  }

  /** The output of an earlier layer; an error type if there is none, which has been told. */
  Value lookup(String name, Place place, Diagnostics diagnostics) {
    Value value = measured(name, place, diagnostics);
    if (outputs.containsKey(name) || name.equals(INPUT)) {
      used.add(name);
      used.add(Wiring.field(name));
    }
    return value;
  }

  /** As {@link #lookup}, for one who wants its size alone, which is no use of what it computes. */
  Value measured(String name, Place place, Diagnostics diagnostics) {
    if (name.equals(INPUT)) {
      return inputMisnamed ? new Value(name, TensorType.ERROR) : input;
    }
    if (onlyParts.contains(name)) {
      used.add(name);
      used.addAll(partsOf(name));
      String parts = String.join("', '", partsOf(name));
      diagnostics.error(Message.PYRAMID_PART, place, name, parts);
      return new Value(name, TensorType.ERROR);
    }
    Value value = outputs.get(name);
    if (value != null) {
      return value;
    }
    lastMisnamed = current;
    String here = field().name();
    String whole = Wiring.field(name);
    if (outputs.containsKey(whole)) {
      used.add(whole); // it is not unused as well
      if (!outputs.get(whole).type().isError()) {
        Set<String> parts = partsOf(whole);
        String fix =
            parts.isEmpty()
                ? "'" + whole + "' has no parts with names; read '" + whole + "' itself"
                : NearestNames.suggestion(name, parts);
        diagnostics.error(Message.NAME_UNKNOWN, place, name, fix);
      }
    } else if (whole.equals(here)) {
      diagnostics.error(Message.NAME_ITSELF, place, name);
    } else if (fields.stream().anyMatch(f -> f.name().equals(whole))) {
      used.add(whole);
      diagnostics.error(Message.NAME_LATER, place, name, here, whole);
    } else {
      diagnostics.error(Message.NAME_UNKNOWN, place, name, NearestNames.suggestion(name, known()));
    }
    return new Value(name, TensorType.ERROR);
  }

  /** The names that can be read. */
  private Set<String> known() {
    return outputs.keySet().stream()
        .filter(this::hasValue)
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }

  private Set<String> partsOf(String field) {
    return outputs.keySet().stream()
        .filter(name -> name.startsWith(field + "."))
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }

  /**
   * Whether what follows the annotation normalises at once, and nobody else has its output, so that
   * a bias would be lost. The model's or block's own fields decide, needed or not: wherever it is
   * placed, it has the same parameters.
   */
  boolean isOnlyNormalized(LayerAnnotation annotation) {
    LayerField field = field();
    List<LayerAnnotation> layers = Vocabulary.layers(field);
    int next = layers.indexOf(annotation) + 1;
    if (next < layers.size()) {
      return Vocabulary.startsWithBatchNorm(layers.get(next));
    }
    if (isOutput(field) || fields.stream().anyMatch(f -> Wiring.named(f).contains(field.name()))) {
      return false;
    }
    LayerField after = fields.get(current + 1);
    return Wiring.readsPrevious(after)
        && Vocabulary.layers(after).stream()
            .findFirst()
            .filter(Vocabulary::startsWithBatchNorm)
            .isPresent();
  }

  /**
   * Tells of fields that nobody reads, or levels of pyramids, outputs aside. What lies before a
   * wrong name may be what was meant.
   */
  void tellUnused(Diagnostics diagnostics) {
    if (isInput(fields.get(fields.size() - 1))) {
      return; // what reads the others is not written yet, which is told
    }
    for (LayerField field : fields.subList(lastMisnamed, fields.size())) {
      if (!isOutput(field) && !field.told()) {
        Message unused = isInput(field) ? Message.INPUT_UNUSED : Message.LAYER_UNUSED;
        names(field)
            .filter(name -> !used.contains(name))
            .forEach(name -> diagnostics.error(unused, field.place(), name));
      }
    }
  }

  /** Whether a field that is read by itself comes first, and nobody reads the scope's own input. */
  boolean isInputUnused() {
    return lastMisnamed == 0 && isInput(fields.get(0)) && !used.contains(INPUT);
  }

  /** The fields that are inputs of their own, if they are needed. */
  List<String> neededInputs() {
    return fields.stream()
        .filter(f -> isInput(f) && needed.contains(f.name()))
        .map(LayerField::name)
        .toList();
  }

  private static boolean isInput(LayerField field) {
    return field.annotation("Input").isPresent();
  }

  /** The values of the fields that are outputs, in their order. */
  List<Value> outputs() {
    return fields.stream().filter(this::isOutput).flatMap(f -> outputsOf(f).stream()).toList();
  }

  /** The values of one field. */
  List<Value> outputsOf(LayerField field) {
    return names(field).map(outputs::get).toList();
  }

  /** Under which names the field's values are known: its own, or those of its parts. */
  private Stream<String> names(LayerField field) {
    return hasValue(field.name()) ? Stream.of(field.name()) : partsOf(field.name()).stream();
  }

  /** Whether the model's caller gets what this field makes. */
  boolean isOutput(LayerField field) {
    return field.equals(fields.get(fields.size() - 1)) || field.annotation("Output").isPresent();
  }

  /** What the named layers are. */
  List<String> trace(String... names) {
    return trace(List.of(names)).lines();
  }

  private Trace trace(List<String> names) {
    Trace trace = new Trace();
    for (String name : names) {
      Value value = name.equals(INPUT) ? input : outputs.get(name);
      if (value != null) {
        trace.add(name, value, written.getOrDefault(name, ""));
      } else if (name.equals(field().name())) {
        addReached(trace);
      }
    }
    return trace;
  }

  /** The layers that lead to one of the current field, the nearest last. */
  List<String> traceOfPath(LayerAnnotation mistaken) {
    Set<String> ancestors = ancestors(mistaken);
    List<String> names = new ArrayList<>();
    if (ancestors.contains(INPUT) || isOnInput(ancestors)) {
      names.add(INPUT);
    }
    known().stream().filter(ancestors::contains).forEach(names::add);
    Trace trace = trace(names);
    addReached(trace);
    List<String> lines = trace.lines();
    return lines.subList(Math.max(0, lines.size() - MOST_TRACE_LINES), lines.size());
  }

  /** Whether the first field is among these, or the current one, and runs on the input. */
  private boolean isOnInput(Set<String> ancestors) {
    LayerField first = fields.get(0);
    return (current == 0 || ancestors.contains(first.name())) && Wiring.readsPrevious(first);
  }

  private void addReached(Trace trace) {
    if (!writtenSoFar.isEmpty()) {
      trace.add(field().name(), reached, writtenSoFar);
    }
  }

  /** The names that are read on the way to a layer of the current field. */
  private Set<String> ancestors(LayerAnnotation mistaken) {
    Set<String> found = new HashSet<>();
    Deque<String> open = new ArrayDeque<>(Wiring.readsUpTo(mistaken, fields, current));
    while (!open.isEmpty()) {
      String name = open.pop();
      int index = fields.stream().map(LayerField::name).toList().indexOf(Wiring.field(name));
      if (found.add(name) && index >= 0 && index < current) {
        open.addAll(Wiring.reads(fields, index));
      }
    }
    return found;
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
}
