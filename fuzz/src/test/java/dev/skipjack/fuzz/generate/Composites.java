package dev.skipjack.fuzz.generate;

import dev.skipjack.fuzz.source.AnnotationSource;

/** Annotations that stand for several layers. */
final class Composites extends LayerWriter {
  Composites(Choices choices, Effort effort, boolean isAnySize) {
    super(choices, effort, isAnySize);
  }

  boolean denseBlock(FieldBuilder field) {
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

  boolean transition(FieldBuilder field) {
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

  boolean squeezeExcite(FieldBuilder field) {
    Shape x = field.shape();
    AnnotationSource layer = AnnotationSource.of("SqueezeExcite");
    layer =
        x.channels() < 2 || choices.chance(0.3)
            ? layer.with("channels", choices.between(1, 16))
            : layer.with("reduction", choices.between(1, x.channels()));
    layer = choices.chance(0.7) ? layer : layer.with("divisor", choices.of(1, 2, 8, 16));
    if (choices.chance(0.3)) {
      String activation = choices.of("TANH", "SILU", "HARD_SWISH", "GELU", "RELU6");
      layer = layer.with("activation", "Activation." + activation);
    }
    layer = choices.chance(0.7) ? layer : layer.with("gate", "Activation.HARD_SIGMOID");
    return effort.spend(x, 64L * x.channels(), 1) && field.layer(layer, x);
  }

  boolean residual(FieldBuilder field) {
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
}
