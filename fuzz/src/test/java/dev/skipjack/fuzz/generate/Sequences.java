package dev.skipjack.fuzz.generate;

import dev.skipjack.fuzz.source.AnnotationSource;

/** Attention, and sequences of tokens between a map and features. */
final class Sequences extends LayerWriter {
  Sequences(Choices choices, Effort effort, boolean isAnySize) {
    super(choices, effort, isAnySize);
  }

  /** Of the pixels of a map. */
  boolean attention(FieldBuilder field) {
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
  boolean sequence(FieldBuilder field, Layers layers) {
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
      layers.write(field, choices.of(Layers.ACTIVATIONS));
    }
    if (choices.chance(0.3)) {
      layers.write(field, choices.of("Softmax", "Dropout"));
    }
    return all.elements() <= 4096 && choices.chance(0.3)
        ? field.layer(AnnotationSource.of("Flatten"), Shape.features((int) all.elements()))
        : field.layer(
            AnnotationSource.of("SelectToken").with("value", choices.between(0, all.height() - 1)),
            Shape.features(features));
  }
}
