package dev.skipjack.processor.build;

import dev.skipjack.processor.diagnostics.Diagnostics;
import dev.skipjack.processor.diagnostics.Message;
import dev.skipjack.processor.diagnostics.NearestNames;
import dev.skipjack.processor.diagnostics.Place;
import dev.skipjack.processor.ir.TensorType;
import dev.skipjack.processor.ir.Value;
import dev.skipjack.processor.read.LayerField;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What the names of a scope stand for so far, and which of them somebody used. */
final class SymbolTable {
  private final Scope scope;
  private final Value input;
  private final Map<String, Value> values = new LinkedHashMap<>();
  private final Map<String, String> written = new HashMap<>();
  private final Set<String> used = new HashSet<>();
  private final Set<String> onlyParts = new HashSet<>();

  /** The last field that named what is not there, or 0. */
  private int lastMisnamed;

  /** Whether a field has the name of the input, which is told. */
  private boolean inputMisnamed;

  SymbolTable(Scope scope, Value input) {
    this.scope = scope;
    this.input = input;
  }

  /** Stands for a field that cannot be read: it has no value, and may use what it names. */
  void defineTold() {
    values.put(scope.field().name(), new Value(scope.value(), TensorType.ERROR));
    used.addAll(Wiring.reads(scope.fields(), scope.index()));
    useNamed();
  }

  void define(Value output) {
    if (output.type().isError()) {
      useNamed(); // where a layer stopped, it may not have come to them
    }
    values.put(scope.field().name(), output);
    written.put(scope.field().name(), Trace.written(scope.field()));
  }

  /** Gives what the current field consists of names behind its own: {@code body.layer2}. */
  void definePart(String name, Value value, String text) {
    values.put(scope.field().name() + "." + name, value);
    written.put(scope.field().name() + "." + name, text);
  }

  void defineParts(SymbolTable placed) {
    placed.values.forEach((name, value) -> definePart(name, value, placed.written.get(name)));
  }

  /** The current field stands for its parts and has no value itself. */
  void hasOnlyParts() {
    onlyParts.add(scope.field().name());
  }

  boolean hasValue(String name) {
    return !onlyParts.contains(name);
  }

  /** Whether the value is the input, or that of an earlier layer. */
  boolean isKnown(Value value) {
    return value.equals(input) || values.containsValue(value);
  }

  /** The value of the last field that was built. */
  Value lastBuilt() {
    Value last = input;
    for (Value value : values.values()) {
      last = value;
    }
    return last;
  }

  /** The name under which users know a value: a field's, or else the value's own. */
  String nameOf(Value value) {
    if (value.equals(input)) {
      return Scope.INPUT;
    }
    return values.entrySet().stream()
        .filter(e -> e.getValue().equals(value))
        .map(Map.Entry::getKey)
        .findFirst()
        .orElse(scope.field().name());
  }

  /** What the current field runs on, unless it says otherwise. */
  Value previous(Diagnostics diagnostics) {
    if (scope.index() == 0) {
      used.add(Scope.INPUT);
      return input;
    }
    return lookup(scope.fields().get(scope.index() - 1).name(), scope.field().place(), diagnostics);
  }

  /** The output of an earlier layer; an error type if there is none, which has been told. */
  Value lookup(String name, Place place, Diagnostics diagnostics) {
    Value value = measured(name, place, diagnostics);
    if (values.containsKey(name) || name.equals(Scope.INPUT)) {
      used.add(name);
      used.add(Wiring.field(name));
    }
    return value;
  }

