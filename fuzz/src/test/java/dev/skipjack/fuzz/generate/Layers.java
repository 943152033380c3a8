package dev.skipjack.fuzz.generate;

import dev.skipjack.fuzz.source.AnnotationSource;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Layers that read the value before them alone. Each method writes one with random attributes and
 * answers whether it could: it fits the shape, costs not too much and is not yet in the field.
 */
final class Layers {
  private final Choices choices;
  private final Effort effort;

  /** Images have any size: strides that powers of two do not divide would ask for large ones. */
  private final boolean isAnySize;

  Layers(Choices choices, Effort effort, boolean isAnySize) {
    this.choices = choices;
    this.effort = effort;
    this.isAnySize = isAnySize;
  }

  boolean write(FieldBuilder field, String layer) {
    if (!field.isFree(layer)) {
      return false;
    }
    Shape x = field.shape();
    if (isActivation(layer)) {
      return activation(field, layer);
    }
    if (!x.isMap()) {
      return switch (layer) {
        case "Linear" -> linear(field);
        case "Dropout" -> dropout(field);
        case "Custom" -> custom(field);
        case "Prelu" -> prelu(field);
        case "Slice" -> slice(field);
        case "Softmax" -> softmax(field);
        default -> false;
      };
    }
    return switch (layer) {
      case "Conv" -> conv(field, channels(x));
      case "ConvTranspose" -> convTranspose(field);
      case "BatchNorm" -> batchNorm(field);
      case "LocalResponseNorm" -> localResponseNorm(field);
      case "ImageNorm" -> imageNorm(field);
      case "Softmax" -> softmax(field);
      case "Sequence" -> sequence(field);
      case "Attention" -> attention(field);
      case "LayerScale" -> layerScale(field);
      case "Prelu" -> prelu(field);
      case "PixelLinear" -> pixelLinear(field);
      case "Custom" -> custom(field);
      case "MaxPool", "AvgPool" -> pool(field, layer);
      case "GlobalAvgPool", "GlobalMaxPool" ->
          field.layer(AnnotationSource.of(layer), new Shape(x.channels(), 1, 1));
      case "GlobalAvgMaxPool" ->
          field.layer(AnnotationSource.of(layer), new Shape(2 * x.channels(), 1, 1));
      case "Slice" -> slice(field);
      case "ChannelShuffle" -> channelShuffle(field);
      case "PixelShuffle" -> pixelShuffle(field);
      case "AdaptiveAvgPool" -> adaptiveAvgPool(field);
      case "Flatten" -> flatten(field);
      case "Dropout" -> dropout(field);
      case "DenseBlock" -> denseBlock(field);
      case "Transition" -> transition(field);
      case "SqueezeExcite" -> squeezeExcite(field);
      case "Residual" -> residual(field);
      case "Upsample" -> upsample(field);
      case "Resize" -> resize(field);
      case "Pad" -> pad(field);
      case "Linear" -> x.height() * x.width() == 1 && linear(field);
      default -> throw new IllegalArgumentException(layer);
    };
  }

  /** Of a new map: few where it is large. */
  int channels(Shape x) {
    return x.height() * x.width() > 900 || choices.chance(0.5)
        ? choices.of(1, 2, 3, 4, 5, 7, 8, 12, 16, x.channels())
        : choices.of(4, 8, 16, 17, 20, 24, 32, 48, 64, x.channels());
  }

  private Pair strides(int kernel) {
    int high = stride(kernel);
    return isAnySize || choices.chance(0.9) ? Pair.of(high) : new Pair(high, stride(kernel));
  }

  private int stride(int kernel) {
    if (isAnySize) {
      return choices.of(1, 1, 2);
    }
    return choices.chance(0.6) ? 1 : choices.of(1, 2, 2, 2, 3, 4, kernel);
  }

