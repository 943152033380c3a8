package dev.skipjack.processor.ir;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** One application of an {@link Op}, whose {@link Signature} names the values. */
public record Node(Op op, List<Value> inputs, List<Value> outputs, Origin origin) {
  public Node {
    inputs = List.copyOf(inputs);
    outputs = List.copyOf(outputs);
  }

  public Node(Op op, List<Value> inputs, Value output, Origin origin) {
    this(op, inputs, List.of(output), origin);
  }

  /**
   * A node of which some values are known by name.
   *
   * @param values more than the op has names for, perhaps
   * @throws IllegalStateException if one is missing
   */
  public static Node of(Op op, Map<Operand, Value> values, Origin origin) {
    Signature signature = Signature.of(op);
    return new Node(
        op, find(op, signature.inputs(), values), find(op, signature.outputs(), values), origin);
  }

  private static List<Value> find(Op op, List<Operand> names, Map<Operand, Value> values) {
    List<Value> found = new ArrayList<>();
    for (Operand name : names) {
      Value value = values.get(name);
      if (value == null) {
        throw new IllegalStateException(op.text() + " has no " + name + " among " + values);
      }
      found.add(value);
    }
    return found;
  }

  /**
   * Another op in its place, on the values of the same names.
   *
   * @param changed values instead of these, and those that this node has not
   */
  public Node as(Op newOp, Map<Operand, Value> changed) {
    Map<Operand, Value> values = values();
    values.putAll(changed);
    return of(newOp, values, origin);
  }

  /** What it reads and writes, by name, to be changed; not for a node with any number of inputs. */
  public Map<Operand, Value> values() {
    Signature signature = Signature.of(op);
    if (signature.isVariadic()) {
      throw new IllegalStateException("inputs without names of their own, in: " + this);
    }
    Map<Operand, Value> values = new EnumMap<>(Operand.class);
    for (int i = 0; i < inputs.size(); i++) {
      values.put(signature.inputs().get(i), inputs.get(i));
    }
    for (int i = 0; i < outputs.size(); i++) {
      values.put(signature.outputs().get(i), outputs.get(i));
    }
    return values;
  }

  /**
   * What it reads or writes under this name.
   *
   * @throws IllegalStateException if it has nothing of this name, or more than one
   */
  public Value value(Operand name) {
    Value value = valueOrNull(name);
    if (value == null) {
      throw new IllegalStateException("no " + name + ", in: " + this);
    }
    return value;
  }

  /** The same, or null if it is not wanted of the op. */
  public Value valueOrNull(Operand name) {
    Signature signature = Signature.of(op);
    if (signature.isVariadic()) {
      return name == Operand.OUTPUT ? output() : null;
    }
    int at = signature.inputs().indexOf(name);
    if (at >= 0) {
      return inputs.get(at);
    }
    at = signature.outputs().indexOf(name);
    return at < 0 ? null : outputs.get(at);
  }

  /** Its only output, or the one that the others describe. */
  public Value output() {
    return outputs.get(0);
  }

  @Override
  public String toString() {
    String call =
        op.text() + inputs.stream().map(Value::name).collect(Collectors.joining(", ", "(", ")"));
    if (outputs.isEmpty()) {
      return call;
    }
    return outputs.stream().map(Value::toString).collect(Collectors.joining(", ")) + " = " + call;
  }
}
