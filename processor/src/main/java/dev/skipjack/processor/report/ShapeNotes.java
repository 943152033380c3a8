package dev.skipjack.processor.report;

import dev.skipjack.processor.diagnostics.Place;
import dev.skipjack.processor.read.LayerField;
import dev.skipjack.processor.read.ModelDeclaration;
import java.util.List;
import java.util.Locale;
import java.util.function.ToLongFunction;

/**
 * What each field of a model comes to, to be shown where it is written. A field that places a block
 * or another model stands for all layers of it: these have other shapes wherever they are placed.
 */
public final class ShapeNotes {
  /**
   * A note.
   *
   * @param place of the field
   */
  public record Note(Place place, String text) {}

  private ShapeNotes() {}

  /** One for each field, in their order. */
  public static List<Note> of(ModelDeclaration model, Report report) {
    return model.fields().stream()
        .map(field -> new Note(field.place(), text(model, field, report)))
        .toList();
  }

  private static String text(ModelDeclaration model, LayerField field, Report report) {
    // of a placed model each field is a row
    List<Report.Row> rows =
        report.rows().stream()
            .filter(r -> r.layer().equals(field.name()) || r.layer().startsWith(field.name() + "."))
            .toList();
    String name = model.name() + "." + field.name();
    if (rows.isEmpty()) {
      return report.furtherInputs().stream()
          .filter(input -> input.name().equals(field.name()))
          .map(input -> name + ": an input of " + input.type().describe())
          .findFirst()
          .orElse(name + ": computes nothing");
    }
    Report.Row last = rows.get(rows.size() - 1);
    String reached = last.layer().equals(field.name()) ? "" : last.layer() + " ";
    return String.format(
        Locale.ROOT,
        "%s: %s%s; %,d parameters, %,d multiply-adds, %,d bytes of maps for each image in training%s",
        name,
        reached,
        last.shapes(),
        sum(rows, Report.Row::parameters),
        sum(rows, Report.Row::multiplyAdds),
        sum(rows, Report.Row::bytes),
        report.sizes().map(sizes -> " at " + sizes.reference()).orElse(""));
  }

  private static long sum(List<Report.Row> rows, ToLongFunction<Report.Row> share) {
    return rows.stream().mapToLong(share).sum();
  }
}
