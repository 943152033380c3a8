package dev.skipjack.processor.build;

import dev.skipjack.processor.diagnostics.Message;
import dev.skipjack.processor.ir.Contraction;
import dev.skipjack.processor.ir.Movement;
import dev.skipjack.processor.ir.TensorType;
import dev.skipjack.processor.ir.Value;
import dev.skipjack.processor.shape.ShapeRules;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.Set;

/** Skip connections and residual stages (He et al. 2016), named as torchvision names them. */
final class SkipLayers {
  private static final int EXPANSION = 4;

  /** The width per group of a ResNet that is neither wide nor in groups. */
  private static final int RESNET_WIDTH = 64;

  /** These add what has the same shape as it is. */
  private static final Set<String> WHERE_SAME = Set.of("AUTO", "IF_SAME");

  private final Step step;
  private final Primitives primitives;

  SkipLayers(Step step) {
    this.step = step;
    this.primitives = new Primitives(step);
  }

  Value skip(Value x) {
    String name = step.annotation.string("from");
    Value from = step.scope.symbols.lookup(name, step.annotation.place("from"), step.diagnostics());
    if (from.equals(x) && step.isFirst() && !step.stops(x)) {
      step.fail(Message.NAME_TWICE, "from", "Skip", name);
    }
    String kind = step.annotation.string("shortcut");
    if (isLeftOut(from, x, kind)) {
      if (step.stops(from, x)) {
        return step.error();
      }
      primitives.withoutShortcut();
      return x;
    }
    boolean named = step.scope.field().annotation("Name").isPresent();
    String weights = named ? step.spot.weights() : projection(step.spot.weights());
    Spot shortcut = step.spot.at(step.spot.value() + "Shortcut", weights);
    Value added = shortcut(from, x, kind, name, shortcut);
    return step.stops(x, added) ? step.error() : primitives.residualSum(x, added, step.spot);
  }

  /** Whether nothing is added, as in inverted residuals that change the shape. */
  private static boolean isLeftOut(Value from, Value x, String kind) {
    return kind.equals("IF_SAME") && !from.type().equals(x.type());
  }

  /** What {@code from} becomes before it is added to {@code x}. */
  private Value shortcut(Value from, Value x, String kind, String name, Spot spot) {
    if (step.stops(from, x)) {
      return step.error();
    }
    boolean same = from.type().equals(x.type());
    if (kind.equals("IDENTITY") || (WHERE_SAME.contains(kind) && same)) {
      return same ? from : differs(from, x, name, identityFix(from, x, name));
    }
    if (!from.type().isMap() || !x.type().isMap()) {
      return differs(from, x, name, "only maps can be projected; bring both to one shape first");
    }
    OptionalInt stride = ShapeRules.shortcutStride(from.type(), x.type());
    if (stride.isEmpty()) {
      return differs(
          from, x, name, "no stride leads from one size to the other; change the layers between");
    }
    return kind.equals("ZERO_PAD")
        ? zeroPad(from, x, name, stride.getAsInt(), spot)
        : project(from, x.type().channels(), stride.getAsInt(), spot);
  }

  private static String identityFix(Value from, Value x, String name) {
    boolean strided = !from.type().withChannels(1).equals(x.type().withChannels(1));
    return String.format(Locale.ROOT, "add shortcut = Shortcut.CONV to project '%s'", name)
        + (strided ? ", or take away the stride" : ", or give both the same channels");
  }

  private Value differs(Value from, Value x, String name, String fix) {
    String onto = step.scope.symbols.nameOf(x);
    step.failHere(
        Message.SKIP_SHAPE,
        step.scope.traces.of(name, onto),
        name,
        onto,
        from.type().describe(),
        x.type().describe(),
        fix);
    return step.error();
  }

  private Value zeroPad(Value from, Value x, String name, int stride, Spot spot) {
    int in = from.type().channels();
    int out = x.type().channels();
    if (out < in) {
      String onto = step.scope.symbols.nameOf(x);
      step.fail(Message.SKIP_ZERO_PAD, "shortcut", name, in, onto, out);
      return step.error();
    }
    if (in == out && stride == 1) {
      return from; // nothing to pad
    }
    Movement.PadShortcut op = new Movement.PadShortcut(in, out, stride);
    TensorType type = ShapeRules.padShortcut(from.type(), op);
    return step.add(op, List.of(from), spot, type);
  }

  private Value project(Value from, int out, int stride, Spot spot) {
    Spot conv = spot.at(spot.value() + "Conv", spot.weights() + ".0");
    Contraction.Convolution op = new Filters(out, 1, stride, 1, 1).on(from);
    Value narrow = primitives.convolution(from, op, false, conv);
    return norm(narrow, spot.at(spot.value(), spot.weights() + ".1"));
  }

  private static String projection(String block) {
    return block + ".downsample";
  }

