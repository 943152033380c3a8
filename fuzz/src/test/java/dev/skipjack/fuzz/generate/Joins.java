package dev.skipjack.fuzz.generate;

import dev.skipjack.fuzz.source.AnnotationSource;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Layers that read others by name, or take their size. As {@link Layers}, each answers. */
final class Joins {
  private final Choices choices;
  private final Effort effort;
  private final List<Known> known;
  private final boolean isAnySize;

  /**
   * @param known what can be read, which grows
   */
  Joins(Choices choices, Effort effort, List<Known> known, boolean isAnySize) {
    this.isAnySize = isAnySize;
    this.choices = choices;
    this.effort = effort;
    this.known = known;
  }

  boolean write(FieldBuilder field, String layer) {
    if (!field.isFree(layer)) {
      return false;
    }
    return switch (layer) {
      case "Add" -> add(field);
      case "Concat" -> concat(field);
      case "Multiply" -> multiply(field);
      case "Skip" -> skip(field);
      case "Crop" -> crop(field);
      case "Upsample" -> upsample(field);
      case "Resize" -> resize(field);
      default -> throw new IllegalArgumentException(layer);
    };
  }

  private List<Known> those(Predicate<Known> condition) {
    return known.stream().filter(condition).toList();
  }

  private static String names(FieldBuilder field, List<Known> named) {
    named.forEach(field::reads);
    return named.stream().map(Known::quoted).collect(Collectors.joining(", ", "{", "}"));
  }

  private boolean add(FieldBuilder field) {
    Shape x = field.shape();
    List<Known> equal = those(k -> k.shape().equals(x));
    if (!field.isComputed() || equal.isEmpty() || !effort.spend(x, 0, 1)) {
      return false;
    }
    List<Known> added = choices.some(equal, 3);
    Known start = field.start();
    if (equal.contains(start) && !added.contains(start) && choices.chance(0.5)) {
      added = List.of(start); // what the layers before read, as residual units have it
    }
    String names = names(field, added);
    return field.layer(AnnotationSource.of("Add").with("value", names), x);
  }

  private boolean concat(FieldBuilder field) {
    Shape x = field.shape();
    List<Known> equal = those(k -> k.shape().sameSize(x) && k.shape().isMap() == x.isMap());
    if (equal.isEmpty()) {
      return false;
    }
    List<Known> parts = choices.some(equal, 3);
    int channels = x.channels() + parts.stream().mapToInt(k -> k.shape().channels()).sum();
    Shape y = x.withChannels(channels);
    return channels <= 512
        && effort.spend(y, 0, 1)
        && field.layer(AnnotationSource.of("Concat").with("value", names(field, parts)), y);
  }

  private boolean multiply(FieldBuilder field) {
    Shape x = field.shape();
    List<Known> fitting = those(k -> scales(k.shape(), x) || scales(x, k.shape()));
    if (!field.isComputed() || fitting.isEmpty()) {
      return false;
    }
    Known other = choices.of(fitting);
    Shape y = scales(other.shape(), x) ? x : other.shape();
    if (!effort.spend(y, 0, 1)) {
      return false;
    }
    field.reads(other);
    return field.layer(AnnotationSource.of("Multiply").with("value", other.quoted()), y);
  }

  /** Whether it has a factor for each element, for each channel or for each pixel. */
  private boolean scales(Shape scale, Shape x) {
    boolean onePixel = !scale.isMap() || scale.height() == 1 && scale.width() == 1 && !isAnySize;
    return scale.equals(x)
        || x.isMap() && onePixel && scale.channels() == x.channels()
        || x.isMap() && scale.equals(x.withChannels(1));
  }

