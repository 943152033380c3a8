package dev.skipjack.fuzz.generate;

import dev.skipjack.fuzz.source.AnnotationSource;
import dev.skipjack.fuzz.source.ClassSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Writes one model, field by field, and knows the shape of each. */
final class ModelGenerator {
  private static final Set<String> HEAD =
      Set.of(
          "GlobalAvgPool",
          "GlobalMaxPool",
          "GlobalAvgMaxPool",
          "AdaptiveAvgPool",
          "Flatten",
          "Linear");

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
          "Grown",
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
          "Conv Sigmoid Multiply",
          "GlobalAvgPool Sigmoid Multiply",
          "SqueezeExcite",
          "Slice",
          "Slice Conv Concat ChannelShuffle",
          "Split",
          "Conv ChannelShuffle",
          "PixelShuffle",
          "Conv BatchNorm Activation SqueezeExcite Join",
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
          "ImageNorm",
          "Conv ImageNorm Relu",
          "Conv LayerScale Join",
          "Conv Softmax Join",
          "Conv BatchNorm Prelu",
          "Prelu Linear Prelu",
          "PixelLinear BatchNorm Activation",
          "Conv Attention Join",
          "LocalResponseNorm",
          "Conv LocalResponseNorm Relu",
          "Activation LocalResponseNorm",
          "Upsample",
          "Upsample Conv",
          "Resize Conv",
          "UpsampleLike Join",
          "Conv UpsampleLike Join",
          "ResizeLike Join",
          "Conv ResizeLike Join",
          "Crop Join",
          "Pad Conv",
          "Pad",
          "AdaptiveAvgPool",
          "Shared",
          "Shared",
          "Input",
          "Input",
          "Conv BatchNorm Custom",
          "Custom Join",
          "Dropout",
          "Conv Dropout",
          "Activation Dropout");

  private final Draft draft;
  private final Choices choices;
  private final Effort effort;
  private final int depth;
  private final Layers layers;
  private final Joins joins;

  /** Every class that was written, blocks and placed models; shared by all models of a source. */
  private final List<ClassSource> classes;

  private final ClassNames names;
  private final List<Block> blocks = new ArrayList<>();

  ModelGenerator(
      Choices choices,
      Effort effort,
      boolean isAnySize,
      int depth,
      List<ClassSource> classes,
      ClassNames names,
      Shape image) {
    this.draft = new Draft(choices, effort, isAnySize, image);
    this.choices = choices;
    this.effort = effort;
    this.depth = depth;
    this.classes = classes;
    this.names = names;
    this.layers = new Layers(choices, effort, isAnySize);
    this.joins = new Joins(choices, effort, draft.known, isAnySize);
  }

  Placed generate(String name) {
    int wanted = depth == 0 ? choices.between(1, 9) : choices.between(1, 4);
    for (int tries = 0; tries < 4 * wanted && isOpen(wanted); tries++) {
      body(choices.of(FIELDS).split(" "));
    }
    Ending ending = new Ending(draft);
    ending.head();
    ending.policies();
    ending.outputs();
    String last = null;
    for (FieldBuilder field : draft.fields) {
      if (field.annotations().stream().anyMatch(a -> HEAD.contains(a.name()))) {
        break;
      }
      last = field.name;
    }
    ClassSource source = new ClassSource(name, ending.onClass(), draft.fieldSources());
    return new Placed(source, List.copyOf(draft.known.subList(1, draft.known.size())), last);
  }

  private boolean isOpen(int wanted) {
    return draft.fields.size() < wanted && effort.isLeft();
  }

  private void body(String[] pattern) {
    switch (pattern[0]) {
      case "Pyramid" -> new Pyramids(draft).write();
      case "Grown" -> GrownGradient.write(draft);
      case "Split" -> Splits.write(draft);
      case "Shared" -> SharedUse.write(draft);
      case "Input" -> {
        if (depth == 0) {
          FurtherInputs.write(draft); // a placed model has none
        }
      }
      default -> {
        FieldBuilder field = draft.open();
        for (String layer : pattern) {
          write(field, layer);
        }
        if (field.isComputed()) {
          draft.close(field);
        }
      }
    }
  }

  private void write(FieldBuilder field, String layer) {
    switch (layer) {
      case "Activation" -> layers.write(field, choices.of(Layers.ACTIVATIONS));
      case "Pool" -> layers.write(field, choices.of("MaxPool", "AvgPool"));
      case "Join" -> joins.write(field, choices.of("Add", "Skip", "Skip", "Concat", "Multiply"));
      case "Add", "Skip", "Concat", "Multiply", "Crop" -> joins.write(field, layer);
      case "UpsampleLike" -> joins.write(field, "Upsample");
      case "ResizeLike" -> joins.write(field, "Resize");
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
    List<Known> beside = draft.known.stream().filter(k -> k.shape().sameSize(x)).toList();
    boolean onto = !beside.isEmpty() && choices.chance(0.5);
    layers.contractions.conv(
        field, onto ? choices.of(beside).shape().channels() : layers.contractions.channels(x));
  }

  private void repeat(FieldBuilder field) {
    if (blocks.isEmpty() || choices.chance(0.5)) {
      Block inner = blocks.isEmpty() ? null : choices.of(blocks);
      blocks.add(Block.random(names.next("Block"), inner, choices));
      classes.add(blocks.get(blocks.size() - 1).source());
    }
    choices.of(blocks).place(field, choices, effort, draft.isAnySize);
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
        new ModelGenerator(choices, effort, draft.isAnySize, depth + 1, classes, names, x);
    Placed placed = generator.generate(names.next("Body"));
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
      draft.known.add(new Known(field.name + "." + part.name(), part.shape()));
    }
  }

  private void stages(FieldBuilder field, Shape x) {
    Stages stages = Stages.random(names.next("Body"), x, draft.model(x), choices);
    classes.add(stages.source());
    AnnotationSource layer =
        AnnotationSource.of("Backbone")
            .with("value", stages.source().name() + ".class")
            .with("outputStride", stages.outputStride());
    List<Known> parts = stages.known();
    field.layer(layer, parts.get(parts.size() - 1).shape());
    parts.forEach(part -> draft.known.add(new Known(field.name + "." + part.name(), part.shape())));
  }
}
