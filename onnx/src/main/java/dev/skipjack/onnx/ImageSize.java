package dev.skipjack.onnx;

import dev.skipjack.runtime.graph.MapSize;
import dev.skipjack.runtime.graph.MapSize.Side;
import java.util.List;

/** Sizes that are known at run time alone, computed from those of the images. */
final class ImageSize {
  private static final String SIZE = "/size";

  private final Nodes nodes;
  private String images;
  private boolean asked;

  ImageSize(Nodes nodes) {
    this.nodes = nodes;
  }

  void of(String input) {
    images = input;
  }

  /** Height and width of the images, a list of two. */
  private String asked() {
    if (!asked) {
      nodes.add("Shape", images + SIZE, List.of(images), Attribute.of("start", 2));
      asked = true;
    }
    return images + SIZE;
  }

  /**
   * Height and width of a map, a list of two.
   *
   * @param name of the value that has them
   */
  String size(String name, MapSize size) {
    Side height = size.height();
    Side width = size.width();
    return computed(
        name,
        asked(),
        nodes.whole(name + "/numerator", height.numerator(), width.numerator()),
        nodes.whole(name + "/denominator", height.denominator(), width.denominator()),
        nodes.whole(name + "/offset", height.offset(), width.offset()));
  }

  /**
   * One of the two, a scalar.
   *
   * @param name of the value that has it
   */
  String side(String name, Side side, boolean height) {
    String own =
        nodes.add(
            "Gather",
            name + "/image",
            List.of(asked(), nodes.scalar(name + "/axis", height ? 0 : 1)));
    return computed(
        name,
        own,
        nodes.scalar(name + "/numerator", side.numerator()),
        nodes.scalar(name + "/denominator", side.denominator()),
        nodes.scalar(name + "/offset", side.offset()));
  }

  /** {@code image * numerator / denominator + offset}. */
  private String computed(
      String name, String image, String numerator, String denominator, String offset) {
    String multiple = nodes.add("Mul", name + "/multiple", List.of(image, numerator));
    String part = nodes.add("Div", name + "/part", List.of(multiple, denominator));
    return nodes.add("Add", name, List.of(part, offset));
  }
}
