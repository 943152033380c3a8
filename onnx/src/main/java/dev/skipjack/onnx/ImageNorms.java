package dev.skipjack.onnx;

import dev.skipjack.runtime.graph.MapSize;
import dev.skipjack.runtime.kernel.norm.GroupNormSpec;
import dev.skipjack.runtime.kernel.norm.LayerNormSpec;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** Norms of each image by itself. */
final class ImageNorms {
  private final Nodes nodes;

  ImageNorms(Nodes nodes) {
    this.nodes = nodes;
  }

  /**
   * An instance norm of groups that are seen as one channel each, as PyTorch exports it: ONNX's own
   * operator scales groups, not channels, before opset 21.
   */
  void group(String out, GroupNormSpec spec, String x, String weight, String bias, MapSize size) {
    long groups = spec.groups();
    String grouped =
        nodes.add(
            "Reshape", out + "/grouped", List.of(x, nodes.whole(out + "/groups", 0, groups, -1)));
    String normalized =
        nodes.add(
            "InstanceNormalization",
            out + "/normalized",
            List.of(
                grouped,
                filled(out + "/ones", 1, spec.groups()),
                filled(out + "/zeros", 0, spec.groups())),
            Attribute.of("epsilon", spec.epsilon()));
    String shape = nodes.add("Shape", out + "/shape", List.of(x));
    boolean affine = weight != null;
    String back = nodes.add("Reshape", affine ? out + "/back" : out, List.of(normalized, shape));
    if (affine) {
      String scaled =
          nodes.add(
              "Mul", out + "/scaled", List.of(back, perChannel(out + "/scale", weight, size)));
      nodes.add("Add", out, List.of(scaled, perChannel(out + "/offset", bias, size)));
    }
  }

  /** ONNX normalises the last axes: the channels of a map are moved there. */
  void layer(String out, LayerNormSpec spec, String x, String weight, String bias, MapSize size) {
    String scale = weight == null ? filled(out + "/ones", 1, spec.channels()) : weight;
    List<String> parameters = bias == null ? List.of(scale) : List.of(scale, bias);
    if (size == null) {
      normalizeLast(out, spec, x, parameters);
      return;
    }
    String last =
        nodes.add(
            "Transpose", out + "/channelsLast", List.of(x), Attribute.list("perm", 0, 2, 3, 1));
    String normalized = normalizeLast(out + "/normalized", spec, last, parameters);
    nodes.add("Transpose", out, List.of(normalized), Attribute.list("perm", 0, 3, 1, 2));
  }

  private String normalizeLast(String out, LayerNormSpec spec, String x, List<String> parameters) {
    return nodes.add(
        "LayerNormalization",
        out,
        Stream.concat(Stream.of(x), parameters.stream()).toList(),
        Attribute.of("axis", -1),
        Attribute.of("epsilon", spec.epsilon()));
  }

  /** {@code [C]} as what is broadcast along the pixels of a map. */
  private String perChannel(String out, String vector, MapSize size) {
    return size == null
        ? vector
        : nodes.add("Reshape", out, List.of(vector, nodes.whole(out + "Shape", -1, 1, 1)));
  }

  private String filled(String name, double value, int length) {
    double[] values = new double[length];
    Arrays.fill(values, value);
    return nodes.real(name, List.of((long) length), values);
  }
}
