package dev.skipjack.fuzz.generate;

import dev.skipjack.fuzz.source.AnnotationSource;
import dev.skipjack.fuzz.source.ClassSource;
import dev.skipjack.fuzz.source.FieldSource;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Writes one model, field by field, and knows the shape of each. */
final class ModelGenerator {
  private static final Set<String> HEAD =
      Set.of("GlobalAvgPool", "AdaptiveAvgPool", "Flatten", "Linear");

  /** Fields of common networks; {@code Join} is one of Add, Concat, Skip. */
  private static final List<String> FIELDS =
      List.of(
          "Conv",
          "Conv Relu",
          "Conv BatchNorm Activation",
          "Conv BatchNorm Activation",
          "Conv BatchNorm Activation Pool",
          "Conv Activation Pool",
          "Conv BatchNorm Join Activation",
          "Conv BatchNorm Join Activation",
          "Conv Join",
          "Conv Join",
          "Conv BatchNorm Join",
          "Concat Add",
          "Concat Skip Activation",
          "Concat Conv BatchNorm Skip Activation",
          "Conv Join Activation",
          "BatchNorm Activation Conv",
          "BatchNorm Activation Conv",
          "BatchNorm Activation Conv Join",
          "BatchNorm Join Activation",
          "BatchNorm Activation",
          "Activation Conv",
          "Pool",
          "Pool Conv",
          "Join",
          "Join Activation",
          "Join Conv BatchNorm",
          "Concat Conv",
          "Conv Concat",
          "ConvTranspose Activation",
          "ConvTranspose BatchNorm Relu Crop Join",
          "DenseBlock",
          "DenseBlock",
          "DenseBlock Transition",
          "Transition",
          "Residual",
          "Residual",
          "Repeat",
          "Repeat",
          "Repeat",
          "Repeat Join Activation",
          "Backbone",
          "Backbone",
          "Pyramid",
          "Pyramid",
          "LocalResponseNorm",
          "Conv LocalResponseNorm Relu",
          "Activation LocalResponseNorm",
          "Upsample",
          "Upsample Conv",
          "UpsampleLike Join",
          "Conv UpsampleLike Join",
          "Crop Join",
          "Pad Conv",
          "Pad",
          "AdaptiveAvgPool",
          "Dropout",
          "Conv Dropout",
          "Activation Dropout");

  private final Choices choices;
  private final Effort effort;
  private final boolean isAnySize;
  private final int depth;
  private final Layers layers;
  private final Joins joins;

  /** Every class that was written, blocks and placed models; shared by all models of a source. */
  private final List<ClassSource> classes;

  private final ClassNames names;

  private final List<Block> blocks = new ArrayList<>();
  private final List<Known> known = new ArrayList<>();
  private final Set<String> unread = new LinkedHashSet<>();
  private final List<FieldBuilder> fields = new ArrayList<>();

  /** Null behind a field that stands for several maps. */
  private Known previous;

  private Shape input;

  ModelGenerator(
      Choices choices,
      Effort effort,
      boolean isAnySize,
      int depth,
      List<ClassSource> classes,
      ClassNames names) {
    this.choices = choices;
    this.effort = effort;
    this.isAnySize = isAnySize;
    this.depth = depth;
    this.classes = classes;
    this.names = names;
    this.layers = new Layers(choices, effort, isAnySize);
    this.joins = new Joins(choices, effort, known, isAnySize);
  }

  Placed generate(String name, Shape image) {
    input = image;
    previous = new Known("input", image);
    known.add(previous);
    int wanted = depth == 0 ? choices.between(1, 9) : choices.between(1, 4);
    for (int tries = 0; tries < 4 * wanted && fields.size() < wanted && effort.isLeft(); tries++) {
      body(choices.of(FIELDS).split(" "));
    }
    head();
    policies();
    outputs();
    String last = null;
    for (FieldBuilder field : fields) {
      if (field.annotations().stream().anyMatch(a -> HEAD.contains(a.name()))) {
        break;
      }
      last = field.name;
    }
    ClassSource source = new ClassSource(name, onClass(image), fieldSources());
    return new Placed(source, List.copyOf(known.subList(1, known.size())), last);
  }

