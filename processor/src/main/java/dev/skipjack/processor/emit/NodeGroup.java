package dev.skipjack.processor.emit;

import dev.skipjack.processor.ir.Node;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Neighbouring nodes of one layer group, which become one method. HotSpot does not compile methods
 * of more than 8,000 bytes of bytecode, so a long group is divided; so are the groups of a large
 * network, among several classes.
 */
record NodeGroup(String name, List<Node> nodes) {
  /** A step takes 7 bytes to run, up to 300 to be prepared and up to 500 to be bound. */
  private static final int MOST_NODES = 15;

  /**
   * A class may have 65,535 constants; a node takes up to 40, for its fields and their offsets, and
   * three times as many when operands are fields of other classes.
   */
  private static final int MOST_NODES_OF_CLASS = 1200;

  /** The methods that call those of all groups stay small, too: a call takes up to 13 bytes. */
  private static final int MOST_GROUPS_OF_CLASS = 400;

  /** The same groups, as few together as one class can have. */
  static List<List<NodeGroup>> parts(List<NodeGroup> groups) {
    List<List<NodeGroup>> parts = new ArrayList<>();
    int begin = 0;
    int nodes = 0;
    for (int i = 0; i < groups.size(); i++) {
      nodes += groups.get(i).nodes().size();
      if (nodes > MOST_NODES_OF_CLASS || i - begin == MOST_GROUPS_OF_CLASS) {
        parts.add(groups.subList(begin, i));
        begin = i;
        nodes = groups.get(i).nodes().size();
      }
    }
    parts.add(groups.subList(begin, groups.size()));
    return parts;
  }

  static List<NodeGroup> of(List<Node> nodes) {
    List<NodeGroup> groups = new ArrayList<>();
    Map<String, Integer> parts = new HashMap<>();
    int begin = 0;
    for (int i = 1; i <= nodes.size(); i++) {
      String group = nodes.get(begin).origin().group();
      boolean ends =
          i == nodes.size()
              || i - begin == MOST_NODES
              || !nodes.get(i).origin().group().equals(group);
      if (ends) {
        int part = parts.merge(group, 1, Integer::sum);
        String name = part == 1 ? group : group + "Part" + part;
        groups.add(new NodeGroup(name, List.copyOf(nodes.subList(begin, i))));
        begin = i;
      }
    }
    return groups;
  }

  String capitalized() {
    return Character.toUpperCase(name.charAt(0)) + name.substring(1);
  }

  /** Whether anything of it is left to run. */
  boolean runs() {
    return nodes.stream().anyMatch(n -> KernelCalls.of(n) != null);
  }
}
