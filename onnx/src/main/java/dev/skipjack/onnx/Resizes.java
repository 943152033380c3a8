package dev.skipjack.onnx;

import dev.skipjack.runtime.graph.MapSize;
import dev.skipjack.runtime.graph.MapSize.Side;
import dev.skipjack.runtime.kernel.movement.CropSpec;
import dev.skipjack.runtime.kernel.movement.PadShortcutSpec;
import dev.skipjack.runtime.kernel.pool.UpsampleSpec;
import java.util.List;
import java.util.stream.LongStream;

/** Maps of more or fewer pixels. */
final class Resizes {
  private static final int HEIGHT = 2;
  private static final int WIDTH = 3;

  private final Nodes nodes;
  private final ImageSize image;

  Resizes(Nodes nodes, ImageSize image) {
    this.nodes = nodes;
    this.image = image;
  }

  /**
   * To whole multiples or between pixels, {@code Resize} is exact. The nearest pixel at another
   * ratio it finds by a division of floats, which may miss by one: there pixels are counted.
   */
  void upsample(String out, UpsampleSpec spec, String x, MapSize from, MapSize to) {
    long down = from.height().factorTo(to.height());
    long right = from.width().factorTo(to.width());
    boolean nearest = spec.mode() == UpsampleSpec.Mode.NEAREST;
    if (nearest && (down == 0 || right == 0)) {
      String rows = gathered(out + "/rows", x, from.height(), to.height(), HEIGHT);
      nodes.add(
          "Gather",
          out,
          List.of(rows, pixels(out + "/columns", from.width(), to.width(), WIDTH)),
          Attribute.of("axis", WIDTH));
      return;
    }
    boolean factors = down != 0 && right != 0;
    String how =
        factors
            ? nodes.real(out + "/scales", List.of(2L), down, right)
            : to.isFixed()
                ? nodes.whole(out + "/sizes", to.height().offset(), to.width().offset())
                : image.size(out + "/sizes", to);
    nodes.add(
        "Resize",
        out,
        factors ? List.of(x, "", how) : List.of(x, "", "", how),
        Attribute.list("axes", HEIGHT, WIDTH),
        Attribute.of("mode", nearest ? "nearest" : "linear"),
        Attribute.of("coordinate_transformation_mode", nearest ? "asymmetric" : "half_pixel"),
        Attribute.of("nearest_mode", "floor"));
  }

  private String gathered(String name, String x, Side from, Side to, int axis) {
    String pixels = pixels(name + "/pixels", from, to, axis);
    return nodes.add("Gather", name, List.of(x, pixels), Attribute.of("axis", axis));
  }

  /** {@code floor(i from/to)} for each i. */
  private String pixels(String name, Side from, Side to, int axis) {
    if (from.isFixed() && to.isFixed()) {
      long in = from.offset();
      long out = to.offset();
      return nodes.whole(name, LongStream.range(0, out).map(i -> i * in / out).toArray());
    }
    String in = image.side(name + "/from", from, axis == HEIGHT);
    String out = image.side(name + "/to", to, axis == HEIGHT);
    String all =
        nodes.add(
            "Range",
            name + "/all",
            List.of(nodes.scalar(name + "/zero", 0), out, nodes.scalar(name + "/one", 1)));
    String multiple = nodes.add("Mul", name + "/multiple", List.of(all, in));
    return nodes.add("Div", name, List.of(multiple, out));
  }

  /**
   * Zero pixels on the sides. The axes are named not for brevity alone: ONNX Runtime 1.29 would
   * make a {@code Pad} without them a part of the pool behind it, where a maximum of negative
   * numbers never is zero, and refuses it where the padding is not smaller than the kernel.
   */
  String pad(String out, long top, long left, long bottom, long right, String x) {
    String pads = nodes.whole(out + "/pads", top, left, bottom, right);
    return nodes.add("Pad", out, List.of(x, pads, "", nodes.whole(out + "/axes", HEIGHT, WIDTH)));
  }

  /** What is cut off at the bottom and on the right is the same for images of every size. */
  void crop(String out, CropSpec spec, String x, MapSize from, MapSize to) {
    slice(
        out,
        x,
        new long[] {spec.top(), spec.left()},
        new long[] {
          end(spec.top(), from.height(), to.height()), end(spec.left(), from.width(), to.width())
        },
        1,
        HEIGHT,
        WIDTH);
  }

  /** Counted from the end. */
  private static long end(long begin, Side from, Side to) {
    long behind = from.offset() - to.offset() - begin;
    return behind == 0 ? Long.MAX_VALUE : -behind;
  }

  void padShortcut(String out, PadShortcutSpec spec, String x) {
    boolean strided = spec.stride() > 1;
    boolean wider = spec.outChannels() > spec.inChannels();
    String pixels = x;
    if (strided || !wider) {
      String name = wider ? out + "/strided" : out;
      long[] ends = {Long.MAX_VALUE, Long.MAX_VALUE};
      pixels = slice(name, x, new long[2], ends, spec.stride(), HEIGHT, WIDTH);
    }
    if (wider) {
      long added = spec.outChannels() - spec.inChannels();
      String pads = nodes.whole(out + "/pads", 0, 0, 0, 0, 0, added, 0, 0);
      nodes.add("Pad", out, List.of(pixels, pads));
    }
  }

  /** Channels from {@code first} on. */
  void channels(String out, String x, long first, long count) {
    slice(out, x, new long[] {first}, new long[] {first + count}, 1, 1);
  }

  /**
   * @param step between pixels, along each axis
   */
  String slice(String out, String x, long[] begins, long[] ends, long step, long... axes) {
    return nodes.add(
        "Slice",
        out,
        List.of(
            x,
            nodes.whole(out + "/starts", begins),
            nodes.whole(out + "/ends", ends),
            nodes.whole(out + "/axes", axes),
            nodes.whole(out + "/steps", LongStream.of(axes).map(axis -> step).toArray())));
  }
}
