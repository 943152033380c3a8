package dev.skipjack.processor.build;

import dev.skipjack.processor.diagnostics.Message;
import dev.skipjack.processor.ir.Value;
import dev.skipjack.processor.read.BlockDeclaration;
import dev.skipjack.processor.read.BlockParameter;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The fields of a block, several times. */
final class RepeatLayers {
  private final Step step;

  RepeatLayers(Step step) {
    this.step = step;
  }

  Value repeat(Value x) {
    Optional<BlockDeclaration> found = step.annotation.block("block");
    int times = step.positive("times");
    int stride = step.positive("stride");
    boolean numbered = step.annotation.bool("numbered");
    if (!numbered && times > 1) {
      step.fail(Message.REPEAT_NUMBERS, "numbered", times);
    }
    int first = step.notNegative("first");
    if (!numbered && step.annotation.given("first")) {
      step.fail(
          Message.ATTRIBUTE_UNUSED,
          "first",
          "Repeat",
          "first",
          first,
          "numbered = false",
          "take it away");
    }
    Map<BlockParameter, Integer> given = new EnumMap<>(BlockParameter.class);
    for (BlockParameter parameter : BlockParameter.handedOver()) {
      if (step.annotation.given(parameter.attribute())) {
        given.put(parameter, step.positive(parameter.attribute()));
      }
    }
    if (found.isEmpty()) {
      String name = step.annotation.className("block");
      boolean isModel = !(step.annotation.value("block") instanceof String);
      step.fail(
          Message.BLOCK_EXPECTED,
          "block",
          name,
          isModel
              ? "it is a model: place it with @Backbone(" + name + ".class)"
              : "name a class that is annotated with @Block");
      return step.error();
    }
    BlockDeclaration block = found.get();
    if (!block.isPartlyTold()) {
      for (BlockParameter parameter : BlockParameter.handedOver()) {
        checkGiven(block, parameter, given.get(parameter));
      }
      if (!block.uses(BlockParameter.STRIDE) && step.annotation.given("stride")) {
        step.fail(Message.BLOCK_STRIDE_UNUSED, "stride", block.name(), stride);
      }
    }
    if (step.stops(x) || block.fields().isEmpty() || step.areTooMany("times", times)) {
      return step.error();
    }
    for (int i = 0; i < times && !step.stops(x) && !step.areTooMany(); i++) {
      String values = step.spot.value() + "Block" + i;
      Map<BlockParameter, Integer> arguments = new EnumMap<>(BlockParameter.class);
      BlockParameter.handedOver()
          .forEach(p -> p.standard().ifPresent(value -> arguments.put(p, value)));
      arguments.putAll(given);
      arguments.put(BlockParameter.STRIDE, i == 0 ? stride : 1);
      arguments.put(BlockParameter.IN, x.type().channels());
      Use use =
          new Use(
              values,
              i == times - 1 ? step.spot.value() : values,
              numbered ? numbered(step.spot.weights(), (long) first + i) : step.spot.weights(),
              ((LayerOrigin) step.spot.origin()).layer(),
              Optional.of(new Use.Arguments(arguments)),
              step.inherited(step.dilation()));
      step.diagnostics().enter(step.annotation.place(), step.annotation.text());
      x =
          new FieldBuilder(step.graph, step.diagnostics(), new Scope(block.fields(), x, use))
              .build();
      step.diagnostics().leave();
    }
    return step.stops(x) ? step.error() : x;
  }

  /** The number stands where the name has a {@code #}, or behind it. */
  private static String numbered(String name, long number) {
    return name.contains("#") ? name.replace("#", "" + number) : name + "." + number;
  }

  private void checkGiven(BlockDeclaration block, BlockParameter parameter, Integer value) {
    String attribute = parameter.attribute();
    boolean used = block.uses(parameter);
    if (used && value == null && parameter.standard().isEmpty()) {
      step.failHere(
          Message.BLOCK_VALUE_MISSING,
          List.of(),
          block.name(),
          parameter,
          attribute,
          parameter.example());
    } else if (!used && value != null) {
      step.fail(Message.BLOCK_VALUE_UNUSED, attribute, block.name(), parameter, attribute, value);
    }
  }
}