  boolean conv(FieldBuilder field, int wanted) {
    Shape x = field.shape();
    int kernel = choices.of(1, 1, 3, 3, 3, 3, 5, 7, 2, 4);
    int dilation = kernel == 1 || choices.chance(0.8) ? 1 : choices.between(2, 3);
    Pair stride = strides(kernel);
    int reach = dilation * (kernel - 1) + 1;
    boolean same = kernel % 2 == 1 && choices.chance(isAnySize ? 0.95 : 0.75);
    int padding = same ? dilation * (kernel - 1) / 2 : choices.between(0, kernel);
    int out = wanted;
    int groups = 1;
    if (choices.chance(0.15)) {
      List<Integer> divisors = divisors(x.channels());
      groups = choices.of(divisors);
      out = groups * Math.max(1, Math.round((float) wanted / groups));
    }
    boolean upper = choices.chance(0.1);
    Shape y =
        upper
            ? x.windows(out, Pair.of(1), stride, Pair.of(0), false)
            : x.windows(out, Pair.of(reach), stride, Pair.of(padding), false);
    if (y == null || !effort.spendConvolution(x.channels(), y, kernel, groups)) {
      return false;
    }
    int times = choices.chance(0.05) && out % 2 == 0 ? 2 : 1;
    AnnotationSource conv =
        AnnotationSource.of("Conv").with("out", out / times).with("kernel", kernel);
    conv = stride.is(1) ? conv : conv.with("stride", stride);
    conv = upper ? conv.with("padding", "Padding.SAME_UPPER") : conv;
    conv = same || upper ? conv : conv.with("padding", padding);
    conv = dilation == 1 || kernel == 1 ? conv : conv.with("dilation", dilation);
    conv = groups == 1 ? conv : conv.with("groups", groups);
    conv = times == 1 ? conv : conv.with("times", times);
    boolean severalWeights = kernel > 1 || x.channels() > groups;
    conv = severalWeights && choices.chance(0.1) ? conv.with("weightStandardized", true) : conv;
    return field.layer(bias(conv), y);
  }

  private boolean slice(FieldBuilder field) {
    Shape x = field.shape();
    boolean half = x.channels() % 2 == 0 && choices.chance(0.5);
    int first = half ? choices.of(0, x.channels() / 2) : choices.between(0, x.channels() - 1);
    int count = half ? x.channels() / 2 : choices.between(1, x.channels() - first);
    AnnotationSource layer = AnnotationSource.of("Slice");
    layer = first == 0 ? layer : layer.with("first", first);
    layer = first + count == x.channels() ? layer : layer.with("channels", count);
    return count < x.channels() && field.layer(layer, x.withChannels(count));
  }

  private boolean channelShuffle(FieldBuilder field) {
    Shape x = field.shape();
    int groups = choices.of(divisors(x.channels()));
    return effort.spend(x, 0, 1)
        && field.layer(AnnotationSource.of("ChannelShuffle").with("groups", groups), x);
  }

  private boolean pixelShuffle(FieldBuilder field) {
    Shape x = field.shape();
    int scale = x.channels() % 9 == 0 ? 3 : x.channels() % 4 == 0 ? 2 : 1;
    Shape y = new Shape(x.channels() / (scale * scale), x.height() * scale, x.width() * scale);
    return effort.spend(y, 0, 1)
        && field.layer(AnnotationSource.of("PixelShuffle").with("scale", scale), y);
  }

  private boolean squeezeExcite(FieldBuilder field) {
    Shape x = field.shape();
    AnnotationSource layer = AnnotationSource.of("SqueezeExcite");
    layer =
        x.channels() < 2 || choices.chance(0.3)
            ? layer.with("channels", choices.between(1, 16))
            : layer.with("reduction", choices.between(1, x.channels()));
    layer = choices.chance(0.7) ? layer : layer.with("divisor", choices.of(1, 2, 8, 16));
    layer = choices.chance(0.8) ? layer : layer.with("activation", "Activation.TANH");
    return effort.spend(x, 64L * x.channels(), 1) && field.layer(layer, x);
  }

  private AnnotationSource bias(AnnotationSource layer) {
    return choices.chance(0.75) ? layer : layer.with("bias", choices.chance(0.5));
  }

  private static List<Integer> divisors(int number) {
    return IntStream.rangeClosed(1, number).filter(d -> number % d == 0).boxed().toList();
  }

