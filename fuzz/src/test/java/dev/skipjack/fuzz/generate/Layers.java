package dev.skipjack.fuzz.generate;

import dev.skipjack.fuzz.source.AnnotationSource;
import java.util.List;

/** Layers that read the value before them alone. */
final class Layers extends LayerWriter {
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

  final Contractions contractions;
  private final Sequences sequences;
  private final Composites composites;
  private final Resizes resizes;
  private final Norms norms;

  Layers(Choices choices, Effort effort, boolean isAnySize) {
    super(choices, effort, isAnySize);
    contractions = new Contractions(choices, effort, isAnySize);
    sequences = new Sequences(choices, effort, isAnySize);
    composites = new Composites(choices, effort, isAnySize);
    resizes = new Resizes(choices, effort, isAnySize);
    norms = new Norms(choices, effort, isAnySize);
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
        case "Linear" -> contractions.linear(field);
        case "Dropout" -> dropout(field);
        case "Custom" -> custom(field);
        case "Prelu" -> prelu(field);
        case "Slice" -> slice(field);
        case "Softmax" -> norms.softmax(field);
        default -> false;
      };
    }
    return switch (layer) {
      case "Conv" -> contractions.conv(field, contractions.channels(x));
      case "ConvTranspose" -> contractions.convTranspose(field);
      case "BatchNorm" -> norms.batchNorm(field);
      case "LocalResponseNorm" -> norms.localResponseNorm(field);
      case "ImageNorm" -> norms.imageNorm(field);
      case "Softmax" -> norms.softmax(field);
      case "Sequence" -> sequences.sequence(field, this);
      case "Attention" -> sequences.attention(field);
      case "LayerScale" -> layerScale(field);
      case "Prelu" -> prelu(field);
      case "PixelLinear" -> contractions.pixelLinear(field);
      case "Custom" -> custom(field);
      case "MaxPool", "AvgPool" -> resizes.pool(field, layer);
      case "GlobalAvgPool", "GlobalMaxPool" ->
          field.layer(AnnotationSource.of(layer), new Shape(x.channels(), 1, 1));
      case "GlobalAvgMaxPool" ->
          field.layer(AnnotationSource.of(layer), new Shape(2 * x.channels(), 1, 1));
      case "Slice" -> slice(field);
      case "ChannelShuffle" -> channelShuffle(field);
      case "PixelShuffle" -> resizes.pixelShuffle(field);
      case "AdaptiveAvgPool" -> resizes.adaptiveAvgPool(field);
      case "Flatten" -> flatten(field);
      case "Dropout" -> dropout(field);
      case "DenseBlock" -> composites.denseBlock(field);
      case "Transition" -> composites.transition(field);
      case "SqueezeExcite" -> composites.squeezeExcite(field);
      case "Residual" -> composites.residual(field);
      case "Upsample" -> resizes.upsample(field);
      case "Resize" -> resizes.resize(field);
      case "Pad" -> resizes.pad(field);
      case "Linear" -> x.height() * x.width() == 1 && contractions.linear(field);
      default -> throw new IllegalArgumentException(layer);
    };
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

  private boolean layerScale(FieldBuilder field) {
    AnnotationSource layer =
        AnnotationSource.of("LayerScale").with("initial", choices.of("0.5", "-1", "1.5"));
    return effort.spend(field.shape(), 0, 1) && field.layer(layer, field.shape());
  }

  private boolean prelu(FieldBuilder field) {
    AnnotationSource layer = AnnotationSource.of("Prelu");
    layer = choices.chance(0.5) ? layer : layer.with("eachChannel", true);
    layer = choices.chance(0.5) ? layer : layer.with("initial", choices.of("0", "-0.5", "1.5"));
    return effort.spend(field.shape(), 0, 1) && field.layer(layer, field.shape());
  }

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
}
