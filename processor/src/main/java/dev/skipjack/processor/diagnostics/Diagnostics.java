package dev.skipjack.processor.diagnostics;

import java.util.ArrayList;
import java.util.List;

/** Collects the mistakes of one model, so that all are told in one run. */
public final class Diagnostics {
  private final List<Diagnostic> all = new ArrayList<>();

  public void error(Message message, Place place, Object... arguments) {
    error(message, place, List.of(), arguments);
  }

  /**
   * @param trace the layers that led to the mistake, one line each
   */
  public void error(Message message, Place place, List<String> trace, Object... arguments) {
    Diagnostic diagnostic = Diagnostic.of(message, place, trace, arguments);
    // A block is lowered once for each use, its mistakes are told once.
    if (!all.contains(diagnostic)) {
      all.add(diagnostic);
    }
  }

  public boolean any() {
    return !all.isEmpty();
  }

  public List<Diagnostic> all() {
    return List.copyOf(all);
  }
}