  private boolean convTranspose(FieldBuilder field) {
    Shape x = field.shape();
    int kernel = choices.between(1, 5);
    int stride = isAnySize ? choices.of(1, 2) : choices.of(1, 2, 2, 3, 4);
    int padding = choices.chance(0.5) ? 0 : choices.between(0, kernel / 2);
    int outputPadding = stride > 1 && choices.chance(0.3) ? choices.between(1, stride - 1) : 0;
    int border = kernel - 2 * padding + outputPadding - stride;
    int out = channels(x);
    Shape y = new Shape(out, x.height() * stride + border, x.width() * stride + border);
    long multiplyAdds = (long) kernel * kernel * out * x.elements();
    if (y.height() < 1 || y.width() < 1 || !effort.spend(y, multiplyAdds, 1)) {
      return false;
    }
    AnnotationSource layer =
        AnnotationSource.of("ConvTranspose").with("out", out).with("kernel", kernel);
    layer = stride == 1 ? layer : layer.with("stride", stride);
    layer = padding == 0 ? layer : layer.with("padding", padding);
    layer = outputPadding == 0 ? layer : layer.with("outputPadding", outputPadding);
    if (out == x.channels() && !field.hasWeights() && choices.chance(0.4)) {
      AnnotationSource init = AnnotationSource.of("Init");
      field.policy(init.with("value", "Init.Scheme.BILINEAR"), false);
    }
    return field.layer(bias(layer), y);
  }

  private boolean batchNorm(FieldBuilder field) {
    Shape x = field.shape();
    if (!x.isNormalizable() || !effort.spend(x, 0, 1)) {
      return false;
    }
    AnnotationSource layer = AnnotationSource.of("BatchNorm");
    layer = choices.chance(0.9) ? layer : layer.with("epsilon", choices.of("1e-3", "0.1"));
    layer = choices.chance(0.9) ? layer : layer.with("momentum", choices.of("0.01", "0.5", "1"));
    return field.layer(layer, x);
  }

  private boolean pixelLinear(FieldBuilder field) {
    Shape x = field.shape();
    int out = choices.of(1, 2, 5, 8, 16);
    Shape y = new Shape(out, x.height(), x.width());
    AnnotationSource layer = AnnotationSource.of("Linear").with("out", out).with("eachPixel", true);
    return effort.spend(y, (long) out * x.elements(), 1) && field.layer(bias(layer), y);
  }

  private boolean layerScale(FieldBuilder field) {
    AnnotationSource layer =
        AnnotationSource.of("LayerScale").with("initial", choices.of("0.5", "-1", "1.5"));
    return effort.spend(field.shape(), 0, 1) && field.layer(layer, field.shape());
  }

  private boolean softmax(FieldBuilder field) {
    Shape x = field.shape();
    return x.channels() > 1
        && effort.spend(x, 0, 1)
        && field.layer(AnnotationSource.of("Softmax"), x);
  }

  /** Of the pixels of a map. */
  private boolean attention(FieldBuilder field) {
    Shape x = field.shape();
    int pixels = x.height() * x.width();
    int out = choices.chance(0.5) ? x.channels() : choices.of(1, 2, 4, 6, 12, 33);
    Shape y = new Shape(out, x.height(), x.width());
    long products = 3L * out * x.elements() + (out + 2L * pixels) * y.elements();
    if (isAnySize || pixels > 200 || !effort.spend(y, products, 8)) {
      return false;
    }
    AnnotationSource layer =
        AnnotationSource.of("Attention").with("heads", choices.of(divisors(out)));
    layer = out == x.channels() ? layer : layer.with("out", out);
    layer = choices.chance(0.4) ? layer : layer.with("relativePosition", true);
    return field.layer(bias(layer), y);
  }

  /** Tokens of patches, layers of them, and features again. */
  private boolean sequence(FieldBuilder field) {
    Shape x = field.shape();
    int size = choices.of(divisors(x.height()).stream().filter(d -> x.width() % d == 0).toList());
    int features = choices.of(2, 4, 6, 8, 12, 24, 33);
    int tokens = x.height() / size * (x.width() / size);
    boolean hasClass = choices.chance(0.5);
    Shape all = new Shape(features, tokens + (hasClass ? 1 : 0), 1);
    long products =
        (long) features * (x.elements() + 4L * all.elements()) + tokens * all.elements();
    if (isAnySize || tokens > 200 || !effort.spend(all, products, 8)) {
      return false;
    }
    field.layer(
        AnnotationSource.of("PatchEmbed").with("size", size).with("features", features),
        new Shape(features, tokens, 1));
    if (hasClass) {
      field.layer(AnnotationSource.of("ClassToken"), all);
    }
    if (choices.chance(0.7)) {
      field.layer(AnnotationSource.of("PositionalEmbedding"), all);
    }
    if (choices.chance(0.6)) {
      field.layer(AnnotationSource.of("LayerNorm"), all);
    }
    if (choices.chance(0.8)) {
      AnnotationSource attention = AnnotationSource.of("Attention");
      field.layer(bias(attention.with("heads", choices.of(divisors(features)))), all);
    }
    if (choices.chance(0.4)) {
      write(field, choices.of(ACTIVATIONS));
    }
    if (choices.chance(0.3)) {
      write(field, choices.of("Softmax", "Dropout"));
    }
    return all.elements() <= 4096 && choices.chance(0.3)
        ? field.layer(AnnotationSource.of("Flatten"), Shape.features((int) all.elements()))
        : field.layer(
            AnnotationSource.of("SelectToken").with("value", choices.between(0, all.height() - 1)),
            Shape.features(features));
  }