  private List<FieldSource> fieldSources() {
    return fields.stream().map(FieldBuilder::build).toList();
  }

  private FieldBuilder open() {
    boolean from = previous == null || known.size() > 1 && choices.chance(0.22);
    if (!from) {
      return new FieldBuilder("f" + fields.size(), previous);
    }
    Known start = startingPoint();
    FieldBuilder field = new FieldBuilder("f" + fields.size(), start);
    field.policy(AnnotationSource.of("From").with("value", start.quoted()), true);
    field.reads(start);
    return field;
  }

  /** What nobody has read yet, more often. */
  private Known startingPoint() {
    List<Known> fresh = known.stream().filter(k -> unread.contains(k.name())).toList();
    return fresh.isEmpty() || choices.chance(0.5) ? choices.of(known) : choices.of(fresh);
  }

  private void body(String[] pattern) {
    if (pattern[0].equals("Pyramid")) {
      pyramid();
      return;
    }
    FieldBuilder field = open();
    for (String layer : pattern) {
      write(field, layer);
    }
    if (field.isComputed()) {
      close(field);
    }
  }

  private void write(FieldBuilder field, String layer) {
    switch (layer) {
      case "Activation" ->
          layers.write(
              field, choices.of("Relu", "Relu", "Relu", "Relu", "LeakyRelu", "Tanh", "Sigmoid"));
      case "Pool" -> layers.write(field, choices.of("MaxPool", "AvgPool"));
      case "Join" -> joins.write(field, choices.of("Add", "Skip", "Skip", "Concat"));
      case "Add", "Skip", "Concat", "Crop" -> joins.write(field, layer);
      case "UpsampleLike" -> joins.write(field, "Upsample");
      case "Repeat" -> repeat(field);
      case "Backbone" -> backbone(field);
      case "Conv" -> conv(field);
      default -> layers.write(field, layer);
    }
  }

  /** Often to the channels of something that it can then be added to. */
  private void conv(FieldBuilder field) {
    Shape x = field.shape();
    if (!x.isMap() || !field.isFree("Conv")) {
      return;
    }
    List<Known> beside = known.stream().filter(k -> k.shape().sameSize(x)).toList();
    boolean onto = !beside.isEmpty() && choices.chance(0.5);
    layers.conv(field, onto ? choices.of(beside).shape().channels() : layers.channels(x));
  }

  private void repeat(FieldBuilder field) {
    if (blocks.isEmpty() || choices.chance(0.5)) {
      Block inner = blocks.isEmpty() ? null : choices.of(blocks);
      blocks.add(Block.random(names.next("Block"), inner, choices));
      classes.add(blocks.get(blocks.size() - 1).source());
    }
    choices.of(blocks).place(field, choices, effort, isAnySize);
  }

  private void backbone(FieldBuilder field) {
    Shape x = field.shape();
    if (depth == 2 || !x.isMap() || x.height() < 4 || x.width() < 4) {
      return;
    }
    if (x.height() % Stages.MOST_STRIDE == 0
        && x.width() % Stages.MOST_STRIDE == 0
        && effort.spend(x, 60L * 32 * 32 * x.height() * x.width(), 16)) {
      stages(field, x);
      return;
    }
    ModelGenerator generator =
        new ModelGenerator(choices, effort, isAnySize, depth + 1, classes, names);
    Placed placed = generator.generate(names.next("Body"), x);
    List<Known> maps = placed.known().stream().filter(k -> k.shape().isMap()).toList();
    if (placed.lastBeforeHead() == null || maps.isEmpty()) {
      return;
    }
    String to = placed.lastBeforeHead();
    boolean isGiven = choices.chance(0.4);
    if (isGiven) {
      to = choices.of(maps).field();
    }
    String end = to;
    Known last = maps.stream().filter(k -> k.name().equals(end)).findFirst().orElse(null);
    if (last == null) {
      return; // it stands for several maps
    }
    classes.add(placed.source());
    AnnotationSource layer =
        AnnotationSource.of("Backbone").with("value", placed.source().name() + ".class");
    field.layer(isGiven ? layer.with("to", last.quoted()) : layer, last.shape());
    for (Known part : maps) {
      known.add(new Known(field.name + "." + part.name(), part.shape()));
    }
  }

