package dev.skipjack.onnx;

import dev.skipjack.runtime.graph.MapSize;
import dev.skipjack.runtime.kernel.activation.ActivationSpec;
import dev.skipjack.runtime.kernel.activation.PreluSpec;
import java.util.List;

/** Activations as operators of opset 18, which has none for GELU. */
final class Activations {
  private static final double CUBIC = 0.044715;

  private final Nodes nodes;

  Activations(Nodes nodes) {
    this.nodes = nodes;
  }

  void add(String out, ActivationSpec spec, String x) {
    switch (spec.kind()) {
      case RELU -> nodes.add("Relu", out, List.of(x));
      case RELU6 ->
          nodes.add("Clip", out, List.of(x, number(out, "least", 0), number(out, "most", 6)));
      case LEAKY_RELU ->
          nodes.add("LeakyRelu", out, List.of(x), Attribute.of("alpha", spec.slope()));
      case ELU -> nodes.add("Elu", out, List.of(x), Attribute.of("alpha", spec.slope()));
      case SIGMOID -> nodes.add("Sigmoid", out, List.of(x));
      case HARD_SIGMOID ->
          nodes.add(
              "HardSigmoid",
              out,
              List.of(x),
              Attribute.of("alpha", 1 / 6.0),
              Attribute.of("beta", 0.5));
      case TANH -> nodes.add("Tanh", out, List.of(x));
      case SILU -> silu(out, x);
      case HARD_SWISH -> nodes.add("HardSwish", out, List.of(x));
      case GELU -> gelu(out, x);
      case GELU_TANH -> geluTanh(out, x);
      case MISH -> nodes.add("Mish", out, List.of(x));
    }
  }

  void prelu(String out, PreluSpec spec, String x, String weight, MapSize size) {
    boolean alongPixels = spec.eachChannel() && size != null;
    String slopes =
        alongPixels
            ? nodes.add(
                "Reshape",
                out + "/slopes",
                List.of(weight, nodes.whole(out + "/slopesShape", -1, 1, 1)))
            : weight;
    nodes.add("PRelu", out, List.of(x, slopes));
  }

  private String number(String out, String name, double value) {
    return nodes.real(out + "/" + name, List.of(), value);
  }

  private void silu(String out, String x) {
    String sigmoid = nodes.add("Sigmoid", out + "/sigmoid", List.of(x));
    nodes.add("Mul", out, List.of(x, sigmoid));
  }

  /** x/2·(1 + erf(x/√2)). */
  private void gelu(String out, String x) {
    String scaled =
        nodes.add("Div", out + "/scaled", List.of(x, number(out, "root", Math.sqrt(2))));
    half(out, x, nodes.add("Erf", out + "/erf", List.of(scaled)));
  }

  /** x/2·(1 + tanh(√(2/π)·(x + 0.044715·x³))). */
  private void geluTanh(String out, String x) {
    String square = nodes.add("Mul", out + "/square", List.of(x, x));
    String part = nodes.add("Mul", out + "/part", List.of(square, number(out, "cubic", CUBIC)));
    String factor = nodes.add("Add", out + "/factor", List.of(part, number(out, "one", 1)));
    String sum = nodes.add("Mul", out + "/sum", List.of(factor, x));
    String root = number(out, "root", Math.sqrt(2 / Math.PI));
    String scaled = nodes.add("Mul", out + "/scaled", List.of(sum, root));
    half(out, x, nodes.add("Tanh", out + "/tanh", List.of(scaled)));
  }

  /** x/2·(1 + y). */
  private void half(String out, String x, String y) {
    String gate = nodes.add("Add", out + "/gate", List.of(y, number(out, "unit", 1)));
    String product = nodes.add("Mul", out + "/product", List.of(x, gate));
    nodes.add("Mul", out, List.of(product, number(out, "half", 0.5)));
  }
}
