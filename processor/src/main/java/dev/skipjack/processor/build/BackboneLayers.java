package dev.skipjack.processor.build;

import dev.skipjack.processor.diagnostics.Diagnostic;
import dev.skipjack.processor.diagnostics.Diagnostics;
import dev.skipjack.processor.diagnostics.Message;
import dev.skipjack.processor.diagnostics.NearestNames;
import dev.skipjack.processor.ir.Value;
import dev.skipjack.processor.read.LayerAnnotation;
import dev.skipjack.processor.read.LayerField;
import dev.skipjack.processor.read.ModelDeclaration;
import dev.skipjack.processor.read.UnreadableModel;
import dev.skipjack.processor.shape.ShapeRules;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** The layers of another model, placed in this one. */
final class BackboneLayers {
  private static final Set<String> HEAD =
      Set.of(
          "GlobalAvgPool",
          "GlobalMaxPool",
          "GlobalAvgMaxPool",
          "AdaptiveAvgPool",
          "Flatten",
          "SelectToken",
          "Linear");

  private final Step step;
  private final Primitives primitives;

  BackboneLayers(Step step) {
    this.step = step;
    this.primitives = new Primitives(step);
  }

  Value backbone(Value x) {
    Object named = step.annotation.value("value");
    if (named instanceof UnreadableModel unreadable) {
      tell(unreadable);
    } else if (!(named instanceof ModelDeclaration)) {
      String name = step.annotation.className("value");
      step.fail(
          Message.BACKBONE_EXPECTED,
          "value",
          name,
          step.annotation.block("value").isPresent()
              ? "it is a block: place it with @Repeat(block = " + name + ".class)"
              : "name a class that is annotated with @Model");
    }
    int outputStride = step.notNegative("outputStride");
    if (step.stops(x) || primitives.isNoMap(x)) {
      return step.error();
    }
    ModelDeclaration model = (ModelDeclaration) named;
    int channels = model.input().integer("channels");
    Optional<LayerField> end = end(model);
    if (channels != x.type().channels()) {
      step.failAt(
          step.annotation.place("value"),
          Message.BACKBONE_CHANNELS,
          step.path(),
          model.name(),
          channels,
          x.type().describe());
    }
    return step.stops(x) || end.isEmpty() ? step.error() : place(model, end.get(), outputStride, x);
  }

  private void tell(UnreadableModel unreadable) {
    if (unreadable.toldElsewhere()) {
      step.failToldElsewhere();
    } else if (unreadable.cycle().isEmpty()) {
      step.fail(Message.BACKBONE_MISTAKE, "value", unreadable.name(), unreadable.mistake());
    } else {
      step.fail(Message.BACKBONE_CYCLE, "value", unreadable.name(), unreadable.cycle());
    }
  }

  /** What is wrong with the model wherever it is, it tells itself if it is compiled here. */
  private void tell(ModelDeclaration model, Diagnostics mistakes) {
    Optional<Diagnostic> cycle =
        mistakes.all().stream().filter(m -> m.message() == Message.BACKBONE_CYCLE).findFirst();
    if (cycle.isPresent()) {
      step.failAt(step.annotation.place("value"), cycle.get());
    } else if (model.compiledHere() && ModelBuilder.build(model, new Diagnostics()).isEmpty()) {
      step.failToldElsewhere();
    } else {
      String mistake = mistakes.all().get(0).printElsewhere();
      step.fail(Message.BACKBONE_MISTAKE, "value", model.name(), mistake);
    }
  }

  /** The field that {@code to} names, or the last one before the head; none has been told. */
  private Optional<LayerField> end(ModelDeclaration model) {
    List<LayerField> fields = model.fields();
    if (step.annotation.given("to")) {
      String to = step.annotation.string("to");
      Optional<LayerField> found = fields.stream().filter(f -> f.name().equals(to)).findFirst();
      if (found.isEmpty()) {
        List<String> names = fields.stream().map(LayerField::name).toList();
        String suggestion = NearestNames.suggestion(to, names, "its layers are ");
        step.fail(Message.BACKBONE_TO_UNKNOWN, "to", model.name(), to, suggestion);
      }
      return found;
    }
    Optional<LayerField> end = lastBeforeHead(model);
    if (end.isEmpty()) {
      LayerField first = fields.get(0);
      step.fail(Message.BACKBONE_NOTHING, "value", model.name(), first.name(), divided(first));
    }
    return end;
  }

