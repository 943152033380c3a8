package dev.skipjack.processor.build;

import dev.skipjack.processor.diagnostics.Diagnostics;
import dev.skipjack.processor.diagnostics.Message;
import dev.skipjack.processor.ir.GraphBuilder;
import dev.skipjack.processor.ir.TensorType;
import dev.skipjack.processor.ir.Value;
import dev.skipjack.processor.read.LayerAnnotation;
import dev.skipjack.processor.read.LayerField;
import dev.skipjack.processor.read.Parameters;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Inputs of a model beside its images: fields with {@code @Input}. */
final class FurtherInputs {
  private static final List<String> OF_A_MAP = List.of("channels", "height", "width");

  private final GraphBuilder graph;
  private final Diagnostics diagnostics;

  FurtherInputs(GraphBuilder graph, Diagnostics diagnostics) {
    this.graph = graph;
    this.diagnostics = diagnostics;
  }

  /** The input that the current field is; an error type if it cannot be one, which is told. */
  Value input(LayerAnnotation input, Scope scope) {
    LayerField field = scope.field();
    if (!isInModel(input, scope) || !isAlone(input, field) || !isBeforeLayers(input, scope)) {
      return new Value(scope.value(), TensorType.ERROR);
    }
    TensorType type = type(input, field.name());
    return type.isError() ? new Value(scope.value(), type) : graph.addInput(scope.value(), type);
  }

  /** Who places a model that needs several inputs is told before. */
  private boolean isInModel(LayerAnnotation input, Scope scope) {
    if (!scope.isModel()) {
      diagnostics.error(Message.INPUT_IN_BLOCK, input.place(), scope.field().name());
    }
    return scope.isModel();
  }

  private boolean isAlone(LayerAnnotation input, LayerField field) {
    String others =
        field.annotations().stream()
            .filter(a -> !a.equals(input))
            .map(LayerAnnotation::text)
            .collect(Collectors.joining(" "));
    if (!others.isEmpty()) {
      diagnostics.error(Message.INPUT_ALONE, input.place(), field.name(), others);
    }
    return others.isEmpty();
  }

  private boolean isBeforeLayers(LayerAnnotation input, Scope scope) {
    if (scope.isLast()) {
      diagnostics.error(Message.INPUT_LAST, input.place(), scope.field().name());
    }
    return !scope.isLast();
  }

  private TensorType type(LayerAnnotation input, String name) {
    boolean features = input.given("features");
    if (features && OF_A_MAP.stream().anyMatch(input::given)) {
      String given = OF_A_MAP.stream().filter(input::given).findFirst().orElseThrow();
      diagnostics.error(Message.INPUT_SHAPE, input.place(given), "both features and " + given);
      return TensorType.ERROR;
    }
    List<String> sizes = features ? List.of("features") : OF_A_MAP;
    if (isIncomplete(input, sizes, diagnostics)) {
      return TensorType.ERROR;
    }
    for (String size : sizes) {
      int value = input.integer(size);
      if (value == Parameters.ANY) {
        diagnostics.error(Message.INPUT_ANY_SIZE, input.place(size), name);
        return TensorType.ERROR;
      }
      if (value < 1) {
        diagnostics.error(Message.INPUT_SIZE, input.place(size), size, value);
        return TensorType.ERROR;
      }
    }
    TensorType type =
        features
            ? TensorType.features(input.integer("features"))
            : TensorType.map(
                input.integer("channels"), input.integer("height"), input.integer("width"));
    if (type.isTooLarge()) {
      String elements = String.format(Locale.ROOT, "%,d", type.exactElements());
      diagnostics.error(Message.TOO_LARGE, input.place(), name, elements, TensorType.MOST_ELEMENTS);
    }
    return type.isTooLarge() ? TensorType.ERROR : type;
  }

  /** Whether the input of the class is none that a network can begin with, which is told. */
  static boolean isNoImage(LayerAnnotation input, Diagnostics diagnostics) {
    if (input.given("features")) {
      diagnostics.error(Message.INPUT_FIRST, input.place("features"), input.integer("features"));
      return true;
    }
    return isIncomplete(input, OF_A_MAP, diagnostics);
  }

  private static boolean isIncomplete(
      LayerAnnotation input, List<String> sizes, Diagnostics diagnostics) {
    String missing =
        sizes.stream().filter(size -> !input.given(size)).collect(Collectors.joining(" and no "));
    if (!missing.isEmpty()) {
      diagnostics.error(Message.INPUT_SHAPE, input.place(), "no " + missing);
    }
    return !missing.isEmpty();
  }
}
