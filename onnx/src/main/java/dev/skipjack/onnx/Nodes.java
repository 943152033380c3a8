package dev.skipjack.onnx;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.DoubleStream;
import java.util.stream.LongStream;

/**
 * The nodes and constants of a model so far. What a layer needs beside its own value is called as
 * that with a word behind a slash, {@code pooled/rows}: no value or weight of a network has one.
 */
final class Nodes {
  private final List<Node> nodes = new ArrayList<>();
  private final List<Constant> constants = new ArrayList<>();
  private final Map<String, String> renamed = new HashMap<>();
  private final Set<String> names = new HashSet<>();
  private String path = "";
  private String annotation = "";

  /** To which layer nodes belong from now on. */
  void at(String newPath, String newAnnotation) {
    path = newPath;
    annotation = newAnnotation;
  }

  /** From now on {@code value} is called otherwise. */
  void rename(String value, String name) {
    renamed.put(value, name);
  }

  /** What a value is called in the model. */
  String name(String value) {
    return renamed.getOrDefault(value, value);
  }

  boolean has(String name) {
    return names.contains(name);
  }

  /**
   * Appends a node.
   *
   * @param inputs empty for one that is left out
   * @return {@code out}
   */
  String add(String operator, String out, List<String> inputs, Attribute... attributes) {
    String output = name(out);
    names.add(output);
    nodes.add(
        new Node(
            operator,
            NodeNames.of(path, out, operator),
            annotation,
            inputs.stream().map(this::name).toList(),
            output,
            Arrays.asList(attributes)));
    return out;
  }

  /** A list of whole numbers. */
  String whole(String name, long... values) {
    return add(new Constant(name, List.of((long) values.length), true, boxed(values)));
  }

  /** One whole number, no list of it. */
  String scalar(String name, long value) {
    return add(new Constant(name, List.of(), true, List.of(value)));
  }

  /** Whole numbers of a shape. */
  String whole(String name, List<Long> shape, long... values) {
    return add(new Constant(name, shape, true, boxed(values)));
  }

  /** Floats of a shape, in C order. */
  String real(String name, List<Long> shape, double... values) {
    return add(new Constant(name, shape, false, DoubleStream.of(values).boxed().toList()));
  }

  private static List<Long> boxed(long... values) {
    return LongStream.of(values).boxed().toList();
  }

  private String add(Constant constant) {
    constants.add(constant);
    return constant.name();
  }

  List<Node> nodes() {
    return nodes;
  }

  List<Constant> constants() {
    return constants;
  }
}
