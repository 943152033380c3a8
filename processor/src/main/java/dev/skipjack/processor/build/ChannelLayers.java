package dev.skipjack.processor.build;

import dev.skipjack.processor.diagnostics.Message;
import dev.skipjack.processor.ir.Movement;
import dev.skipjack.processor.ir.Value;
import dev.skipjack.processor.shape.ShapeRules;
import java.util.List;

/** Layers that choose among channels or change their order. */
final class ChannelLayers {
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
