package dev.skipjack.onnx;

import dev.skipjack.runtime.graph.GraphVisitor;
import dev.skipjack.runtime.graph.MapSize;
import dev.skipjack.runtime.kernel.activation.ActivationSpec;
import dev.skipjack.runtime.kernel.activation.PreluSpec;
import dev.skipjack.runtime.kernel.convolution.ConvolutionSpec;
import dev.skipjack.runtime.kernel.convolution.ConvolutionTransposeSpec;
import dev.skipjack.runtime.kernel.linear.LinearSpec;
import dev.skipjack.runtime.kernel.movement.ChannelShuffleSpec;
import dev.skipjack.runtime.kernel.movement.CropSpec;
import dev.skipjack.runtime.kernel.movement.PadShortcutSpec;
import dev.skipjack.runtime.kernel.movement.PixelShuffleSpec;
import dev.skipjack.runtime.kernel.norm.GroupNormSpec;
import dev.skipjack.runtime.kernel.norm.LayerNormSpec;
import dev.skipjack.runtime.kernel.norm.LocalResponseNormSpec;
import dev.skipjack.runtime.kernel.norm.NormalizeSpec;
import dev.skipjack.runtime.kernel.pool.PoolSpec;
import dev.skipjack.runtime.kernel.pool.UpsampleSpec;
import dev.skipjack.runtime.kernel.sequence.AttentionSpec;
import dev.skipjack.runtime.kernel.sequence.SelectTokenSpec;
import dev.skipjack.runtime.pictures.Preparation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Turns what a network computes into operators of ONNX's opset 18. */
final class OnnxGraph implements GraphVisitor {
  /** What a sample of a picture is at most. */
  private static final double WHITE = 255;

  private static final String PROBABILITIES = "probabilities";

  private final Preparation preparation;
  private final Nodes nodes = new Nodes();
  private final ImageSize image = new ImageSize(nodes);
  private final Resizes resizes = new Resizes(nodes, image);
  private final Pools pools = new Pools(nodes, image, resizes);
  private final ImageNorms norms = new ImageNorms(nodes);
  private final Sequences sequences = new Sequences(nodes);
  private final Activations activations = new Activations(nodes);
  private final List<ValueInfo> inputs = new ArrayList<>();
  private final List<Output> outputs = new ArrayList<>();
  private String place;

  private record Output(String name, String value, List<String> shape) {
    ValueInfo info(String called) {
      return new ValueInfo(called, shape);
    }
  }

  /**
   * @param preparation what is done to pictures before anything else, with a softmax at the end; or
   *     null
   */
  OnnxGraph(Preparation preparation) {
    this.preparation = preparation;
  }

  @Override
  public void input(String value, int channels, MapSize size) {
    boolean first = inputs.isEmpty();
    inputs.add(ValueInfo.of(value, channels, size));
    if (first) {
      image.of(value);
    }
    if (first && preparation != null) {
      normalize(value, channels);
    }
  }

  @Override
  public void input(String value, int features) {
    inputs.add(ValueInfo.of(value, features, null));
  }

  private void normalize(String images, long channels) {
    nodes.at(images, "(samples / 255 - mean) / standard deviation");
    List<Long> shape = List.of(1L, channels, 1L, 1L);
    double[] mean = preparation.mean().stream().mapToDouble(m -> WHITE * m).toArray();
    double[] deviation =
        preparation.standardDeviation().stream().mapToDouble(d -> WHITE * d).toArray();
    String centred =
        nodes.add(
            "Sub", images + "/centred", List.of(images, nodes.real(images + "/mean", shape, mean)));
    String normalized =
        nodes.add(
            "Div",
            images + "/normalized",
            List.of(centred, nodes.real(images + "/deviation", shape, deviation)));
    nodes.rename(images, normalized);
  }

  @Override
  public void output(String name, String value, int channels, MapSize size) {
    output(name, value, ValueInfo.of(name, channels, size).shape());
  }

  @Override
  public void outputSequence(String name, String value, int tokens, int features) {
    output(name, value, List.of("N", Integer.toString(tokens), Integer.toString(features)));
  }

  private void output(String name, String value, List<String> shape) {
    outputs.add(new Output(name, value, shape));
    boolean assigned = inputs.stream().noneMatch(input -> input.name().equals(value));
    if (assigned && nodes.name(value).equals(value)) {
      nodes.rename(value, name);
    }
  }

  @Override
  public void layer(String path, String annotation) {
    place = path + ": " + annotation;
    nodes.at(path, annotation);
  }