  private boolean prelu(FieldBuilder field) {
    AnnotationSource layer = AnnotationSource.of("Prelu");
    layer = choices.chance(0.5) ? layer : layer.with("eachChannel", true);
    layer = choices.chance(0.5) ? layer : layer.with("initial", choices.of("0", "-0.5", "1.5"));
    return effort.spend(field.shape(), 0, 1) && field.layer(layer, field.shape());
  }

  /** One that has more than one value to normalise. */
  private boolean imageNorm(FieldBuilder field) {
    Shape x = field.shape();
    String norm = choices.of("GroupNorm", "InstanceNorm", "LayerNorm");
    if (!x.isNormalizable() || x.channels() == 1 || !effort.spend(x, 0, 2)) {
      return false;
    }
    AnnotationSource layer = AnnotationSource.of(norm);
    if (norm.equals("GroupNorm")) {
      layer = layer.with("groups", choices.chance(0.5) || x.channels() % 2 == 1 ? 1 : 2);
    }
    layer = choices.chance(0.7) ? layer : layer.with("epsilon", choices.of("1e-3", "0.1"));
    layer = choices.chance(0.7) ? layer : layer.with("affine", choices.of("true", "false"));
    return field.layer(layer, x);
  }

  private boolean localResponseNorm(FieldBuilder field) {
    AnnotationSource layer = AnnotationSource.of("LocalResponseNorm");
    layer = choices.chance(0.3) ? layer : layer.with("size", choices.between(1, 7));
    layer = choices.chance(0.2) ? layer : layer.with("alpha", choices.of("0.5", "1e-2"));
    layer = choices.chance(0.7) ? layer : layer.with("beta", choices.of("0.5", "1"));
    layer = choices.chance(0.7) ? layer : layer.with("k", choices.of("2", "0.5"));
    return effort.spend(field.shape(), 0, 2) && field.layer(layer, field.shape());
  }

  /** Those that are smooth are drawn less often: a ReLU has more that can go wrong. */
  static final List<String> ACTIVATIONS =
      List.of(
          "Relu",
          "Relu",
          "Relu",
          "Relu",
          "LeakyRelu",
          "Tanh",
          "Sigmoid",
          "Relu6",
          "Elu",
          "Silu",
          "Gelu",
          "HardSwish",
          "HardSigmoid",
          "Mish");

  private static boolean isActivation(String layer) {
    return ACTIVATIONS.contains(layer);
  }

  private boolean activation(FieldBuilder field, String name) {
    AnnotationSource layer = AnnotationSource.of(name);
    if (name.equals("LeakyRelu") && choices.chance(0.7)) {
      layer = layer.with("value", choices.of("0.2", "0", "1.5"));
    }
    if (name.equals("Elu") && choices.chance(0.5)) {
      layer = layer.with("value", choices.of("0.2", "1.5"));
    }
    if (name.equals("Gelu") && choices.chance(0.5)) {
      layer = layer.with("approximate", "Gelu.Approximate.TANH");
    }
    return effort.spend(field.shape(), 0, 1) && field.layer(layer, field.shape());
  }

  private boolean custom(FieldBuilder field) {
    AnnotationSource layer =
        AnnotationSource.of("Custom").with("value", "dev.skipjack.fuzz.layers.SoftSign.class");
    return effort.spend(field.shape(), 0, 2) && field.layer(layer, field.shape());
  }

