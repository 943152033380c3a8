package dev.skipjack.processor.report;

import dev.skipjack.processor.read.LayerAnnotation;
import dev.skipjack.processor.read.LayerField;
import dev.skipjack.processor.read.ModelDeclaration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** What a field consists of, in a few words: {@code Conv 7x7 stride 2, BatchNorm, Relu}. */
final class FieldText {
  /** These say how a field is wired or treated and compute nothing. */
  private static final Set<String> POLICY = Set.of("From", "Init", "Freeze", "Name", "Output");

  private FieldText() {}

  /** By the names of the report's rows; fields of placed models have the placing field's before. */
  static Map<String, String> of(ModelDeclaration model) {
    Map<String, String> texts = new HashMap<>();
    add(model, "", texts);
    return texts;
  }

  private static void add(ModelDeclaration model, String before, Map<String, String> texts) {
    for (LayerField field : model.fields()) {
      texts.put(before + field.name(), of(field));
      field.annotations().stream()
          .filter(a -> a.name().equals("Backbone"))
          .map(a -> a.value("value"))
          .filter(ModelDeclaration.class::isInstance)
          .forEach(placed -> add((ModelDeclaration) placed, before + field.name() + ".", texts));
    }
  }

  private static String of(LayerField field) {
    return field
        .sharing()
        .map(sharing -> "Shared " + sharing.annotation().string("value"))
        .orElseGet(() -> written(field));
  }

  private static String written(LayerField field) {
    return field.annotations().stream()
        .filter(a -> !POLICY.contains(a.name()))
        .map(FieldText::of)
        .collect(Collectors.joining(", "));
  }

  private static String of(LayerAnnotation layer) {
    return switch (layer.name()) {
      case "Repeat" -> times(layer.integer("times"), layer.className("block"));
      case "Residual" -> times(layer.integer("blocks"), "Residual");
      case "DenseBlock" -> "DenseBlock of " + layer.integer("layers");
      case "Backbone", "Custom" -> layer.className("value");
      case "Conv", "ConvTranspose" -> {
        List<Integer> sides = layer.integers("kernel");
        String kernel = sides.get(0) + "x" + sides.get(sides.size() - 1);
        List<Integer> strides = layer.integers("stride");
        int down = strides.get(0);
        int right = strides.get(strides.size() - 1);
        String stride = down == right ? Integer.toString(down) : down + "x" + right;
        yield layer.name() + " " + kernel + (stride.equals("1") ? "" : " stride " + stride);
      }
      default -> layer.name();
    };
  }

  private static String times(int number, String what) {
    return number == 1 ? what : number + " x " + what;
  }
}