  @Override
  public void convolution(String out, ConvolutionSpec spec, String x, String weight, String bias) {
    nodes.add(
        "Conv",
        out,
        withBias(x, weight, bias),
        Attribute.list("kernel_shape", spec.kernel().height(), spec.kernel().width()),
        Attribute.list("strides", spec.strides().height(), spec.strides().width()),
        pads(spec.padding().height(), spec.padding().width()),
        Attribute.list("dilations", spec.dilation(), spec.dilation()),
        Attribute.of("group", spec.groups()));
  }

  @Override
  public void pixelLinear(String out, ConvolutionSpec spec, String x, String weight, String bias) {
    String shape = nodes.whole(out + "/filtersShape", spec.outChannels(), spec.inChannels(), 1, 1);
    String filters = nodes.add("Reshape", out + "/filters", List.of(weight, shape));
    convolution(out, spec, x, filters, bias);
  }

  @Override
  public void convolutionTranspose(
      String out, ConvolutionTransposeSpec spec, String x, String weight, String bias) {
    nodes.add(
        "ConvTranspose",
        out,
        withBias(x, weight, bias),
        Attribute.list("kernel_shape", spec.kernel(), spec.kernel()),
        Attribute.list("strides", spec.stride(), spec.stride()),
        pads(spec.padding(), spec.padding()),
        Attribute.list("output_padding", spec.outputPadding(), spec.outputPadding()));
  }

  private static Attribute pads(long high, long wide) {
    return Attribute.list("pads", high, wide, high, wide);
  }

  private static List<String> withBias(String x, String weight, String bias) {
    return bias == null ? List.of(x, weight) : List.of(x, weight, bias);
  }

  @Override
  public void linear(String out, LinearSpec spec, String x, String weight, String bias) {
    nodes.add("Gemm", out, withBias(x, weight, bias), Attribute.of("transB", 1));
  }

  @Override
  public void batchNorm(
      String out,
      NormalizeSpec spec,
      String x,
      String weight,
      String bias,
      String mean,
      String variance) {
    nodes.add(
        "BatchNormalization",
        out,
        List.of(x, weight, bias, mean, variance),
        Attribute.of("epsilon", spec.epsilon()));
  }

  @Override
  public void groupNorm(
      String out, GroupNormSpec spec, String x, String weight, String bias, MapSize size) {
    norms.group(out, spec, x, weight, bias, size);
  }

  /** ONNX Runtime computes it once, when it loads the model: all of it is constant. */
  @Override
  public void standardizedWeight(
      String result, GroupNormSpec spec, String weight, int out, int in, int height, int width) {
    String rows = nodes.whole(result + "/rowsShape", 1, out, (long) in * height * width);
    String flat = nodes.add("Reshape", result + "/rows", List.of(weight, rows));
    double[] ones = new double[out];
    Arrays.fill(ones, 1);
    List<Long> each = List.of((long) out);
    String scale = nodes.real(result + "/one", each, ones);
    String offset = nodes.real(result + "/zero", each, new double[out]);
    String normed =
        nodes.add(
            "InstanceNormalization",
            result + "/standardized",
            List.of(flat, scale, offset),
            Attribute.of("epsilon", spec.epsilon()));
    String shape = nodes.whole(result + "/shape", out, in, height, width);
    nodes.add("Reshape", result, List.of(normed, shape));
  }

  @Override
  public void layerScale(String out, String x, String weight) {
    nodes.add("Mul", out, List.of(x, weight));
  }

  @Override
  public void layerNorm(
      String out, LayerNormSpec spec, String x, String weight, String bias, MapSize size) {
    norms.layer(out, spec, x, weight, bias, size);
  }

