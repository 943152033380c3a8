package dev.skipjack.processor.build;

import dev.skipjack.processor.diagnostics.Diagnostics;
import dev.skipjack.processor.diagnostics.Message;
import dev.skipjack.processor.ir.Extent;
import dev.skipjack.processor.ir.Graph;
import dev.skipjack.processor.ir.ImageSizes;
import dev.skipjack.processor.ir.Node;
import dev.skipjack.processor.ir.Normalization;
import dev.skipjack.processor.ir.TensorType;
import dev.skipjack.processor.read.LayerAnnotation;
import dev.skipjack.processor.read.ModelDeclaration;
import dev.skipjack.processor.read.Parameters;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The image that a model is built for: the one that it says, or the reference image of a model of
 * any size. How large that must be, and which others such a model takes, is found by building.
 */
public final class InputSizes {
  private static final int REFERENCE_HEIGHT = 256;
  private static final int REFERENCE_WIDTH = 320;

  /** A model whose maps vanish on the reference image is tried on larger ones, up to this. */
  private static final int MOST_TIMES_REFERENCE = 16;

  private final ModelDeclaration model;
  private final LayerAnnotation input;
  private final Diagnostics diagnostics;

  InputSizes(ModelDeclaration model, Diagnostics diagnostics) {
    this.model = model;
    this.input = model.input();
    this.diagnostics = diagnostics;
  }

  Optional<Graph> build() {
    if (FurtherInputs.isNoImage(input, diagnostics)) {
      return ModelBuilder.build(model, TensorType.ERROR, diagnostics);
    }
    boolean anyHeight = input.integer("height") == Parameters.ANY;
    boolean anyWidth = input.integer("width") == Parameters.ANY;
    if (anyHeight != anyWidth) {
      String any = anyHeight ? "height" : "width";
      String given = anyHeight ? "width" : "height";
      diagnostics.error(
          Message.INPUT_ANY_BOTH, input.place(given), any, given, input.integer(given));
      return ModelBuilder.build(model, TensorType.ERROR, diagnostics);
    }
    int channels = positive("channels");
    if (!anyHeight) {
      int height = positive("height");
      int width = positive("width");
      TensorType image =
          diagnostics.any() ? TensorType.ERROR : image(TensorType.map(channels, height, width));
      return ModelBuilder.build(model, image, diagnostics);
    }
    TensorType image = diagnostics.any() ? TensorType.ERROR : image(referenceImage(channels));
    Optional<Graph> graph = ModelBuilder.build(model, image, diagnostics);
    long multiple = graph.map(g -> ImageSizes.multipleOf(g.nodes())).orElse(1L);
    if (multiple > ImageSizes.MOST_MULTIPLE) {
      diagnostics.error(
          Message.SIZE_MULTIPLE, input.place("height"), multiple, ImageSizes.MOST_MULTIPLE);
      return Optional.empty();
    }
    return graph;
  }

  private TensorType image(TensorType image) {
    if (!image.isTooLarge()) {
      return image;
    }
    String elements = String.format(Locale.ROOT, "%,d", image.exactElements());
    diagnostics.error(
        Message.TOO_LARGE, input.place("height"), Scope.INPUT, elements, TensorType.MOST_ELEMENTS);
    return TensorType.ERROR;
  }

  private int positive(String attribute) {
    int value = input.integer(attribute);
    if (value < 1) {
      diagnostics.error(Message.INPUT_SIZE, input.place(attribute), attribute, value);
    }
    return value;
  }

  private TensorType referenceImage(int channels) {
    TensorType first = referenceImage(channels, 1);
    for (int times = 1; times <= MOST_TIMES_REFERENCE; times *= 2) {
      TensorType image = times == 1 ? first : referenceImage(channels, times);
      if (ModelBuilder.build(model, image, new Diagnostics()).isPresent()) {
        return image;
      }
    }
    return first; // where the mistakes are told
  }

  /** The first image from {@code times} the usual one on that has a suitable size. */
  private TensorType referenceImage(int channels, int times) {
    long multiple = 1;
    while (true) {
      TensorType image =
          TensorType.map(
              channels,
              roundedUp(times * REFERENCE_HEIGHT, multiple),
              roundedUp(times * REFERENCE_WIDTH, multiple),
              Optional.of(Extent.IMAGE));
      long needed = ModelBuilder.multiple(model, image);
      boolean suitable = image.height() % needed == 0 && image.width() % needed == 0;
      if (suitable || needed > ImageSizes.MOST_MULTIPLE) {
        return image;
      }
      multiple = needed; // a suitable image may lead to layers that this one did not reach
    }
  }

  private static int roundedUp(int size, long multiple) {
    return Math.toIntExact((size + multiple - 1) / multiple * multiple);
  }

  /**
   * Which images the model takes.
   *
   * @param graph of the model, as built
   * @return empty if it takes only images of one size
   */
  public static Optional<ImageSizes> of(ModelDeclaration model, Graph graph) {
    TensorType image = graph.inputs().get(0).type();
    if (image.isFixed()) {
      return Optional.empty();
    }
    int multiple = (int) ImageSizes.multipleOf(graph.nodes());
    // Maps grow with the image, so what one image is large enough for, all larger ones are.
    int tooSmall = 0;
    int enough = Math.max(image.height(), image.width()) / multiple;
    while (enough - tooSmall > 1) {
      int middle = (tooSmall + enough) / 2;
      TensorType square = TensorType.map(image.channels(), middle * multiple, middle * multiple);
      Optional<Graph> built = ModelBuilder.build(model, square, new Diagnostics());
      if (built.isPresent() && hasStatistics(graph, built.get())) {
        enough = middle;
      } else {
        tooSmall = middle;
      }
    }
    return Optional.of(new ImageSizes(multiple, enough * multiple, image.height(), image.width()));
  }

  /**
   * Whether each trained batch norm on a map that grows with the image sees more than one value of
   * each channel of this one; that of a pooled map never does, and takes batches of several images.
   */
  private static boolean hasStatistics(Graph graph, Graph built) {
    Set<String> growing =
        graph.nodes().stream()
            .filter(InputSizes::isTrainedNorm)
            .filter(node -> !node.output().type().isFixed())
            .map(node -> node.output().name())
            .collect(Collectors.toSet());
    return built.nodes().stream()
        .filter(node -> isTrainedNorm(node) && growing.contains(node.output().name()))
        .noneMatch(node -> node.output().type().isOnePixel());
  }

  private static boolean isTrainedNorm(Node node) {
    return node.op() instanceof Normalization.BatchNorm norm && !norm.frozen();
  }
}