  /** As {@link #lookup}, for one who wants its size alone, which is no use of what it computes. */
  Value measured(String name, Place place, Diagnostics diagnostics) {
    if (name.equals(Scope.INPUT)) {
      return inputMisnamed ? new Value(name, TensorType.ERROR) : input;
    }
    if (onlyParts.contains(name)) {
      used.add(name);
      used.addAll(partsOf(name));
      String parts = String.join("', '", partsOf(name));
      diagnostics.error(Message.PYRAMID_PART, place, name, parts);
      return new Value(name, TensorType.ERROR);
    }
    Value value = values.get(name);
    if (value != null) {
      return value;
    }
    lastMisnamed = scope.index();
    String here = scope.field().name();
    String whole = Wiring.field(name);
    if (values.containsKey(whole)) {
      used.add(whole); // it is not unused as well
      if (!values.get(whole).type().isError()) {
        Set<String> parts = partsOf(whole);
        String fix =
            parts.isEmpty()
                ? "'" + whole + "' has no parts with names; read '" + whole + "' itself"
                : NearestNames.suggestion(name, parts);
        diagnostics.error(Message.NAME_UNKNOWN, place, name, fix);
      }
    } else if (whole.equals(here)) {
      diagnostics.error(Message.NAME_ITSELF, place, name);
    } else if (scope.fields().stream().anyMatch(f -> f.name().equals(whole))) {
      used.add(whole);
      diagnostics.error(Message.NAME_LATER, place, name, here, whole);
    } else {
      diagnostics.error(Message.NAME_UNKNOWN, place, name, NearestNames.suggestion(name, known()));
    }
    return new Value(name, TensorType.ERROR);
  }

  /** The names that can be read. */
  Set<String> known() {
    return values.keySet().stream()
        .filter(this::hasValue)
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }

  private Set<String> partsOf(String field) {
    return values.keySet().stream()
        .filter(name -> name.startsWith(field + "."))
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }

  /** The current field may not be called so: who reads that name means it, and is told nothing. */
  void isCalledInput() {
    inputMisnamed = true;
  }

  /** What shares and what is shared are not unused as well. */
  void useShared(String name) {
    used.add(name);
    used.add(scope.field().name());
  }

  /** What the current field names is not unused as well, nor what its parts are of. */
  private void useNamed() {
    for (String name : Wiring.named(scope.field())) {
      used.add(name);
      used.add(Wiring.field(name));
    }
  }

  /**
   * Tells of fields that nobody reads, or levels of pyramids, outputs aside. What lies before a
   * wrong name may be what was meant.
   */
  void tellUnused(Diagnostics diagnostics) {
    if (Scope.isInput(scope.fields().get(scope.fields().size() - 1))) {
      return; // what reads the others is not written yet, which is told
    }
    for (LayerField field : scope.fields().subList(lastMisnamed, scope.fields().size())) {
      if (!scope.isOutput(field) && !field.told()) {
        Message unused = Scope.isInput(field) ? Message.INPUT_UNUSED : Message.LAYER_UNUSED;
        names(field)
            .filter(name -> !used.contains(name))
            .forEach(name -> diagnostics.error(unused, field.place(), name));
      }
    }
  }

  /** Whether a field that is read by itself comes first, and nobody reads the scope's own input. */
  boolean isInputUnused() {
    return lastMisnamed == 0 && Scope.isInput(scope.fields().get(0)) && !used.contains(Scope.INPUT);
  }

  /** The values of the fields that are outputs, in their order. */
  List<Value> outputs() {
    return scope.fields().stream()
        .filter(scope::isOutput)
        .flatMap(f -> outputsOf(f).stream())
        .toList();
  }

  /** The values of one field. */
  List<Value> outputsOf(LayerField field) {
    return names(field).map(values::get).toList();
  }

  /** Under which names the field's values are known: its own, or those of its parts. */
  private Stream<String> names(LayerField field) {
    return hasValue(field.name()) ? Stream.of(field.name()) : partsOf(field.name()).stream();
  }

  /** The value of a name, the input's too; null if it has none. */
  Value valueOrNull(String name) {
    return name.equals(Scope.INPUT) ? input : values.get(name);
  }

  /** The annotations of the layer that made it, as users write them. */
  String written(String name) {
    return written.getOrDefault(name, "");
  }
}
