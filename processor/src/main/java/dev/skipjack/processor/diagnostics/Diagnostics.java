package dev.skipjack.processor.diagnostics;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** Collects the mistakes of one model, so that all are told in one run. */
public final class Diagnostics {
  private final List<Diagnostic> all = new ArrayList<>();
  private final Deque<Diagnostic.Placement> placements = new ArrayDeque<>();
  private boolean toldElsewhere;

  public void error(Message message, Place place, Object... arguments) {
    error(message, place, List.of(), arguments);
  }

  /**
   * @param trace the layers that led to the mistake, one line each
   */
  public void error(Message message, Place place, List<String> trace, Object... arguments) {
    add(Diagnostic.of(message, place, trace, List.copyOf(placements), arguments));
  }

  /** Tells a mistake, once. */
  public void add(Diagnostic diagnostic) {
    // A block is lowered once for each use, its mistakes are told once.
    if (all.stream().noneMatch(diagnostic::isSame)) {
      all.add(diagnostic);
    }
  }

  /** The model is wrong as another one is, whose own mistake says it. */
  public void toldElsewhere() {
    toldElsewhere = true;
  }

  /** What goes wrong until {@link #leave} is in a block that this annotation places. */
  public void enter(Place place, String written) {
    placements.addFirst(new Diagnostic.Placement(place, written));
  }

  /** The end of what {@link #enter} began. */
  public void leave() {
    placements.removeFirst();
  }

  /** Whether anything is wrong. */
  public boolean any() {
    return toldElsewhere || !all.isEmpty();
  }

  public List<Diagnostic> all() {
    return List.copyOf(all);
  }
}
