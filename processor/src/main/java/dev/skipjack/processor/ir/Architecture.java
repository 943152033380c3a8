package dev.skipjack.processor.ir;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What weights mean to a network: the names and shapes of its tensors, and what is computed with
 * them. The sizes of images do not count, unless a layer depends on them, nor do the names of
 * values and what has no effect on predictions.
 */
public final class Architecture {
  private static final int BYTES = 8;

  private final Map<Value, String> names = new HashMap<>();
  private final StringBuilder text = new StringBuilder();

  private Architecture() {}

  /**
   * A short text that is the same for equal architectures.
   *
   * @param graph as it predicts, nothing fused
   */
  public static String fingerprint(Graph graph) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(text(graph).getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(hash, 0, BYTES);
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every JDK has SHA-256", e);
    }
  }

  /** What {@link #fingerprint} is of, a line for each tensor, operation and output. */
  static String text(Graph graph) {
    Architecture architecture = new Architecture();
    graph.inputs().forEach(architecture::add);
    graph.parameters().forEach(architecture::add);
    graph.nodes().forEach(architecture::add);
    graph.outputs().forEach(output -> architecture.line("output", output));
    return architecture.text.toString();
  }

  private void add(Value input) {
    String name = names.isEmpty() ? "input" : "input" + names.size();
    names.put(input, name);
    text.append(name).append(' ').append(input.type().channels()).append('\n');
  }

  private void add(Parameter parameter) {
    names.put(parameter.value(), parameter.weightName());
    text.append(parameter.weightName()).append(' ').append(parameter.value().type().dims());
    text.append('\n');
  }

  private void add(Node node) {
    if (node.op() instanceof Movement.Copy) {
      names.put(node.output(), names.get(node.value(Operand.INPUT)));
      return;
    }
    String size = size(node);
    node.outputs().forEach(output -> names.put(output, "%" + names.size()));
    text.append(names(node.outputs())).append(" = ").append(node.op().text()).append(size);
    text.append('(').append(names(node.inputs())).append(")\n");
  }

  /** What an operation's attributes do not say, because it follows from what it makes. */
  private static String size(Node node) {
    TensorType out = node.output().type();
    if (node.op() instanceof Movement.Upsample) {
      TensorType in = node.value(Operand.INPUT).type();
      return " " + ratio(out.height(), in.height()) + " " + ratio(out.width(), in.width());
    }
    return node.op() instanceof Pooling.AdaptiveAveragePool
        ? " " + out.height() + " " + out.width()
        : "";
  }

  private static String ratio(int out, int in) {
    int common = BigInteger.valueOf(out).gcd(BigInteger.valueOf(in)).intValue();
    return out / common + "/" + in / common;
  }

  private void line(String word, Value value) {
    text.append(word).append(' ').append(names.get(value)).append('\n');
  }

  private String names(List<Value> values) {
    return values.stream().map(names::get).collect(Collectors.joining(","));
  }
}
