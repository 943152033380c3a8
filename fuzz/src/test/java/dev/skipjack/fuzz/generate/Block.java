package dev.skipjack.fuzz.generate;

import dev.skipjack.fuzz.source.AnnotationSource;
import dev.skipjack.fuzz.source.ClassSource;
import dev.skipjack.fuzz.source.FieldSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A block that {@code @Repeat} places, of one of a few forms; the details are random. Blocks keep
 * height and width but for their stride, so that they can be repeated.
 */
final class Block {
  enum Form {
    RESIDUAL,
    BOTTLENECK,
    PRE_ACTIVATION,
    DENSE,
    AGGREGATION,
    INVERTED,
    DEPTHWISE_FIRST,
    SHUFFLED,
    CUSTOM,
    PLAIN,
    NESTED
  }

  private final Form form;
  private final ClassSource source;
  private final int expansion;

  private Block(Form form, ClassSource source, int expansion) {
    this.form = form;
    this.source = source;
    this.expansion = expansion;
  }

  ClassSource source() {
    return source;
  }

  /**
   * @param inner a block that another may place, or null
   */
  static Block random(String name, Block inner, Choices choices) {
    Form form = choices.of(Form.values());
    if (form == Form.NESTED
        && (inner == null
            || inner.form == Form.NESTED
            || !inner.isOf("Param.OUT")
            || inner.isOf("Param.KERNEL"))) {
      form = Form.RESIDUAL;
    }
    int expansion = form == Form.BOTTLENECK ? choices.of(1, 2, 4) : 1;
    List<String> fields = new BlockFields(choices).of(form, expansion, inner);
    List<FieldSource> sources = new ArrayList<>();
    for (int i = 0; i < fields.size(); i++) {
      sources.add(new FieldSource("b" + i, annotations(fields.get(i))));
    }
    int wide = form == Form.NESTED ? inner.expansion : expansion;
    return new Block(
        form, new ClassSource(name, List.of(AnnotationSource.of("Block")), sources), wide);
  }

  /** Reads {@code Conv(out = 1, kernel = 3) Relu}: attributes have no spaces of their own. */
  private static List<AnnotationSource> annotations(String text) {
    List<AnnotationSource> annotations = new ArrayList<>();
    for (String part : text.split(" ")) {
      int open = part.indexOf('(');
      AnnotationSource annotation = AnnotationSource.of(open < 0 ? part : part.substring(0, open));
      if (open >= 0) {
        for (String pair : part.substring(open + 1, part.length() - 1).split(",")) {
          int equals = pair.indexOf('=');
          annotation =
              annotation.with(
                  pair.substring(0, equals), pair.substring(equals + 1).replace(';', ','));
        }
      }
      annotations.add(annotation);
    }
    return annotations;
  }

  boolean hasStride() {
    return isOf("Param.STRIDE");
  }

  boolean hasWidth() {
    return isOf("Param.WIDTH");
  }

  boolean isOf(String parameter) {
    return source.fields().toString().contains(parameter);
  }

  /** Writes {@code @Repeat} if there is enough effort left. */
  boolean place(FieldBuilder field, Choices choices, Effort effort, boolean isAnySize) {
    Shape x = field.shape();
    if (!field.isFree("Repeat") || !x.isMap() || !x.isNormalizable()) {
      return false;
    }
    int times = choices.between(1, 3);
    int stride = hasStride() ? (isAnySize ? choices.of(1, 2) : choices.of(1, 1, 2, 2, 3)) : 1;
    AnnotationSource layer =
        AnnotationSource.of("Repeat").with("block", source.name() + ".class").with("times", times);
    Shape y;
    if (form == Form.DENSE) {
      int layers = choices.between(1, 3);
      int growth = choices.of(1, 2, 4, 8);
      boolean newOnly = source.fields().toString().contains("newOnly");
      y = x.withChannels(newOnly ? layers * growth : x.channels() + times * layers * growth);
      layer = layer.with("layers", layers).with("growth", growth);
    } else if (!isOf("Param.OUT")) {
      y = x;
      boolean isOdd = form == Form.SHUFFLED && x.channels() % 2 == 1;
      if (isOdd || x.channels() == 1) { // which would be normalised by itself
        return false;
      }
    } else {
      int out = choices.chance(0.5) ? x.channels() : choices.of(2, 4, 6, 8, 16, 24, 32);
      y = x.strided(out * expansion, stride);
      layer = layer.with("out", out);
      layer = stride == 1 ? layer : layer.with("stride", stride);
      layer = hasWidth() ? layer.with("width", choices.of(1, 2, 4, 8, 16)) : layer;
      if (form == Form.INVERTED) {
        layer = layer.with("kernel", choices.of(1, 3, 3, 5)).with("expansion", choices.of(1, 2, 3));
        layer = layer.with("dilation", choices.of(1, 1, 2));
      }
    }
    int wider = form == Form.INVERTED || form == Form.DEPTHWISE_FIRST ? 3 : 1;
    int widest = Math.max(16, wider * Math.max(x.channels(), y.channels()));
    long multiplyAdds = 20L * times * widest * widest * y.height() * y.width();
    return y.isNormalizable()
        && effort.spend(y.withChannels(widest), multiplyAdds, 8 * times)
        && field.layer(layer, y);
  }

  @Override
  public String toString() {
    return form.name().toLowerCase(Locale.ROOT);
  }
}
