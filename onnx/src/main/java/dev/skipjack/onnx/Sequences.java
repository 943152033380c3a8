package dev.skipjack.onnx;

import dev.skipjack.runtime.kernel.sequence.AttentionSpec;
import dev.skipjack.runtime.kernel.sequence.SelectTokenSpec;
import java.util.List;
import java.util.stream.LongStream;

/** Sequences of tokens {@code [N, tokens, features]}. */
final class Sequences {
  private final Nodes nodes;

  Sequences(Nodes nodes) {
    this.nodes = nodes;
  }

  void tokens(String out, String x) {
    String planes =
        nodes.add("Reshape", out + "/planes", List.of(x, nodes.whole(out + "/shape", 0, 0, -1)));
    nodes.add("Transpose", out, List.of(planes), Attribute.list("perm", 0, 2, 1));
  }

  void pixels(String out, String x, int height, int width) {
    String planes =
        nodes.add("Transpose", out + "/planes", List.of(x), Attribute.list("perm", 0, 2, 1));
    nodes.add("Reshape", out, List.of(planes, nodes.whole(out + "/shape", 0, 0, height, width)));
  }

  /** A product with a matrix, which ONNX wants the other way round. */
  void linear(String out, String x, String weight, String bias) {
    String columns =
        nodes.add("Transpose", out + "/columns", List.of(weight), Attribute.list("perm", 1, 0));
    String product =
        nodes.add("MatMul", bias == null ? out : out + "/product", List.of(x, columns));
    if (bias != null) {
      nodes.add("Add", out, List.of(product, bias));
    }
  }

  /** Repeated for as many images as there are. */
  void classToken(String out, String x, String weight) {
    String shape = nodes.add("Shape", out + "/shape", List.of(x));
    String images =
        nodes.add(
            "Gather",
            out + "/images",
            List.of(shape, nodes.whole(out + "/first", 0)),
            Attribute.of("axis", 0));
    String each =
        nodes.add(
            "Concat",
            out + "/each",
            List.of(images, nodes.whole(out + "/one", 1, 1)),
            Attribute.of("axis", 0));
    String token = nodes.add("Expand", out + "/token", List.of(weight, each));
    nodes.add("Concat", out, List.of(token, x), Attribute.of("axis", 1));
  }

  void selectToken(String out, SelectTokenSpec spec, String x) {
    String index = nodes.whole(out + "/index", List.of(), spec.index());
    nodes.add("Gather", out, List.of(x, index), Attribute.of("axis", 1));
  }

  /** Queries, keys and values as {@code [1, N, heads, tokens, d]}. */
  void attention(String out, AttentionSpec spec, String x, String weight, int tokens) {
    String shape = nodes.whole(out + "/shape", 0, 0, 3, spec.heads(), spec.headFeatures());
    String parts = nodes.add("Reshape", out + "/parts", List.of(x, shape));
    String apart =
        nodes.add(
            "Transpose", out + "/apart", List.of(parts), Attribute.list("perm", 2, 0, 3, 1, 4));
    String queries = part(out + "/queries", apart, 0);
    String keys = part(out + "/keys", apart, 1);
    String columns =
        nodes.add(
            "Transpose", out + "/keyColumns", List.of(keys), Attribute.list("perm", 0, 1, 2, 4, 3));
    String products = nodes.add("MatMul", out + "/products", List.of(queries, columns));
    String scale = nodes.real(out + "/scale", List.of(), 1 / Math.sqrt(spec.headFeatures()));
    String scores = nodes.add("Mul", out + "/scores", List.of(products, scale));
    if (spec.isRelative()) {
      String biases = biases(out, spec, weight, tokens);
      scores = nodes.add("Add", out + "/biased", List.of(scores, biases));
    }
    String weights =
        nodes.add("Softmax", out + "/weights", List.of(scores), Attribute.of("axis", -1));
    String mixed =
        nodes.add("MatMul", out + "/mixed", List.of(weights, part(out + "/values", apart, 2)));
    String beside =
        nodes.add(
            "Transpose", out + "/beside", List.of(mixed), Attribute.list("perm", 0, 1, 3, 2, 4));
    String back = nodes.whole(out + "/back", -1, tokens, spec.features());
    nodes.add("Reshape", out, List.of(beside, back));
  }

  /** Those of each pair of pixels, {@code [heads, tokens, tokens]}. */
  private String biases(String out, AttentionSpec spec, String weight, int tokens) {
    int columns = 2 * spec.width() - 1;
    long[] keys =
        LongStream.range(0, tokens)
            .map(t -> t / spec.width() * columns + t % spec.width())
            .toArray();
    long nearest = (spec.height() - 1L) * columns + spec.width() - 1; // of a pixel from itself
    long[] queries = LongStream.of(keys).map(key -> key + nearest).toArray();
    String rows =
        nodes.add(
            "Sub",
            out + "/distances",
            List.of(
                nodes.whole(out + "/queryPixels", List.of((long) tokens, 1L), queries),
                nodes.whole(out + "/keyPixels", keys)));
    String pairs =
        nodes.add("Gather", out + "/pairs", List.of(weight, rows), Attribute.of("axis", 0));
    return nodes.add("Transpose", out + "/biases", List.of(pairs), Attribute.list("perm", 2, 0, 1));
  }

  private String part(String out, String parts, int index) {
    return nodes.add(
        "Gather", out, List.of(parts, nodes.whole(out + "Index", index)), Attribute.of("axis", 0));
  }
}
