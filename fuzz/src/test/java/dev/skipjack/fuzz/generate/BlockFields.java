package dev.skipjack.fuzz.generate;

import java.util.List;

/** What the fields of a block of some form have, one string for each. */
final class BlockFields {
  private final Choices choices;

  BlockFields(Choices choices) {
    this.choices = choices;
  }

  /**
   * @param expansion of a bottleneck
   * @param inner the block that a nested one places
   */
  List<String> of(Block.Form form, int expansion, Block inner) {
    return switch (form) {
      case RESIDUAL -> residual();
      case BOTTLENECK -> bottleneck(expansion);
      case PRE_ACTIVATION -> preActivation();
      case DENSE -> dense();
      case AGGREGATION -> aggregation();
      case INVERTED -> inverted();
      case DEPTHWISE_FIRST -> depthwiseFirst();
      case SHUFFLED -> shuffled();
      case CUSTOM -> custom();
      case PLAIN -> plain();
      case NESTED -> nested(inner);
    };
  }

  private String conv(String out, String more) {
    int kernel = choices.of(1, 3, 3, 3, 5);
    String bias = choices.chance(0.8) ? "" : ",bias=true";
    return "Conv(out=" + out + ",kernel=" + kernel + more + bias + ")";
  }

  private String activation() {
    return choices.of("Relu", "Relu", "Relu", "LeakyRelu(value=0.2)", "Tanh");
  }

  private List<String> residual() {
    String norm = choices.chance(0.8) ? " BatchNorm" : "";
    String skip =
        choices.of("Skip(from=Skip.INPUT)", "Skip(from=Skip.INPUT,shortcut=Shortcut.CONV)");
    String end = choices.chance(0.8) ? " " + activation() : "";
    String drop = choices.chance(0.15) ? " Dropout(value=0.2)" : "";
    return List.of(
        conv("Param.OUT", ",stride=Param.STRIDE") + norm + " " + activation() + drop,
        conv("Param.OUT", "") + norm + " " + skip + end);
  }

  private List<String> bottleneck(int expansion) {
    String times = expansion == 1 ? "" : ",times=" + expansion;
    return List.of(
        "Conv(out=Param.WIDTH,kernel=1) BatchNorm " + activation(),
        conv("Param.WIDTH", ",stride=Param.STRIDE") + " BatchNorm " + activation(),
        "Conv(out=Param.OUT,kernel=1" + times + ") BatchNorm",
        "Skip(from=Skip.INPUT) Relu");
  }

  private List<String> preActivation() {
    return List.of(
        "BatchNorm " + activation() + " " + conv("Param.OUT", ",stride=Param.STRIDE"),
        "BatchNorm " + activation() + " " + conv("Param.OUT", ""),
        "Skip(from=Skip.INPUT)");
  }

  private List<String> dense() {
    String only = choices.chance(0.5) ? "" : ",newOnly=true";
    String narrow = choices.of("", ",bottleneck=0", ",bottleneck=2");
    return List.of("DenseBlock(layers=Param.LAYERS,growth=Param.GROWTH" + narrow + only + ")");
  }

  private List<String> aggregation() {
    return List.of(
        "Conv(out=Param.WIDTH,kernel=3) " + (choices.chance(0.5) ? "BatchNorm " : "") + "Relu",
        "Conv(out=Param.WIDTH,kernel=3) Relu",
        "Concat(value={\"b0\";Skip.INPUT})",
        conv("Param.OUT", "") + (choices.chance(0.5) ? " BatchNorm Relu" : ""));
  }

  /** MobileNet's and EfficientNet's. */
  private List<String> inverted() {
    String wide = "out=Param.IN*Param.EXPANSION";
    String act = choices.of("Relu6", "Silu", "HardSwish", "Relu");
    String gate = choices.of("", ",gate=Activation.HARD_SIGMOID");
    String squeeze = choices.chance(0.4) ? "" : " SqueezeExcite(channels=Param.IN" + gate + ")";
    String scale = choices.chance(0.8) ? "" : " LayerScale(initial=0.5)";
    return List.of(
        "Conv(" + wide + ",kernel=1) BatchNorm " + act,
        "Conv("
            + wide
            + ",kernel=Param.KERNEL,stride=Param.STRIDE,dilation=Param.DILATION"
            + ",groups=Param.IN*Param.EXPANSION) BatchNorm "
            + act
            + squeeze,
        "Conv(out=Param.OUT,kernel=1) BatchNorm"
            + scale
            + " Skip(from=Skip.INPUT,shortcut=Shortcut.IF_SAME)");
  }

  /** ConvNeXt's. */
  private List<String> depthwiseFirst() {
    String norm = choices.of("LayerNorm", "BatchNorm", "LayerNorm(epsilon=0.1)");
    return List.of(
        "Conv(out=Param.IN,kernel=" + choices.of("3", "7", "{1;5}") + ",groups=Param.IN) " + norm,
        "Linear(out=Param.IN*2,eachPixel=true) Gelu",
        "Linear(out=Param.IN,eachPixel=true)",
        "LayerScale(initial=0.5) Skip(from=Skip.INPUT,shortcut=Shortcut.IDENTITY)");
  }

  /** ShuffleNet's, of an even number of channels. */
  private List<String> shuffled() {
    return List.of(
        "Slice(channels=Param.IN/2)",
        "From(value=Skip.INPUT) Slice(first=Param.IN/2) Conv(out=Param.IN/2,kernel=1) BatchNorm Relu",
        "Conv(out=Param.IN/2,kernel=3,groups=Param.IN/2) BatchNorm",
        "From(value=\"b0\") Concat(value=\"b2\") ChannelShuffle(groups=2)");
  }

  private List<String> custom() {
    String soft = "Custom(value=dev.skipjack.fuzz.layers.SoftSign.class)";
    return List.of(
        conv("Param.OUT", ",stride=Param.STRIDE") + " BatchNorm " + soft,
        choices.of("", "SqueezeExcite(reduction=1) ") + soft,
        conv("Param.OUT", "") + " Skip(from=\"b0\")");
  }

  private List<String> plain() {
    return List.of(conv("Param.OUT", "") + " " + activation());
  }

  private List<String> nested(Block inner) {
    String stride = inner.hasStride() ? ",stride=Param.STRIDE" : "";
    String width = inner.hasWidth() ? ",width=Param.WIDTH" : "";
    return List.of(
        "Repeat(block="
            + inner.source().name()
            + ".class,times="
            + choices.between(1, 2)
            + ",out=Param.OUT"
            + stride
            + width
            + ")");
  }
}
