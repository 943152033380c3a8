package dev.skipjack.processor.build;

import dev.skipjack.processor.ir.Value;
import dev.skipjack.processor.read.LayerAnnotation;
import dev.skipjack.processor.read.LayerField;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** The layers that led to a mistake: {@code stem 16x32x32 @Conv(out = 16, kernel = 3)}. */
final class Trace {
  private final List<String[]> rows = new ArrayList<>();

  /** Adds a layer, unless its type is a mistake itself. */
  void add(String name, Value value, String written) {
    if (!value.type().isError()) {
      rows.add(new String[] {name, value.type().describe(), written});
    }
  }

  /** In columns, one line for each layer. */
  List<String> lines() {
    int name = rows.stream().mapToInt(r -> r[0].length()).max().orElse(0);
    int shape = rows.stream().mapToInt(r -> r[1].length()).max().orElse(0);
    String format = "%-" + Math.max(1, name) + "s  %-" + Math.max(1, shape) + "s  %s";
    return rows.stream()
        .map(r -> String.format(Locale.ROOT, format, (Object[]) r).stripTrailing())
        .toList();
  }

  /** A field's annotations as the user would write them again. */
  static String written(LayerField field) {
    return written(field.annotations());
  }

  static String written(List<LayerAnnotation> annotations) {
    return annotations.stream().map(LayerAnnotation::text).collect(Collectors.joining(" "));
  }
}