  private void stages(FieldBuilder field, Shape x) {
    Stages stages = Stages.random(names.next("Body"), x, model(x), choices);
    classes.add(stages.source());
    AnnotationSource layer =
        AnnotationSource.of("Backbone")
            .with("value", stages.source().name() + ".class")
            .with("outputStride", stages.outputStride());
    List<Known> parts = stages.known();
    field.layer(layer, parts.get(parts.size() - 1).shape());
    parts.forEach(part -> known.add(new Known(field.name + "." + part.name(), part.shape())));
  }

  private void pyramid() {
    List<Known> taps = new ArrayList<>();
    int least = 0;
    for (Known map : known.stream().filter(k -> k.shape().isMap()).toList()) {
      int stride = stride(map.shape());
      if (Integer.bitCount(stride) == 1 && stride > least && !map.name().equals("input")) {
        taps.add(map);
        least = stride;
      }
    }
    if (taps.size() < 2) {
      return;
    }
    FieldBuilder field = new FieldBuilder("f" + fields.size(), taps.get(0));
    int out = choices.of(2, 4, 8, 16);
    String names = taps.stream().map(Known::quoted).collect(Collectors.joining(", ", "{", "}"));
    AnnotationSource layer = AnnotationSource.of("Pyramid").with("taps", names).with("out", out);
    boolean extra = choices.chance(0.5);
    layer = extra ? layer.with("extra", "Pyramid.Extra.MAX_POOL") : layer;
    for (Known tap : taps) {
      if (!effort.spendConvolution(out, tap.shape().withChannels(out), 3, 1)
          || !effort.spendConvolution(
              tap.shape().channels(), tap.shape().withChannels(out), 1, 1)) {
        return;
      }
    }
    taps.forEach(field::reads);
    field.layer(layer, taps.get(0).shape().withChannels(out));
    fields.add(field);
    unread.removeAll(field.read());
    previous = null;
    Shape coarsest = null;
    for (Known tap : taps) {
      coarsest = tap.shape().withChannels(out);
      level(field, stride(tap.shape()), coarsest);
    }
    if (extra) {
      level(field, 2 * least, coarsest.strided(out, 2));
    }
  }

  private void level(FieldBuilder field, int stride, Shape shape) {
    String name = field.name + ".p" + Integer.numberOfTrailingZeros(stride);
    known.add(new Known(name, shape));
    unread.add(name);
  }

  /** As the compiler finds it: how many pixels of the image there are for one of the map. */
  private int stride(Shape map) {
    int most = Math.max(input.height(), input.width());
    for (int stride = 1; stride <= most; stride *= 2) {
      if (isBetween(input.height(), map.height(), stride)
          && isBetween(input.width(), map.width(), stride)) {
        return stride;
      }
    }
    return 0;
  }

  private static boolean isBetween(int image, int map, int stride) {
    return image / stride <= map && map <= (image - 1) / stride + 1;
  }

  private void close(FieldBuilder field) {
    boolean continues = field.isFree("From");
    fields.add(field);
    unread.removeAll(field.read());
    if (continues && previous != null) {
      unread.remove(previous.name());
    }
    previous = new Known(field.name, field.shape());
    known.add(previous);
    unread.add(field.name);
  }

  /** Features, or a map; what can be trained is in it. */
  private void head() {
    if (previous == null) {
      previous = startingPoint();
      FieldBuilder field = new FieldBuilder("f" + fields.size(), previous);
      field.policy(AnnotationSource.of("From").with("value", previous.quoted()), true);
      field.reads(previous);
      ending(field);
      return;
    }
    ending(new FieldBuilder("f" + fields.size(), previous));
  }

