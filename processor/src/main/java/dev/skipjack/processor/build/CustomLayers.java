package dev.skipjack.processor.build;

import dev.skipjack.processor.diagnostics.Message;
import dev.skipjack.processor.ir.Parameter.Initializer;
import dev.skipjack.processor.ir.TensorType;
import dev.skipjack.processor.ir.UserDefined;
import dev.skipjack.processor.ir.Value;
import dev.skipjack.processor.read.CustomDeclaration;
import dev.skipjack.processor.shape.ShapeRules;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** {@code @Custom}: the class looked at, its weights declared, its word taken for what it makes. */
final class CustomLayers {
  private final Step step;
  private final LayerParameters parameters;

  CustomLayers(Step step) {
    this.step = step;
    this.parameters = new LayerParameters(step);
  }

  Value custom(Value x) {
    CustomDeclaration layer = (CustomDeclaration) step.annotation.value("value");
    if (layer.flaw().isPresent()) {
      step.fail(Message.CUSTOM_CLASS, "value", layer.name(), layer.flaw().get());
    }
    Optional<List<String>> arguments = arguments(layer);
    checkWeights(layer);
    int given = step.annotation.given("out") ? step.positive("out") : 0;
    int stride = step.positive("stride");
    int scale = step.positive("scale");
    checkSize(x, stride, scale);
    if (step.stops(x)) {
      return step.error();
    }
    int out = given == 0 ? x.type().channels() : given;
    List<TensorType> shapes = new ArrayList<>();
    for (CustomDeclaration.Weight weight : layer.weights()) {
      TensorType shape = shape(weight, x.type().channels(), out);
      if (step.isTooLarge(step.spot.value() + "." + weight.name(), shape)) {
        return step.error();
      }
      shapes.add(shape);
    }
    UserDefined.Custom op =
        new UserDefined.Custom(
            layer.name(),
            layer.className(),
            arguments.orElseThrow(),
            x.type().channels(),
            out,
            stride,
            scale,
            step.integer("height"),
            step.integer("width"),
            shapes);
    TensorType type = ShapeRules.custom(x.type(), op);
    if (type.isError()) {
      return step.tooLarge();
    }
    List<Value> inputs = new ArrayList<>(List.of(x));
    for (int i = 0; i < shapes.size(); i++) {
      inputs.add(parameter(layer.weights().get(i), shapes.get(i)));
    }
    return step.add(op, inputs, step.spot, type);
  }

  /** A map's height and width are both said, or follow from those of the input. */
  private void checkSize(Value x, int stride, int scale) {
    boolean height = step.annotation.given("height");
    boolean width = step.annotation.given("width");
    if (height) {
      step.positive("height");
    }
    if (width) {
      step.positive("width");
    }
    if (step.stops(x)) {
      return;
    }
    boolean said = height || width;
    String attribute =
        scale > 1 ? "scale" : stride > 1 ? "stride" : height ? "height" : width ? "width" : null;
    if (attribute == null) {
      return;
    }
    if (!x.type().isMap()) {
      step.fail(
          Message.CUSTOM_SIZE,
          attribute,
          "there is no map, but " + x.type().describe() + " features",
          "take away " + attribute);
    } else if (height != width) {
      step.fail(
          Message.CUSTOM_SIZE,
          attribute,
          (height ? "height" : "width") + " is given alone",
          "give both, or none");
    } else if (said && (stride > 1 || scale > 1) || stride > 1 && scale > 1) {
      step.fail(
          Message.CUSTOM_SIZE,
          attribute,
          "the size of the map is said twice",
          "write stride, or scale, or height and width");
    }
  }

