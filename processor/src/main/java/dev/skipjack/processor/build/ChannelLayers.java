package dev.skipjack.processor.build;

import dev.skipjack.processor.diagnostics.Message;
import dev.skipjack.processor.ir.Movement;
import dev.skipjack.processor.ir.TensorType;
import dev.skipjack.processor.ir.Value;
import dev.skipjack.processor.read.LayerAnnotation;
import dev.skipjack.processor.shape.ShapeRules;
import java.util.Collections;
import java.util.List;
import java.util.regex.Pattern;

/** Layers that choose among channels or change their order. */
final class ChannelLayers {
  /** As fields are called. */
  private static final Pattern IDENTIFIER =
      Pattern.compile("\\p{javaJavaIdentifierStart}\\p{javaJavaIdentifierPart}*");

  private final Step step;

  ChannelLayers(Step step) {
    this.step = step;
  }

  Value slice(Value x) {
    int first = step.notNegative("first");
    boolean given = step.annotation.given("channels");
    int wanted = given ? step.positive("channels") : 1;
    if (step.stops(x)) {
      return step.error();
    }
    int all = x.type().channels();
    if ((long) first + wanted > all) {
      step.fail(
          Message.SLICE_RANGE, given ? "channels" : "first", first, (long) first + wanted, all);
      return step.error();
    }
    int channels = given ? wanted : all - first;
    return channels == all
        ? x
        : step.add(
            new Movement.Slice(first), List.of(x), step.spot, ShapeRules.slice(x.type(), channels));
  }

  /** Defines the parts of the field; the answer is the whole. */
  Value split(Value x) {
    List<String> names = step.annotation.strings("into");
    checkParts(names);
    List<Integer> given =
        step.annotation.given("channels") ? step.positives("channels") : List.of();
    if (step.stops(x)) {
      return step.error();
    }
    int all = x.type().channels();
    List<Integer> channels =
        given.isEmpty() ? Collections.nCopies(names.size(), all / names.size()) : given;
    long sum = channels.stream().mapToLong(Integer::longValue).sum();
    if (channels.size() != names.size() || sum != all) {
      step.fail(
          Message.SPLIT_CHANNELS,
          given.isEmpty() ? "into" : "channels",
          names.size(),
          channels,
          all);
      return step.error();
    }
    int first = 0;
    for (int i = 0; i < names.size(); i++) {
      String name = names.get(i);
      Spot spot = step.spot.at(step.spot.value() + Vocabulary.capitalize(name), "");
      TensorType type = ShapeRules.slice(x.type(), channels.get(i));
      Value part = step.add(new Movement.Slice(first), List.of(x), spot, type);
      step.scope.symbols.definePart(name, part, step.annotation.text());
      first += channels.get(i);
    }
    return x;
  }

  private void checkParts(List<String> names) {
    if (names.size() < 2) {
      step.fail(Message.SPLIT_PARTS, "into", names.size());
    }
    for (int i = 0; i < names.size(); i++) {
      String name = names.get(i);
      if (!IDENTIFIER.matcher(name).matches() || names.indexOf(name) < i) {
        step.failAt(step.annotation.place("into", i), Message.SPLIT_NAME, List.of(), name);
      }
    }
    LayerAnnotation last = Vocabulary.lastLayer(step.scope.field());
    if (!last.equals(step.annotation)) {
      step.failHere(Message.SPLIT_LAST, List.of(), last.name());
    }
  }

  Value channelShuffle(Value x) {
    int groups = step.positive("groups");
    if (step.stops(x) || new Primitives(step).isNoMap(x)) {
      return step.error();
    }
    int channels = x.type().channels();
    if (channels % groups != 0) {
      step.fail(
          Message.SHUFFLE_GROUPS, "groups", groups, channels, Divisors.common(channels, channels));
      return step.error();
    }
    return step.add(new Movement.ChannelShuffle(groups), List.of(x), step.spot, x.type());
  }
}
