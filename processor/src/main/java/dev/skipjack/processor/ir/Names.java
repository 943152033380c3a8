package dev.skipjack.processor.ir;

import java.util.HashSet;
import java.util.Set;

/** Hands out names that are unique in a graph: the wish itself, or with a number behind it. */
public final class Names {
  private final Set<String> taken = new HashSet<>();

  /** Starts with every name of {@code graph} taken. */
  public static Names of(Graph graph) {
    Names names = new Names();
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
}
