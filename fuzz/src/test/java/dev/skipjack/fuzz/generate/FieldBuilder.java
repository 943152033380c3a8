package dev.skipjack.fuzz.generate;

import dev.skipjack.fuzz.source.AnnotationSource;
import dev.skipjack.fuzz.source.FieldSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A field while its layers are written, and the shape that the last of them gives. */
final class FieldBuilder {
  private static final Set<String> WITH_NAME =
      Set.of(
          "Conv",
          "ConvTranspose",
          "Linear",
          "BatchNorm",
          "LayerScale",
          "PatchEmbed",
          "ClassToken",
          "PositionalEmbedding",
          "Attention",
          "Prelu",
          "Custom", // which has a weight
          "DenseBlock",
          "Transition",
          "SqueezeExcite",
          "Residual",
          "Repeat",
          "Backbone",
          "Pyramid");

  /** Whether these are affine, unless they say it. */
  private static final Map<String, String> AFFINE =
      Map.of("GroupNorm", "true", "LayerNorm", "true", "InstanceNorm", "false");

  private static final Set<String> WITH_WEIGHTS =
      Set.of(
          "Conv",
          "ConvTranspose",
          "Linear",
          "PatchEmbed",
          "Attention",
          "DenseBlock",
          "Transition",
          "SqueezeExcite",
          "Residual",
          "Repeat");

  final String name;
  private final List<AnnotationSource> annotations = new ArrayList<>();
  private final Set<String> read = new HashSet<>();
  private final Known start;
  private Shape shape;
  private boolean isComputed;

  /**
   * @param start what its first layer reads
   */
  FieldBuilder(String name, Known start) {
    this.name = name;
    this.start = start;
    this.shape = start.shape();
  }

  Known start() {
    return start;
  }

  Shape shape() {
    return shape;
  }

  /** Whether a layer was written, so that the value is no longer the input's. */
  boolean isComputed() {
    return isComputed;
  }

  /** Whether the annotation can be written: each once in a field. */
  boolean isFree(String annotation) {
    return annotations.stream().noneMatch(a -> a.name().equals(annotation));
  }

  /** Writes a layer. */
  boolean layer(AnnotationSource annotation, Shape out) {
    annotations.add(annotation);
    shape = out;
    isComputed = true;
    return true;
  }

  /** Writes what says something about the field, in front or behind. */
  void policy(AnnotationSource annotation, boolean first) {
    annotations.add(first ? 0 : annotations.size(), annotation);
  }

  /** Notes that the field reads another. */
  void reads(Known known) {
    read.add(known.name());
    read.add(known.field());
  }

  Set<String> read() {
    return read;
  }

  boolean hasParameters() {
    return namesTaken() > 0 && annotations.stream().anyMatch(FieldBuilder::hasName);
  }

  private static boolean hasName(AnnotationSource layer) {
    String affine = AFFINE.getOrDefault(layer.name(), "false");
    return WITH_NAME.contains(layer.name())
        || layer.attributes().getOrDefault("affine", affine).equals("true");
  }

  boolean hasWeights() {
    return annotations.stream().anyMatch(a -> WITH_WEIGHTS.contains(a.name()));
  }

  /** How many names {@code @Name} must have. */
  int namesTaken() {
    return (int)
        annotations.stream()
            .filter(
                a ->
                    hasName(a)
                        || a.name().equals("Skip")
                            && !a.attributes()
                                .getOrDefault("shortcut", "")
                                .matches(".*(IDENTITY|IF_SAME|ZERO_PAD)"))
            .count();
  }

  List<AnnotationSource> annotations() {
    return annotations;
  }

  FieldSource build() {
    return new FieldSource(name, annotations);
  }
}