  private boolean skip(FieldBuilder field) {
    Shape x = field.shape();
    List<Known> equal = those(k -> k.shape().equals(x));
    List<Known> strided =
        x.isMap() ? those(k -> k.shape().isMap() && leadsTo(k.shape(), x)) : equal;
    boolean identity = !equal.isEmpty() && choices.chance(0.6);
    List<Known> candidates = identity ? equal : strided;
    if (!field.isComputed() || candidates.isEmpty()) {
      return false;
    }
    boolean isUnit = candidates.contains(field.start()) && choices.chance(0.5);
    Known from = isUnit ? field.start() : choices.of(candidates);
    boolean same = from.shape().equals(x);
    boolean grows = from.shape().channels() <= x.channels();
    String shortcut =
        same && !x.isMap()
            ? choices.of("AUTO", "IDENTITY")
            : same
                ? choices.of("AUTO", "AUTO", "IDENTITY", "CONV", "ZERO_PAD")
                : grows ? choices.of("AUTO", "CONV", "ZERO_PAD") : choices.of("AUTO", "CONV");
    boolean projects = shortcut.equals("CONV") || shortcut.equals("AUTO") && !same;
    if (projects && !x.isNormalizable()
        || !effort.spendConvolution(projects ? from.shape().channels() : 1, x, 1, 1)) {
      return false;
    }
    field.reads(from);
    AnnotationSource layer =
        AnnotationSource.of("Skip")
            .with("from", from.name().equals("input") ? "Skip.INPUT" : from.quoted());
    layer = shortcut.equals("AUTO") ? layer : layer.with("shortcut", "Shortcut." + shortcut);
    return field.layer(layer, x);
  }

  private static boolean leadsTo(Shape from, Shape to) {
    for (int stride = 1; stride <= Math.max(from.height(), from.width()); stride++) {
      Shape strided = from.strided(to.channels(), stride);
      if (strided.equals(to)) {
        return true;
      }
    }
    return false;
  }

  private boolean crop(FieldBuilder field) {
    Shape x = field.shape();
    List<Known> smaller =
        those(
            k ->
                k.shape().isMap()
                    && k.shape().height() <= x.height()
                    && k.shape().width() <= x.width()
                    && (!isAnySize || growsAlike(k.shape(), x))
                    && !k.shape().sameSize(x));
    if (!x.isMap() || smaller.isEmpty()) {
      return false;
    }
    Known like = choices.of(smaller);
    AnnotationSource layer =
        AnnotationSource.of("Crop")
            .with("like", like.name().equals("input") ? "Crop.INPUT" : like.quoted());
    int most = Math.min(x.height() - like.shape().height(), x.width() - like.shape().width());
    layer = choices.chance(0.5) ? layer : layer.with("offset", choices.between(0, most));
    Shape y = like.shape().withChannels(x.channels());
    return effort.spend(y, 0, 1) && field.layer(layer, y);
  }

  /** Known from images that are not square, which those of any size are. */
  private static boolean growsAlike(Shape a, Shape b) {
    return a.height() - b.height() == a.width() - b.width();
  }

  /** To the size of something larger or smaller. */
  private boolean resize(FieldBuilder field) {
    Shape x = field.shape();
    List<Known> others = those(k -> k.shape().isMap() && !k.shape().sameSize(x));
    if (isAnySize || !x.isMap() || others.isEmpty()) {
      return false;
    }
    Known like = choices.of(others);
    String name = like.name().equals("input") ? "Skip.INPUT" : like.quoted();
    AnnotationSource layer = AnnotationSource.of("Resize").with("like", name);
    layer = choices.chance(0.5) ? layer : layer.with("mode", "Upsample.Mode.BILINEAR");
    Shape y = like.shape().withChannels(x.channels());
    return effort.spend(y, 0, 1) && field.layer(layer, y);
  }

  private boolean upsample(FieldBuilder field) {
    Shape x = field.shape();
    List<Known> larger =
        those(
            k ->
                k.shape().isMap()
                    && k.shape().height() >= x.height()
                    && k.shape().width() >= x.width()
                    && !k.shape().sameSize(x));
    if (!x.isMap() || larger.isEmpty()) {
      return false;
    }
    Known like = choices.of(larger);
    AnnotationSource layer = AnnotationSource.of("Upsample").with("like", like.quoted());
    layer = choices.chance(0.5) ? layer : layer.with("mode", "Upsample.Mode.BILINEAR");
    Shape y = like.shape().withChannels(x.channels());
    return effort.spend(y, 0, 1) && field.layer(layer, y);
  }
}
