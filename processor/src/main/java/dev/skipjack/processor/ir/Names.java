package dev.skipjack.processor.ir;

import java.util.Collection;
import java.util.HashSet;
import java.util.Set;

/** Hands out names that are unique in a graph: the wish itself, or with a number behind it. */
public final class Names {
  private final Set<String> taken;

  /**
   * @param taken what is never handed out
   */
  public Names(Collection<String> taken) {
    this.taken = new HashSet<>(taken);
  }

  /** Starts with every name of {@code graph} taken. */
  public static Names of(Graph graph) {
    Names names = new Names(Set.of());
    graph.inputs().forEach(v -> names.taken.add(v.name()));
    graph.parameters().forEach(p -> names.taken.add(p.value().name()));
    graph.nodes().forEach(n -> n.outputs().forEach(v -> names.taken.add(v.name())));
    return names;
  }

  public String unique(String wish) {
    String name = wish;
    for (int i = 2; !taken.add(name); i++) {
      name = wish + i;
    }
    return name;
  }

  /** From now on the name may be handed out once more. */
  void release(String name) {
    taken.remove(name);
  }
}
