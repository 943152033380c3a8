package dev.skipjack.processor.shape;

import dev.skipjack.processor.ir.Layout;
import dev.skipjack.processor.ir.Node;
import dev.skipjack.processor.ir.Operand;
import dev.skipjack.processor.ir.Signature;
import dev.skipjack.processor.ir.TensorType;
import dev.skipjack.processor.ir.Value;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The values of a node by name, and what is expected of them. A gradient counts as what it is the
 * gradient of, which has the same type.
 */
final class NodeTypes {
  private record Named(Operand name, Value value) {}

  private final Node node;
  private final List<Named> values = new ArrayList<>();
  private final Set<Operand> untold = EnumSet.noneOf(Operand.class);

  /**
   * @throws IllegalStateException if there are more values than names, or fewer
   */
  NodeTypes(Node node) {
    this.node = node;
    Signature signature = Signature.of(node.op());
    if (signature.isVariadic() && !node.inputs().isEmpty()) {
      node.inputs().forEach(part -> add(Operand.PARTS, part));
    } else {
      add("reads", signature.inputs(), node.inputs());
    }
    add("writes", signature.outputs(), node.outputs());
  }

  private void add(String verb, List<Operand> names, List<Value> found) {
    if (names.size() != found.size()) {
      throw new IllegalStateException(
          node.op().mnemonic() + " " + verb + " " + names + ", not " + found + ", in: " + node);
    }
    for (int i = 0; i < names.size(); i++) {
      add(names.get(i), found.get(i));
    }
  }

  private void add(Operand name, Value value) {
    values.add(new Named(name, value));
    untold.add(name.forward());
  }

  private Stream<Named> all(Operand name) {
    return values.stream().filter(v -> v.name().forward() == name);
  }

  /** Of what has this name, or of its gradient. */
  TensorType type(Operand name) {
    return all(name)
        .findFirst()
        .map(v -> v.value().type())
        .orElseThrow(() -> new IllegalStateException("no " + name + ", in: " + node));
  }

  /** Of everything that has this name, which may be of any type. */
  List<TensorType> types(Operand name) {
    untold.remove(name);
    return all(name).map(v -> v.value().type()).toList();
  }

  /** Expects a type of this operand, if the node has it, and of its gradient. */
  void is(Operand name, TensorType expected) {
    untold.remove(name);
    for (Named found : values) {
      if (found.name().forward() == name && !found.value().type().equals(expected)) {
        fail(
            found, expected.isError() ? "cannot be made of what is read" : "should be " + expected);
      }
    }
  }

  /** Expects nothing to lie in blocks. */
  void areInPlanes() {
    for (Named found : values) {
      if (found.value().type().layout() != Layout.PLANES) {
        fail(found, "should lie in planes");
      }
    }
  }

  /** Expects a map of so many channels and any size. */
  TensorType isMap(Operand name, int channels) {
    TensorType type = type(name);
    if (!type.isMap() || type.channels() != channels) {
      all(name).forEach(v -> fail(v, "should be a map of " + channels + " channels"));
    }
    is(name, type);
    return type;
  }

  /** Expects a sequence. */
  TensorType isSequence(Operand name) {
    TensorType type = type(name);
    if (!type.isSequence()) {
      all(name).forEach(v -> fail(v, "should be a sequence"));
    }
    is(name, type);
    return type;
  }

  TensorType input() {
    return type(Operand.INPUT);
  }

  /** The input, which must be a map. */
  TensorType map() {
    return isMap(Operand.INPUT, input().channels());
  }

  /** The output, whose size the op does not say. */
  TensorType outputMap() {
    return isMap(Operand.OUTPUT, input().channels());
  }

  /** The input, which must be a sequence. */
  TensorType sequence() {
    return isSequence(Operand.INPUT);
  }

  /** One number for each channel; not every op has all of these. */
  void vectors(int channels, Operand... names) {
    for (Operand name : names) {
      is(name, TensorType.of(channels));
    }
  }

  /** Expects this output, of the input, whatever it is. */
  Void makes(TensorType output) {
    is(Operand.INPUT, input());
    is(Operand.OUTPUT, output);
    return null;
  }

  /** Expects the output to be as the input is. */
  Void same() {
    return makes(input());
  }

  private void fail(Named found, String problem) {
    throw new IllegalStateException(
        "'" + found.value() + "', the " + found.name() + ", " + problem + ", in: " + node);
  }

  /**
   * @throws IllegalStateException if nothing was expected of an operand
   */
  void requireAllTold() {
    if (!untold.isEmpty()) {
      throw new IllegalStateException("no rule for the type of " + untold + ", in: " + node);
    }
  }
}