  private static Optional<LayerField> lastBeforeHead(ModelDeclaration model) {
    Optional<LayerField> last = Optional.empty();
    for (LayerField field : model.fields()) {
      if (field.annotation("Input").isPresent()) {
        continue; // it is no end of a body
      }
      if (field.annotations().stream().anyMatch(a -> HEAD.contains(a.name()))) {
        break;
      }
      last = Optional.of(field);
    }
    return last;
  }

  /** The field in two, the second of which begins with the head. */
  private static String divided(LayerField field) {
    List<LayerAnnotation> all = field.annotations();
    int head = (int) all.stream().takeWhile(a -> !HEAD.contains(a.name())).count();
    List<LayerAnnotation> body = all.subList(0, head);
    if (Vocabulary.layers(new LayerField("", body, false, field.place())).isEmpty()) {
      return "name a model that has other layers before";
    }
    return String.format(
        Locale.ROOT,
        "divide it: %s Layer features; %s Layer %s;",
        Trace.written(body),
        Trace.written(all.subList(head, all.size())),
        field.name());
  }

  private Value place(ModelDeclaration model, LayerField end, int outputStride, Value x) {
    Optional<Dilation> dilation =
        outputStride == 0 ? step.dilation() : Optional.of(new Dilation(x.type(), outputStride));
    Use use =
        new Use(
            step.scope.value(),
            null,
            step.spot.weights(),
            step.scope.describe(),
            Optional.empty(),
            step.inherited(dilation));
    Scope placed = new Scope(model.fields(), x, use, wanted(model, end));
    List<String> inputs = placed.neededInputs();
    if (!inputs.isEmpty()) {
      step.fail(Message.INPUT_PLACED, "value", model.name(), inputs.get(0));
      return step.error();
    }
    Diagnostics mistakes = new Diagnostics();
    new FieldBuilder(step.graph, mistakes, placed).build();
    if (mistakes.any()) {
      tell(model, mistakes);
      return step.error();
    }
    step.scope.symbols.defineParts(placed.symbols);
    Value output = placed.symbols.valueOrNull(end.name());
    if (output == null) {
      return placed.symbols.lastBuilt(); // only parts of it are read
    }
    boolean isSequence = output.type().isSequence();
    if (!output.type().isMap() && !isSequence || isSequence && outputStride != 0) {
      step.fail(
          Message.BACKBONE_HEAD,
          isSequence ? "outputStride" : "to",
          end.name(),
          model.name(),
          output.type().inWords(),
          isSequence ? "with outputStride ends in a map" : "ends in a map or in tokens",
          isSequence ? "tokens have no stride: take it away" : "end it before the head");
      return step.error();
    }
    if (isSequence) {
      return output;
    }
    int stride = ShapeRules.strideTo(x.type(), output.type());
    if (outputStride != 0 && stride != outputStride) {
      step.fail(
          Message.BACKBONE_STRIDE, "outputStride", outputStride, end.name(), model.name(), stride);
    }
    return step.stops() ? step.error() : output;
  }

  /** What is read of the model: the end, unless only parts of it are, and those. */
  private Set<String> wanted(ModelDeclaration model, LayerField end) {
    Set<String> read = step.scope.readNames();
    String name = step.scope.field().name();
    Set<String> wanted = new LinkedHashSet<>();
    for (String part : read) {
      if (part.startsWith(name + ".")) {
        wanted.add(part.substring(name.length() + 1));
      }
    }
    List<String> fields = model.fields().stream().map(LayerField::name).toList();
    boolean onlyParts =
        !read.contains(name)
            && step.annotation.equals(Vocabulary.lastLayer(step.scope.field()))
            && wanted.stream().allMatch(part -> fields.contains(Wiring.field(part)));
    if (!onlyParts || wanted.isEmpty()) {
      wanted.add(end.name());
    }
    return wanted;
  }
}
