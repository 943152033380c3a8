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
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Turns what a network computes into operators of ONNX's opset 18. */
final class OnnxGraph implements GraphVisitor {
  private final Nodes nodes = new Nodes();
  private final ImageSize image = new ImageSize(nodes);
  private final Resizes resizes = new Resizes(nodes, image);
  private final Pools pools = new Pools(nodes, image, resizes);
  private final Contractions contractions = new Contractions(nodes);
  private final ImageNorms norms = new ImageNorms(nodes, resizes);
  private final Sequences sequences = new Sequences(nodes);
  private final Activations activations = new Activations(nodes);
  private final Inputs inputs;
  private final Outputs outputs;
  private String place;

  /**
   * @param preparation what is done to pictures before anything else, with a softmax at the end; or
   *     null
   */
  OnnxGraph(Preparation preparation) {
    inputs = new Inputs(nodes, image, preparation);
    outputs = new Outputs(nodes, inputs, preparation != null);
  }

  @Override
  public void input(String value, int channels, MapSize size) {
    inputs.add(value, channels, size);
  }

  @Override
  public void input(String value, int features) {
    inputs.add(value, features);
  }

  @Override
  public void output(String name, String value, int channels, MapSize size) {
    outputs.add(name, value, ValueInfo.of(name, channels, size).shape());
  }

  @Override
  public void outputSequence(String name, String value, int tokens, int features) {
    outputs.add(name, value, List.of("N", Integer.toString(tokens), Integer.toString(features)));
  }

  @Override
  public void layer(String path, String annotation) {
    place = path + ": " + annotation;
    nodes.at(path, annotation);
  }

  @Override
  public void convolution(String out, ConvolutionSpec spec, String x, String weight, String bias) {
    contractions.convolution(out, spec, x, weight, bias);
  }

  @Override
  public void pixelLinear(String out, ConvolutionSpec spec, String x, String weight, String bias) {
    contractions.pixelLinear(out, spec, x, weight, bias);
  }

  @Override
  public void convolutionTranspose(
      String out, ConvolutionTransposeSpec spec, String x, String weight, String bias) {
    contractions.convolutionTranspose(out, spec, x, weight, bias);
  }

  @Override
  public void linear(String out, LinearSpec spec, String x, String weight, String bias) {
    contractions.linear(out, x, weight, bias);
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

  @Override
  public void standardizedWeight(
      String result, GroupNormSpec spec, String weight, int out, int in, int height, int width) {
    norms.standardizedWeight(result, spec, weight, out, in, height, width);
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

  @Override
  public void localResponseNorm(String out, LocalResponseNormSpec spec, String x) {
    norms.localResponse(out, spec, x);
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
    activations.prelu(out, spec, x, weight, size);
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
    return inputs.infos();
  }

  /** Ends the model; to be asked once, after everything else. */
  List<ValueInfo> outputs() {
    return outputs.end();
  }
}