  Value residual(Value x) {
    int blocks = step.positive("blocks");
    int out = step.positive("out");
    int stride = step.positive("stride");
    int groups = step.positive("groups");
    int widthPerGroup = step.positive("widthPerGroup");
    boolean bottleneck = step.annotation.string("kind").equals("BOTTLENECK");
    if (!bottleneck) {
      onlyOfBottlenecks("groups", groups);
      onlyOfBottlenecks("widthPerGroup", widthPerGroup);
    }
    if (step.stops(x) || primitives.isNoMap(x) || step.areTooMany("blocks", blocks)) {
      return step.error();
    }
    long ofGroup = bottleneck ? (long) out * widthPerGroup / RESNET_WIDTH : out;
    if (ofGroup == 0) {
      step.fail(
          Message.RESIDUAL_WIDTH,
          "widthPerGroup",
          out,
          widthPerGroup,
          (RESNET_WIDTH + out - 1) / out);
      return step.error();
    }
    if (bottleneck
        && (out > Integer.MAX_VALUE / EXPANSION || ofGroup > Integer.MAX_VALUE / groups)) {
      return step.tooLarge();
    }
    Width width = new Width(out, (int) ofGroup * groups, groups, bottleneck);
    TensorType type = x.type();
    Dilation.Stage stage =
        step.dilation().map(d -> d.next(type, stride)).orElse(Dilation.Stage.undilated(stride));
    for (int i = 0; i < blocks && !step.stops(x) && !step.areTooMany(); i++) {
      x = block(x, i, i == blocks - 1, width, stage);
    }
    return step.stops(x) ? step.error() : x;
  }

  private void onlyOfBottlenecks(String attribute, int value) {
    if (step.annotation.given(attribute)) {
      step.fail(
          Message.ATTRIBUTE_UNUSED,
          attribute,
          "Residual",
          attribute,
          value,
          "two 3×3 convolutions",
          "write kind = Residual.Kind.BOTTLENECK, or take it away");
    }
  }

  /**
   * Channels of a stage's blocks.
   *
   * @param out as the annotation says
   * @param inner of the 3×3 convolutions
   * @param groups of a bottleneck's 3×3 convolution
   */
  private record Width(int out, int inner, int groups, boolean bottleneck) {}

  private Value block(Value x, int index, boolean last, Width width, Dilation.Stage strides) {
    int stride = index == 0 ? strides.stride() : 1;
    int dilation = index == 0 ? strides.first() : strides.rest();
    LayerOrigin stage = (LayerOrigin) step.spot.origin();
    String name = step.spot.value() + "Block" + index;
    LayerOrigin origin =
        new LayerOrigin(
            stage.describe() + " block " + index, stage.group() + "Block" + index, stage.layer());
    Spot spot = new Spot(name, step.spot.weights() + "." + index, origin);
    Value y;
    if (width.bottleneck()) {
      Filters inner = new Filters(width.inner(), 3, stride, dilation, width.groups());
      y = unit(x, Filters.pointwise(width.inner()), "1", true, spot);
      y = unit(y, inner, "2", true, spot);
      y = unit(y, Filters.pointwise(width.out() * EXPANSION), "3", false, spot);
    } else {
      y = unit(x, new Filters(width.out(), 3, stride, dilation, 1), "1", true, spot);
      y = unit(y, new Filters(width.out(), 3, 1, dilation, 1), "2", false, spot);
    }
    Spot shortcut = spot.at(name + "Shortcut", projection(spot.weights()));
    String kind = step.annotation.string("shortcut");
    if (isLeftOut(x, y, kind) && !step.stops(x, y)) {
      primitives.withoutShortcut();
      return primitives.relu(y, spot.at(last ? step.spot.value() : name, ""));
    }
    Value added = shortcut(x, y, kind, step.scope.symbols.nameOf(x), shortcut);
    if (step.stops(y, added)) {
      return step.error();
    }
    Value sum = primitives.residualSum(y, added, spot.at(name + "Sum", ""));
    return primitives.relu(sum, spot.at(last ? step.spot.value() : name, ""));
  }

  /** Convolution, batch norm and, if {@code relu}, ReLU. */
  private Value unit(Value x, Filters filters, String number, boolean relu, Spot spot) {
    if (step.stops(x)) {
      return step.error();
    }
    Spot conv = spot.at(spot.value() + "Conv" + number, spot.weights() + ".conv" + number);
    Value y = primitives.convolution(x, filters.on(x), false, conv);
    Value norm = norm(y, spot.at(spot.value() + "Norm" + number, spot.weights() + ".bn" + number));
    return relu ? primitives.relu(norm, spot.at(spot.value() + "Relu" + number, "")) : norm;
  }

  private Value norm(Value x, Spot spot) {
    return primitives.batchNorm(x, Primitives.EPSILON, Primitives.MOMENTUM, spot);
  }

  /** The filters of a convolution that keeps the size at stride 1. */
  private record Filters(int out, int kernel, int stride, int dilation, int groups) {
    static Filters pointwise(int out) {
      return new Filters(out, 1, 1, 1, 1);
    }

    Contraction.Convolution on(Value x) {
      int padding = dilation * (kernel / 2);
      return new Contraction.Convolution(
          x.type().channels(), out, kernel, stride, padding, dilation, groups, false);
    }
  }
}