  /** As literals of the first constructor that takes them. */
  private Optional<List<String>> arguments(CustomDeclaration layer) {
    List<Double> numbers =
        ((List<?>) step.annotation.value("numbers")).stream().map(Double.class::cast).toList();
    for (List<String> types : layer.constructors()) {
      Optional<List<String>> literals = literals(types, numbers);
      if (literals.isPresent()) {
        return literals;
      }
    }
    if (layer.flaw().isEmpty()) {
      String has =
          layer.constructors().isEmpty()
              ? "none is public"
              : "there is "
                  + String.join(
                      ", ",
                      layer.constructors().stream()
                          .map(types -> layer.name() + "(" + String.join(", ", types) + ")")
                          .toList());
      step.fail(Message.CUSTOM_CONSTRUCTOR, "numbers", layer.name(), numbers, has);
    }
    return Optional.empty();
  }

  private static Optional<List<String>> literals(List<String> types, List<Double> numbers) {
    if (types.size() != numbers.size()) {
      return Optional.empty();
    }
    List<String> literals = new ArrayList<>();
    for (int i = 0; i < types.size(); i++) {
      double number = numbers.get(i);
      if (Double.isNaN(number) || Double.isInfinite(number)) {
        return Optional.empty();
      }
      switch (types.get(i)) {
        case "double" -> literals.add(Double.toString(number));
        case "float" -> literals.add((float) number + "f");
        case "int" -> {
          if (number != (int) number) {
            return Optional.empty();
          }
          literals.add(Integer.toString((int) number));
        }
        case "long" -> {
          if (number != (long) number || Math.abs(number) > 0x1p53) {
            return Optional.empty();
          }
          literals.add((long) number + "L");
        }
        default -> {
          return Optional.empty();
        }
      }
    }
    return Optional.of(literals);
  }

  private void checkWeights(CustomDeclaration layer) {
    int most = UserDefined.WEIGHTS.size();
    if (layer.weights().size() > most) {
      fail(
          layer,
          "there are " + layer.weights().size() + " weights",
          "join some: a layer has " + most + " at most");
      return;
    }
    Set<String> names = new HashSet<>();
    for (CustomDeclaration.Weight weight : layer.weights()) {
      String called = "\"" + weight.name() + "\"";
      double deviation = weight.standardDeviation();
      if (!weight.name().matches("[A-Za-z][A-Za-z0-9_]*")) {
        fail(layer, "one is called " + called, "call it by a letter, and letters, digits and _");
      } else if (!names.add(weight.name())) {
        fail(layer, "two are called " + called, "rename one");
      } else if (weight.shape().isEmpty() || weight.shape().stream().anyMatch(s -> !isSize(s))) {
        fail(
            layer,
            called + " has the shape " + weight.shape(),
            "give it positive sizes, Weight.IN or Weight.OUT");
      } else if (!(deviation >= 0) || Double.isInfinite(deviation)) {
        fail(
            layer,
            String.format(Locale.ROOT, "%s has the standard deviation %s", called, deviation),
            "give it a finite one, at least 0");
      } else if (Double.isNaN(weight.initial()) || Double.isInfinite(weight.initial())) {
        fail(layer, called + " begins with " + weight.initial(), "give it a finite number");
      }
    }
  }

  private static boolean isSize(int size) {
    return size > 0 || size == CustomDeclaration.Weight.IN || size == CustomDeclaration.Weight.OUT;
  }

  private void fail(CustomDeclaration layer, String problem, String remedy) {
    step.fail(Message.CUSTOM_WEIGHT, "value", layer.name(), problem, remedy);
  }

  private static TensorType shape(CustomDeclaration.Weight weight, int in, int out) {
    return TensorType.of(
        weight.shape().stream()
            .mapToInt(
                size ->
                    switch (size) {
                      case CustomDeclaration.Weight.IN -> in;
                      case CustomDeclaration.Weight.OUT -> out;
                      default -> size;
                    })
            .toArray());
  }

  private Value parameter(CustomDeclaration.Weight weight, TensorType shape) {
    double deviation = weight.standardDeviation();
    Initializer usual =
        deviation > 0
            ? new Initializer(Initializer.Kind.NORMAL, deviation)
            : new Initializer(Initializer.Kind.CONSTANT, weight.initial());
    return parameters.own(step.spot, weight.name(), shape, usual);
  }
}
