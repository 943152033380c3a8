package dev.skipjack.fuzz.generate;

import dev.skipjack.fuzz.source.AnnotationSource;

/** Layers that normalise. */
final class Norms extends LayerWriter {
  Norms(Choices choices, Effort effort, boolean isAnySize) {
    super(choices, effort, isAnySize);
  }

  boolean batchNorm(FieldBuilder field) {
    Shape x = field.shape();
    if (!x.isNormalizable() || !effort.spend(x, 0, 1)) {
      return false;
    }
    AnnotationSource layer = AnnotationSource.of("BatchNorm");
    layer = choices.chance(0.9) ? layer : layer.with("epsilon", choices.of("1e-3", "0.1"));
    layer = choices.chance(0.9) ? layer : layer.with("momentum", choices.of("0.01", "0.5", "1"));
    return field.layer(layer, x);
  }

  /** One that has more than one value to normalise. */
  boolean imageNorm(FieldBuilder field) {
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

  boolean localResponseNorm(FieldBuilder field) {
    AnnotationSource layer = AnnotationSource.of("LocalResponseNorm");
    layer = choices.chance(0.3) ? layer : layer.with("size", choices.between(1, 7));
    layer = choices.chance(0.2) ? layer : layer.with("alpha", choices.of("0.5", "1e-2"));
    layer = choices.chance(0.7) ? layer : layer.with("beta", choices.of("0.5", "1"));
    layer = choices.chance(0.7) ? layer : layer.with("k", choices.of("2", "0.5"));
    return effort.spend(field.shape(), 0, 2) && field.layer(layer, field.shape());
  }

  boolean softmax(FieldBuilder field) {
    Shape x = field.shape();
    return x.channels() > 1
        && effort.spend(x, 0, 1)
        && field.layer(AnnotationSource.of("Softmax"), x);
  }
}