  private void ending(FieldBuilder field) {
    Effort unlimited = new Effort(Long.MAX_VALUE / 4, Long.MAX_VALUE / 4);
    Layers last = new Layers(choices, unlimited, isAnySize);
    if (field.shape().isMap() && choices.chance(0.3)) {
      int out = choices.between(1, 5);
      field.layer(
          AnnotationSource.of("Conv").with("out", out).with("kernel", 1),
          field.shape().withChannels(out));
      close(field);
      return;
    }
    if (field.shape().isMap()) {
      last.write(field, choices.of("GlobalAvgPool", "GlobalAvgPool", "AdaptiveAvgPool", "Dropout"));
      if (field.shape().height() != 1 && !last.write(field, "Flatten")) {
        last.write(field, "GlobalAvgPool");
      }
    }
    last.write(field, "Linear");
    close(field);
  }

  /** Names, schemes and what stays as it is; the last layer is trained. */
  private void policies() {
    for (int i = 0; i < fields.size(); i++) {
      FieldBuilder field = fields.get(i);
      if (i < fields.size() - 1 && field.hasParameters() && choices.chance(0.12)) {
        field.policy(AnnotationSource.of("Freeze"), choices.chance(0.5));
      }
      if (field.hasWeights() && field.isFree("Init") && choices.chance(0.1)) {
        field.policy(scheme(field), choices.chance(0.5));
      }
      if (field.hasParameters() && choices.chance(0.1)) {
        List<String> names = new ArrayList<>();
        for (int n = 0; n < field.namesTaken(); n++) {
          names.add("\"named" + i + "_" + n + "\"");
        }
        String value = "{" + String.join(", ", names) + "}";
        field.policy(AnnotationSource.of("Name").with("value", value), false);
      }
    }
  }

  private AnnotationSource scheme(FieldBuilder field) {
    AnnotationSource init = AnnotationSource.of("Init");
    String scheme = choices.of("HE_FAN_OUT", "HE_FAN_IN", "XAVIER", "NORMAL", "ZERO");
    AnnotationSource chosen = init.with("value", "Init.Scheme." + scheme);
    return scheme.equals("NORMAL") && choices.chance(0.5)
        ? chosen.with("standardDeviation", 0.1)
        : chosen;
  }

  /** What nobody reads is an output, and the last field if it is a map. */
  private void outputs() {
    for (FieldBuilder field : fields) {
      boolean isUnread =
          unread.stream().anyMatch(n -> n.equals(field.name) || n.startsWith(field.name + ".p"));
      boolean isLast = field == fields.get(fields.size() - 1);
      boolean isWanted = isLast ? field.shape().isMap() : isUnread || choices.chance(0.06);
      if (isWanted) {
        field.policy(AnnotationSource.of("Output"), false);
      }
    }
  }

  private AnnotationSource model(Shape image) {
    Object height = isAnySize ? "Input.ANY" : image.height();
    Object width = isAnySize ? "Input.ANY" : image.width();
    AnnotationSource input =
        AnnotationSource.of("Input")
            .with("channels", image.channels())
            .with("height", height)
            .with("width", width);
    return AnnotationSource.of("Model").with("input", input.text());
  }

  private List<AnnotationSource> onClass(Shape image) {
    List<AnnotationSource> annotations = new ArrayList<>();
    annotations.add(model(image));
    boolean hasUnits =
        fields.stream()
            .filter(f -> f.isFree("Freeze"))
            .anyMatch(f -> !f.isFree("Skip") || !f.isFree("Residual"));
    if (hasUnits && choices.chance(0.15)) {
      AnnotationSource depth = AnnotationSource.of("StochasticDepth");
      depth =
          choices.chance(0.5) ? depth : depth.with("lastSurvival", choices.of("0.8", "0.2", "1"));
      annotations.add(
          choices.chance(0.5) ? depth : depth.with("mode", "StochasticDepth.Mode.BATCH"));
    }
    if (choices.chance(0.05)) {
      annotations.add(AnnotationSource.of("Budget").with("maxParameters", "1_000_000_000L"));
    }
    return annotations;
  }
}
