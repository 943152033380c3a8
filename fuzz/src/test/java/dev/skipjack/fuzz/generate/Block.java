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
  private enum Form {
    RESIDUAL,
    BOTTLENECK,
    PRE_ACTIVATION,
    DENSE,
    AGGREGATION,
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
        && (inner == null || inner.form == Form.DENSE || inner.form == Form.NESTED)) {
      form = Form.RESIDUAL;
    }
    int expansion = form == Form.BOTTLENECK ? choices.of(1, 2, 4) : 1;
    List<String> fields =
        switch (form) {
          case RESIDUAL -> residual(choices);
          case BOTTLENECK -> bottleneck(choices, expansion);
          case PRE_ACTIVATION -> preActivation(choices);
          case DENSE -> dense(choices);
          case AGGREGATION -> aggregation(choices);
          case PLAIN -> plain(choices);
          case NESTED -> nested(choices, inner);
        };
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

  private static String conv(Choices choices, String out, String more) {
    int kernel = choices.of(1, 3, 3, 3, 5);
    String bias = choices.chance(0.8) ? "" : ",bias=true";
    return "Conv(out=" + out + ",kernel=" + kernel + more + bias + ")";
  }

  private static String activation(Choices choices) {
    return choices.of("Relu", "Relu", "Relu", "LeakyRelu(value=0.2)", "Tanh");
  }

  private static List<String> residual(Choices choices) {
    String norm = choices.chance(0.8) ? " BatchNorm" : "";
    String skip =
        choices.of("Skip(from=Skip.INPUT)", "Skip(from=Skip.INPUT,shortcut=Shortcut.CONV)");
    String end = choices.chance(0.8) ? " " + activation(choices) : "";
    String drop = choices.chance(0.15) ? " Dropout(value=0.2)" : "";
    return List.of(
        conv(choices, "Param.OUT", ",stride=Param.STRIDE")
            + norm
            + " "
            + activation(choices)
            + drop,
        conv(choices, "Param.OUT", "") + norm + " " + skip + end);
  }

  private static List<String> bottleneck(Choices choices, int expansion) {
    String times = expansion == 1 ? "" : ",times=" + expansion;
    return List.of(
        "Conv(out=Param.WIDTH,kernel=1) BatchNorm " + activation(choices),
        conv(choices, "Param.WIDTH", ",stride=Param.STRIDE") + " BatchNorm " + activation(choices),
        "Conv(out=Param.OUT,kernel=1" + times + ") BatchNorm",
        "Skip(from=Skip.INPUT) Relu");
  }

  private static List<String> preActivation(Choices choices) {
    return List.of(
        "BatchNorm "
            + activation(choices)
            + " "
            + conv(choices, "Param.OUT", ",stride=Param.STRIDE"),
        "BatchNorm " + activation(choices) + " " + conv(choices, "Param.OUT", ""),
        "Skip(from=Skip.INPUT)");
  }

  private static List<String> dense(Choices choices) {
    String only = choices.chance(0.5) ? "" : ",newOnly=true";
    String narrow = choices.of("", ",bottleneck=0", ",bottleneck=2");
    return List.of("DenseBlock(layers=Param.LAYERS,growth=Param.GROWTH" + narrow + only + ")");
  }

  private static List<String> aggregation(Choices choices) {
    return List.of(
        "Conv(out=Param.WIDTH,kernel=3) " + (choices.chance(0.5) ? "BatchNorm " : "") + "Relu",
        "Conv(out=Param.WIDTH,kernel=3) Relu",
        "Concat(value={\"b0\";Skip.INPUT})",
        conv(choices, "Param.OUT", "") + (choices.chance(0.5) ? " BatchNorm Relu" : ""));
  }

  private static List<String> plain(Choices choices) {
    return List.of(conv(choices, "Param.OUT", "") + " " + activation(choices));
  }

  private static List<String> nested(Choices choices, Block inner) {
    String stride = inner.hasStride() ? ",stride=Param.STRIDE" : "";
    String width = inner.hasWidth() ? ",width=Param.WIDTH" : "";
    return List.of(
        "Repeat(block="
            + inner.source.name()
            + ".class,times="
            + choices.between(1, 2)
            + ",out=Param.OUT"
            + stride
            + width
            + ")");
  }

  private boolean hasStride() {
    return source.fields().toString().contains("Param.STRIDE");
  }

  private boolean hasWidth() {
    return source.fields().toString().contains("Param.WIDTH");
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
    } else {
      int out = choices.chance(0.5) ? x.channels() : choices.of(2, 4, 6, 8, 16, 24, 32);
      y = x.strided(out * expansion, stride);
      layer = layer.with("out", out);
      layer = stride == 1 ? layer : layer.with("stride", stride);
      layer = hasWidth() ? layer.with("width", choices.of(1, 2, 4, 8, 16)) : layer;
    }
    int widest = Math.max(16, Math.max(x.channels(), y.channels()));
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
