package dev.skipjack.processor.build;

import dev.skipjack.processor.ir.Value;
import dev.skipjack.processor.read.LayerAnnotation;
import dev.skipjack.processor.read.LayerField;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The layers of a scope that a mistake shows. */
final class Traces {
  private static final int MOST_LINES = 6;

  private final Scope scope;
  private final SymbolTable symbols;
  private Value reached;
  private String writtenSoFar = "";

  Traces(Scope scope, SymbolTable symbols) {
    this.scope = scope;
    this.symbols = symbols;
  }

  /** Another field begins. */
  void enter() {
    writtenSoFar = "";
  }

  /** What the current field's layers have come to, before its next one. */
  void reach(Value value, LayerAnnotation last) {
    reached = value;
    writtenSoFar += (writtenSoFar.isEmpty() ? "" : " ") + last.text();
  }

  /** What the named layers are. */
  List<String> of(String... names) {
    return trace(List.of(names)).lines();
  }

  private Trace trace(List<String> names) {
    Trace trace = new Trace();
    for (String name : names) {
      Value value = symbols.valueOrNull(name);
      if (value != null) {
        trace.add(name, value, symbols.written(name));
      } else if (name.equals(scope.field().name())) {
        addReached(trace);
      }
    }
    return trace;
  }

  /** The layers that lead to one of the current field, the nearest last. */
  List<String> to(LayerAnnotation mistaken) {
    Set<String> ancestors = ancestors(mistaken);
    List<String> names = new ArrayList<>();
    if (ancestors.contains(Scope.INPUT) || isOnInput(ancestors)) {
      names.add(Scope.INPUT);
    }
    symbols.known().stream().filter(ancestors::contains).forEach(names::add);
    Trace trace = trace(names);
    addReached(trace);
    List<String> lines = trace.lines();
    return lines.subList(Math.max(0, lines.size() - MOST_LINES), lines.size());
  }

  /** Whether the first field is among these, or the current one, and runs on the input. */
  private boolean isOnInput(Set<String> ancestors) {
    LayerField first = scope.fields().get(0);
    return (scope.index() == 0 || ancestors.contains(first.name())) && Wiring.readsPrevious(first);
  }

  private void addReached(Trace trace) {
    if (!writtenSoFar.isEmpty()) {
      trace.add(scope.field().name(), reached, writtenSoFar);
    }
  }

  /** The names that are read on the way to a layer of the current field. */
  private Set<String> ancestors(LayerAnnotation mistaken) {
    Set<String> found = new HashSet<>();
    Deque<String> open =
        new ArrayDeque<>(Wiring.readsUpTo(mistaken, scope.fields(), scope.index()));
    while (!open.isEmpty()) {
      String name = open.pop();
      int index =
          scope.fields().stream().map(LayerField::name).toList().indexOf(Wiring.field(name));
      if (found.add(name) && index >= 0 && index < scope.index()) {
        open.addAll(Wiring.reads(scope.fields(), index));
      }
    }
    return found;
  }
}
