package dev.skipjack.fuzz.generate;

import dev.skipjack.fuzz.source.AnnotationSource;
import dev.skipjack.fuzz.source.ClassSource;
import dev.skipjack.fuzz.source.FieldSource;
import java.util.ArrayList;
import java.util.List;

/**
 * A backbone of residual stages whose strides may become dilation.
 *
 * @param source of the model
 * @param outputStride that it is placed with
 * @param known its stages, as they are where it is placed
 */
record Stages(ClassSource source, int outputStride, List<Known> known) {
  /** The total stride of the largest. */
  static final int MOST_STRIDE = 8;

  /**
   * @param image whose height and width {@link #MOST_STRIDE} divides
   * @param input the annotation of the model
   */
  static Stages random(String name, Shape image, AnnotationSource input, Choices choices) {
    List<FieldSource> fields = new ArrayList<>();
    List<Known> known = new ArrayList<>();
    int stem = choices.between(1, 2);
    int total = stem;
    int outputStride = stem * choices.of(1, 2);
    Shape shape = image.strided(choices.of(3, 4, 8), stem);
    fields.add(stem(shape.channels(), stem));
    known.add(new Known("stem", shape));
    for (int stage = 1; stage <= 2; stage++) {
      int stride = choices.between(1, 2);
      boolean bottleneck = choices.chance(0.4);
      int narrow = choices.of(2, 4, 8);
      AnnotationSource layer = AnnotationSource.of("Residual");
      layer = bottleneck ? layer.with("kind", "Residual.Kind.BOTTLENECK") : layer;
      layer = layer.with("blocks", choices.between(1, 2)).with("out", narrow);
      layer = stride == 1 ? layer : layer.with("stride", stride);
      fields.add(new FieldSource("stage" + stage, List.of(layer)));
      int own = Math.min(stride, Math.max(1, outputStride / total));
      total *= own;
      shape = shape.strided(bottleneck ? 4 * narrow : narrow, own);
      known.add(new Known("stage" + stage, shape));
    }
    AnnotationSource pool = AnnotationSource.of("GlobalAvgPool");
    AnnotationSource linear = AnnotationSource.of("Linear").with("out", 3);
    fields.add(new FieldSource("logits", List.of(pool, linear)));
    return new Stages(new ClassSource(name, List.of(input), fields), total, known);
  }

  private static FieldSource stem(int out, int stride) {
    AnnotationSource conv = AnnotationSource.of("Conv").with("out", out).with("kernel", 3);
    conv = stride == 1 ? conv : conv.with("stride", stride);
    return new FieldSource(
        "stem", List.of(conv, AnnotationSource.of("BatchNorm"), AnnotationSource.of("Relu")));
  }
}
