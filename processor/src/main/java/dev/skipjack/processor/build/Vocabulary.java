package dev.skipjack.processor.build;

import dev.skipjack.processor.read.CustomDeclaration;
import dev.skipjack.processor.read.LayerAnnotation;
import dev.skipjack.processor.read.LayerField;
import java.util.List;
import java.util.Set;

/** What kinds of annotations there are. */
final class Vocabulary {
  /** These say how a field is wired or treated and compute nothing. */
  private static final Set<String> POLICY = Set.of("From", "Init", "Freeze", "Name", "Output");

  private static final Set<String> WITH_PARAMETERS =
      Set.of(
          "Conv",
          "ConvTranspose",
          "Linear",
          "BatchNorm",
          "LayerScale",
          "Prelu",
          "PatchEmbed",
          "ClassToken",
          "PositionalEmbedding",
          "Attention");

  /** These have parameters if they are affine. */
  private static final Set<String> WITHIN_IMAGE = Set.of("GroupNorm", "InstanceNorm", "LayerNorm");

  /** These begin several layers' names in weight files. */
  private static final Set<String> WITH_LAYERS =
      Set.of(
          "DenseBlock", "Transition", "Residual", "Repeat", "Backbone", "Pyramid", "SqueezeExcite");

  private static final Set<String> WITHOUT_PROJECTION = Set.of("IDENTITY", "IF_SAME", "ZERO_PAD");

  private static final Set<String> BATCH_NORM_FIRST =
      Set.of("BatchNorm", "DenseBlock", "Transition");

  private Vocabulary() {}

  static List<LayerAnnotation> layers(LayerField field) {
    return field.annotations().stream().filter(a -> !POLICY.contains(a.name())).toList();
  }

  static LayerAnnotation lastLayer(LayerField field) {
    List<LayerAnnotation> layers = layers(field);
    return layers.get(layers.size() - 1);
  }

  static boolean startsWithBatchNorm(LayerAnnotation annotation) {
    return BATCH_NORM_FIRST.contains(annotation.name());
  }

  /** Whether a field needs a name for each of its layers in weight files. */
  static boolean hasSeveralWithParameters(LayerField field) {
    return field.annotations().stream().filter(Vocabulary::hasParameters).count() > 1;
  }

  private static boolean hasParameters(LayerAnnotation annotation) {
    return WITH_PARAMETERS.contains(annotation.name())
        || WITHIN_IMAGE.contains(annotation.name()) && annotation.bool("affine")
        || annotation.name().equals("Custom")
            && !((CustomDeclaration) annotation.value("value")).weights().isEmpty();
  }

  /** Whether parameters may be named after this layer, so that {@code @Name} has one for it. */
  static boolean takesName(LayerAnnotation annotation) {
    return hasParameters(annotation)
        || WITH_LAYERS.contains(annotation.name())
        || annotation.name().equals("Skip")
            && !WITHOUT_PROJECTION.contains(annotation.string("shortcut"));
  }

  /**
   * What a layer is called beside others of its field: {@code stem.norm.weight}, {@code stemNorm}.
   */
  static String word(LayerAnnotation annotation) {
    return switch (annotation.name()) {
      case "BatchNorm", "GroupNorm", "InstanceNorm", "LayerNorm" -> "norm";
      case "LocalResponseNorm" -> "responseNorm";
      case "MaxPool",
          "AvgPool",
          "AdaptiveAvgPool",
          "GlobalAvgPool",
          "GlobalMaxPool",
          "GlobalAvgMaxPool" ->
          "pool";
      default -> decapitalize(annotation.name());
    };
  }

  static String capitalize(String word) {
    return Character.toUpperCase(word.charAt(0)) + word.substring(1);
  }

  private static String decapitalize(String word) {
    return Character.toLowerCase(word.charAt(0)) + word.substring(1);
  }
}
