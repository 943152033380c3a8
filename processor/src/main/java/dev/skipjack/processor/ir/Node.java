package dev.skipjack.processor.ir;

import java.util.List;
import java.util.stream.Collectors;

/** One application of an {@link Op}. */
public record Node(Op op, List<Value> inputs, List<Value> outputs, Origin origin) {
  public Node {
    inputs = List.copyOf(inputs);
    outputs = List.copyOf(outputs);
  }

  public Node(Op op, List<Value> inputs, Value output, Origin origin) {
    this(op, inputs, List.of(output), origin);
  }

  public Value input(int index) {
    return inputs.get(index);
  }

  /** The only output of a node that has one. */
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