  private boolean pool(FieldBuilder field, String name) {
    Shape x = field.shape();
    boolean square = isAnySize || choices.chance(0.8);
    Pair kernel = pair(square, choices.of(1, 2, 2, 2, 3, 3, 4, 5), choices.between(1, 4));
    int high = isAnySize ? 2 : choices.of(kernel.high(), kernel.high(), 1, 2, 3, 4);
    Pair stride = pair(square, high, choices.of(kernel.wide(), kernel.wide(), 1, 2, 3));
    Pair most = new Pair(kernel.high() / 2, kernel.wide() / 2);
    Pair padding =
        choices.chance(0.7)
            ? Pair.of(0)
            : pair(square, choices.between(0, most.high()), choices.between(0, most.wide()));
    boolean ceil = choices.chance(0.25);
    boolean upper = choices.chance(0.15);
    Shape y =
        upper
            ? x.windows(x.channels(), Pair.of(1), stride, Pair.of(0), false)
            : x.windows(x.channels(), kernel, stride, padding, ceil);
    if (y == null || !effort.spend(y, y.elements() * kernel.high() * kernel.wide(), 1)) {
      return false;
    }
    AnnotationSource layer = AnnotationSource.of(name).with("kernel", kernel);
    layer = stride.equals(kernel) ? layer : layer.with("stride", stride);
    if (upper) {
      return field.layer(layer.with("padding", "Padding.SAME_UPPER"), y);
    }
    layer = padding.is(0) ? layer : layer.with("padding", padding);
    layer = ceil ? layer.with("ceilMode", true) : layer;
    boolean exclude = name.equals("AvgPool") && choices.chance(0.3);
    return field.layer(exclude ? layer.with("countIncludePad", false) : layer, y);
  }

  private static Pair pair(boolean square, int high, int wide) {
    return new Pair(high, square ? high : wide);
  }

  private boolean adaptiveAvgPool(FieldBuilder field) {
    Shape x = field.shape();
    int size = choices.between(1, 5);
    Shape y = new Shape(x.channels(), size, size);
    AnnotationSource layer = AnnotationSource.of("AdaptiveAvgPool").with("value", size);
    return effort.spend(y, 0, 1) && field.layer(layer, y);
  }

  private boolean flatten(FieldBuilder field) {
    Shape x = field.shape();
    boolean grows = isAnySize && x.height() > 1;
    return !grows
        && x.elements() <= 4096
        && field.layer(AnnotationSource.of("Flatten"), Shape.features((int) x.elements()));
  }

  private boolean dropout(FieldBuilder field) {
    AnnotationSource layer = AnnotationSource.of("Dropout");
    layer = choices.chance(0.5) ? layer : layer.with("value", choices.of("0.2", "0.75", "0"));
    return effort.spend(field.shape(), 0, 2) && field.layer(layer, field.shape());
  }

  private boolean linear(FieldBuilder field) {
    Shape x = field.shape();
    Shape y = Shape.features(choices.of(1, 2, 3, 5, 10, 16, 33, 64));
    AnnotationSource layer = AnnotationSource.of("Linear").with("out", y.channels());
    return effort.spend(y, x.elements() * y.channels(), 1) && field.layer(bias(layer), y);
  }

  private boolean denseBlock(FieldBuilder field) {
    Shape x = field.shape();
    int layers = choices.between(1, 4);
    int growth = choices.of(1, 2, 3, 4, 4, 8, 12, 16);
    int bottleneck = choices.of(0, 1, 2, 4);
    boolean newOnly = choices.chance(0.25);
    int grown = layers * growth;
    Shape all = x.withChannels(x.channels() + grown);
    long inner = bottleneck == 0 ? all.channels() : (long) bottleneck * growth;
    long multiplyAdds =
        layers
            * (all.elements() * bottleneck * growth + inner * 9 * growth * x.height() * x.width());
    if (!x.isNormalizable() || !effort.spend(all, multiplyAdds, 2 * layers)) {
      return false;
    }
    AnnotationSource layer =
        AnnotationSource.of("DenseBlock").with("layers", layers).with("growth", growth);
    layer = bottleneck == 4 ? layer : layer.with("bottleneck", bottleneck);
    layer = choices.chance(0.85) ? layer : layer.with("dropout", "0.2");
    layer = choices.chance(0.8) ? layer : layer.with("bias", true);
    layer = newOnly ? layer.with("newOnly", true) : layer;
    return field.layer(layer, newOnly ? x.withChannels(grown) : all);
  }

