package dev.skipjack.processor.build;

import dev.skipjack.processor.diagnostics.Diagnostics;
import dev.skipjack.processor.diagnostics.Message;
import dev.skipjack.processor.diagnostics.Place;
import dev.skipjack.processor.ir.Parameter;
import dev.skipjack.processor.ir.TensorType;
import dev.skipjack.processor.read.LayerAnnotation;
import dev.skipjack.processor.read.LayerField;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What is wrong with the parameters of a field: their names, and what is said of them. */
final class ParameterChecks {
  private final Diagnostics diagnostics;

  /** Which field has the parameter of a name. */
  private final Map<String, String> fields = new HashMap<>();

  ParameterChecks(Diagnostics diagnostics) {
    this.diagnostics = diagnostics;
  }

  /** Tells of a name in weight files that an earlier field has. */
  void checkNames(LayerField field, List<Parameter> own) {
    for (Parameter parameter : own) {
      String other = fields.putIfAbsent(parameter.weightName(), field.name());
      if (other != null) {
        Place place =
            field.annotation("Name").map(name -> name.place("value")).orElse(field.place());
        diagnostics.error(
            Message.WEIGHT_NAME_TWICE, place, parameter.weightName(), other, field.name());
        return;
      }
    }
  }

  /** Tells of an {@code @Init} or {@code @Freeze} that says nothing. */
  void checkPolicy(LayerField field, List<Parameter> own) {
    field.annotation("Init").ifPresent(init -> checkInit(init, field, own));
    field
        .annotation("Freeze")
        .filter(freeze -> own.isEmpty() && !diagnostics.any())
        .ifPresent(
            freeze -> diagnostics.error(Message.FREEZE_NOTHING, freeze.place(), field.name()));
  }

  private void checkInit(LayerAnnotation init, LayerField field, List<Parameter> own) {
    double deviation = init.real("standardDeviation");
    String scheme = init.string("value");
    if (init.given("standardDeviation") && !scheme.equals("NORMAL")) {
      diagnostics.error(
          Message.ATTRIBUTE_UNUSED,
          init.place("standardDeviation"),
          "Init",
          "standardDeviation",
          deviation,
          scheme,
          "write Init.Scheme.NORMAL, or take it away");
    } else if (!(deviation > 0) || Double.isInfinite(deviation)) {
      diagnostics.error(Message.DEVIATION_RANGE, init.place("standardDeviation"), deviation);
    } else if (!diagnostics.any() && own.stream().noneMatch(p -> isDrawn(p.value().type()))) {
      diagnostics.error(Message.INIT_NOTHING, init.place(), field.name());
    }
  }

  /** Whether a scheme says how such a weight starts: not vectors, nor what a sequence learns. */
  private static boolean isDrawn(TensorType type) {
    int rank = type.dims().size();
    return rank > 1 && !(rank == 3 && type.dims().get(0) == 1);
  }
}
