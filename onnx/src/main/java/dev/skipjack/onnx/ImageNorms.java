package dev.skipjack.onnx;

import dev.skipjack.runtime.graph.MapSize;
import dev.skipjack.runtime.kernel.norm.GroupNormSpec;
import dev.skipjack.runtime.kernel.norm.LayerNormSpec;
import dev.skipjack.runtime.kernel.norm.LocalResponseNormSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** Norms of each image by itself, and of weights, whose output channels are images then. */
final class ImageNorms {
  private final Nodes nodes;
  private final Resizes resizes;

  ImageNorms(Nodes nodes, Resizes resizes) {
    this.nodes = nodes;
    this.resizes = resizes;
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

  /**
   * ONNX Runtime has no windows of even size, and ONNX has them shifted by one: they are summed.
   */
  void localResponse(String out, LocalResponseNormSpec spec, String x) {
    if (spec.size() % 2 == 1) {
      nodes.add(
          "LRN",
          out,
          List.of(x),
          Attribute.of("alpha", spec.alpha()),
          Attribute.of("beta", spec.beta()),
          Attribute.of("bias", spec.k()),
          Attribute.of("size", spec.size()));
      return;
    }
    long before = spec.size() / 2;
    long behind = spec.size() - 1 - before;
    String squares = nodes.add("Mul", out + "/squares", List.of(x, x));
    String pads = nodes.whole(out + "/pads", 0, before, 0, 0, 0, behind, 0, 0);
    String padded = nodes.add("Pad", out + "/padded", List.of(squares, pads));
    List<String> shifted = new ArrayList<>();
    for (int i = 0; i < spec.size(); i++) {
      long end = i == spec.size() - 1 ? Long.MAX_VALUE : i - spec.size() + 1;
      shifted.add(
          resizes.slice(out + "/shifted" + i, padded, new long[] {i}, new long[] {end}, 1, 1));
    }
    String sum = nodes.add("Sum", out + "/sum", shifted);
    String scale = nodes.real(out + "/scale", List.of(), spec.alpha() / spec.size());
    String scaled = nodes.add("Mul", out + "/scaled", List.of(sum, scale));
    String raised =
        nodes.add(
            "Add", out + "/raised", List.of(scaled, nodes.real(out + "/k", List.of(), spec.k())));
    String power =
        nodes.add(
            "Pow",
            out + "/power",
            List.of(raised, nodes.real(out + "/beta", List.of(), spec.beta())));
    nodes.add("Div", out, List.of(x, power));
  }

  /** ONNX Runtime computes it once, when it loads the model: all of it is constant. */
  void standardizedWeight(
      String result, GroupNormSpec spec, String weight, int out, int in, int height, int width) {
    String rows = nodes.whole(result + "/rowsShape", 1, out, (long) in * height * width);
    String flat = nodes.add("Reshape", result + "/rows", List.of(weight, rows));
    String scale = filled(result + "/one", 1, out);
    String offset = filled(result + "/zero", 0, out);
    String normed =
        nodes.add(
            "InstanceNormalization",
            result + "/standardized",
            List.of(flat, scale, offset),
            Attribute.of("epsilon", spec.epsilon()));
    String shape = nodes.whole(result + "/shape", out, in, height, width);
    nodes.add("Reshape", result, List.of(normed, shape));
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