  private boolean transition(FieldBuilder field) {
    Shape x = field.shape();
    double compression = choices.of(0.5, 0.5, 1.0, 0.3);
    int out = (int) (x.channels() * compression);
    Shape y = x.windows(out, 2, 2, 0, false);
    if (out == 0 || y == null || !x.isNormalizable() || !effort.spend(x, x.elements() * out, 3)) {
      return false;
    }
    AnnotationSource layer = AnnotationSource.of("Transition");
    layer = compression == 0.5 ? layer : layer.with("compression", compression);
    layer = choices.chance(0.7) ? layer : layer.with("pool", "Transition.Pool.MAX");
    layer = choices.chance(0.85) ? layer : layer.with("dropout", "0.2");
    layer = choices.chance(0.8) ? layer : layer.with("bias", true);
    return field.layer(layer, y);
  }

  private boolean residual(FieldBuilder field) {
    Shape x = field.shape();
    boolean bottleneck = choices.chance(0.35);
    int blocks = choices.between(1, 2);
    int stride = isAnySize ? choices.of(1, 2) : choices.of(1, 1, 2, 2, 3);
    int narrow = choices.of(2, 4, 5, 8, 16, 32);
    if (choices.chance(0.4)) {
      narrow = bottleneck ? Math.max(1, x.channels() / 4) : x.channels();
    }
    int out = bottleneck ? 4 * narrow : narrow;
    Shape y = x.strided(out, stride);
    String shortcut = choices.of("AUTO", "AUTO", "CONV", "ZERO_PAD");
    boolean fits = !shortcut.equals("ZERO_PAD") || out >= x.channels();
    int groups = bottleneck ? choices.of(1, 1, 2, 4) : 1;
    int perGroup = bottleneck ? choices.of(64, 64, 32, 128) : 64;
    boolean hasWidth = narrow * perGroup >= 64;
    long multiplyAdds = y.elements() * narrow * 20L * blocks * Math.max(1, groups * perGroup / 64);
    if (!fits
        || !hasWidth
        || !y.isNormalizable()
        || !effort.spend(x.withChannels(Math.max(out, x.channels())), multiplyAdds, 6 * blocks)) {
      return false;
    }
    AnnotationSource layer = AnnotationSource.of("Residual");
    layer = bottleneck ? layer.with("kind", "Residual.Kind.BOTTLENECK") : layer;
    layer = layer.with("blocks", blocks).with("out", narrow);
    layer = groups == 1 ? layer : layer.with("groups", groups);
    layer = perGroup == 64 ? layer : layer.with("widthPerGroup", perGroup);
    layer = stride == 1 ? layer : layer.with("stride", stride);
    layer = shortcut.equals("AUTO") ? layer : layer.with("shortcut", "Shortcut." + shortcut);
    return field.layer(layer, y);
  }

  private boolean upsample(FieldBuilder field) {
    Shape x = field.shape();
    int scale = choices.of(1, 2, 2, 3);
    Shape y = new Shape(x.channels(), x.height() * scale, x.width() * scale);
    AnnotationSource layer = AnnotationSource.of("Upsample").with("scale", scale);
    layer = choices.chance(0.5) ? layer : layer.with("mode", "Upsample.Mode.BILINEAR");
    return effort.spend(y, 0, 1) && field.layer(layer, y);
  }

  /** To other sizes, smaller ones among them. */
  private boolean resize(FieldBuilder field) {
    if (isAnySize) {
      return false;
    }
    Shape x = field.shape();
    int height = choices.between(1, 2 * x.height());
    int width = choices.between(1, 2 * x.width());
    Shape y = new Shape(x.channels(), height, width);
    AnnotationSource layer =
        AnnotationSource.of("Resize").with("height", height).with("width", width);
    layer = choices.chance(0.5) ? layer : layer.with("mode", "Upsample.Mode.BILINEAR");
    return effort.spend(y, 0, 1) && field.layer(layer, y);
  }

  private boolean pad(FieldBuilder field) {
    Shape x = field.shape();
    int pixels = choices.between(1, 3);
    Shape y = new Shape(x.channels(), x.height() + 2 * pixels, x.width() + 2 * pixels);
    AnnotationSource layer = AnnotationSource.of("Pad").with("value", pixels);
    return effort.spend(y, 0, 1) && field.layer(layer, y);
  }
}