  /**
   * ONNX Runtime has no windows of even size, and ONNX has them shifted by one: they are summed.
   */
  @Override
  public void localResponseNorm(String out, LocalResponseNormSpec spec, String x) {
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

  @Override
  public void softmax(String out, String x, boolean ofMap) {
    nodes.add("Softmax", out, List.of(x), Attribute.of("axis", ofMap ? 1 : -1));
  }

  @Override
  public void tokenLinear(String out, LinearSpec spec, String x, String weight, String bias) {
    sequences.linear(out, x, weight, bias);
  }

  @Override
  public void tokens(String out, String x) {
    sequences.tokens(out, x);
  }

  @Override
  public void pixels(String out, String x, int height, int width) {
    sequences.pixels(out, x, height, width);
  }

  @Override
  public void classToken(String out, String x, String weight) {
    sequences.classToken(out, x, weight);
  }

  @Override
  public void positionalEmbedding(String out, String x, String weight) {
    nodes.add("Add", out, List.of(x, weight));
  }

  @Override
  public void selectToken(String out, SelectTokenSpec spec, String x) {
    sequences.selectToken(out, spec, x);
  }

  @Override
  public void attention(String out, AttentionSpec spec, String x, String weight, int tokens) {
    sequences.attention(out, spec, x, weight, tokens);
  }

  @Override
  public void activation(String out, ActivationSpec spec, String x) {
    activations.add(out, spec, x);
  }

  @Override
  public void prelu(String out, PreluSpec spec, String x, String weight, MapSize size) {
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

  @Override
  public void add(String out, String a, String b) {
    nodes.add("Add", out, List.of(a, b));
  }

  @Override
  public void multiply(String out, String x, String scale) {
    nodes.add("Mul", out, List.of(x, scale));
  }

  @Override
  public void pool(String out, PoolSpec spec, String x, MapSize from, MapSize to) {
    pools.pool(out, spec, x, from, to);
  }

  @Override
  public void globalAveragePool(String out, String x) {
    pools.global(out, x);
  }

  @Override
  public void globalMaxPool(String out, String x) {
    nodes.add("GlobalMaxPool", out, List.of(x));
  }

  @Override
  public void adaptiveAveragePool(String out, String x, MapSize from, MapSize to) {
    pools.adaptive(out, x, from, to);
  }

  @Override
  public void concat(String out, String... parts) {
    nodes.add("Concat", out, Arrays.asList(parts), Attribute.of("axis", 1));
  }

  @Override
  public void channels(String out, String x, int first, int count) {
    resizes.channels(out, x, first, count);
  }

  /** By the numbers of the channels: a reshape would have to know height and width. */
  @Override
  public void channelShuffle(String out, ChannelShuffleSpec spec, String x, int channels) {
    long[] order = new long[channels];
    int each = channels / spec.groups();
    Arrays.setAll(order, i -> (long) i % spec.groups() * each + i / spec.groups());
    nodes.add(
        "Gather", out, List.of(x, nodes.whole(out + "/order", order)), Attribute.of("axis", 1));
  }

  @Override
  public void pixelShuffle(String out, PixelShuffleSpec spec, String x) {
    nodes.add(
        "DepthToSpace",
        out,
        List.of(x),
        Attribute.of("blocksize", spec.scale()),
        Attribute.of("mode", "CRD"));
  }

  @Override
  public void flatten(String out, String x) {
    nodes.add("Flatten", out, List.of(x), Attribute.of("axis", 1));
  }

  @Override
  public void onePixel(String out, String x) {
    nodes.add("Unsqueeze", out, List.of(x, nodes.whole(out + "/axes", 2, 3)));
  }

  @Override
  public void padShortcut(String out, PadShortcutSpec spec, String x) {
    resizes.padShortcut(out, spec, x);
  }

  @Override
  public void upsample(String out, UpsampleSpec spec, String x, MapSize from, MapSize to) {
    resizes.upsample(out, spec, x, from, to);
  }

  @Override
  public void pad(String out, int top, int left, int bottom, int right, String x) {
    resizes.pad(out, top, left, bottom, right, x);
  }

  @Override
  public void crop(String out, CropSpec spec, String x, MapSize from, MapSize to) {
    resizes.crop(out, spec, x, from, to);
  }

  @Override
  public void custom(String out, String className, String x, String... weights) {
    throw new IllegalArgumentException(
        String.format(
            Locale.ROOT,
            "'%s' cannot be written as ONNX: %s computes in Java, and ONNX has no operator for it;"
                + " build it of other layers, or export a model without it",
            place,
            className));
  }

  List<Node> nodes() {
    return nodes.nodes();
  }

  List<Constant> constants() {
    return nodes.constants();
  }

  List<ValueInfo> inputs() {
    return inputs;
  }

  /** Ends the model; to be asked once, after everything else. */
  List<ValueInfo> outputs() {
    List<ValueInfo> infos = new ArrayList<>();
    for (Output output : outputs) {
      infos.add(output.info(named(output)));
    }
    if (preparation != null) {
      Output main = outputs.get(outputs.size() - 1);
      String name = PROBABILITIES;
      while (nodes.has(name)) {
        name += "_";
      }
      nodes.at(name, "softmax over the channels of " + main.name());
      nodes.add("Softmax", name, List.of(main.value()), Attribute.of("axis", 1));
      infos.set(infos.size() - 1, main.info(name));
    }
    return infos;
  }

  /** The name of an output; one that is an input, or another output too, gets a copy. */
  private String named(Output output) {
    if (!nodes.name(output.value()).equals(output.name())) {
      nodes.at(output.name(), "another name of " + output.value());
      nodes.add("Identity", output.name(), List.of(output.value()));
    }
    return output.name();
  }
}
