package dev.skipjack.processor.report;

import dev.skipjack.processor.diagnostics.Diagnostics;
import dev.skipjack.processor.diagnostics.Message;
import dev.skipjack.processor.read.LayerAnnotation;
import dev.skipjack.processor.read.ModelDeclaration;
import java.util.Comparator;
import java.util.function.ToLongFunction;

/** Compares the report with the model's {@code @Budget}. */
public final class BudgetCheck {
  private final LayerAnnotation budget;
  private final Report report;
  private final Diagnostics diagnostics;

  private BudgetCheck(LayerAnnotation budget, Report report, Diagnostics diagnostics) {
    this.budget = budget;
    this.report = report;
    this.diagnostics = diagnostics;
  }

  public static void run(ModelDeclaration model, Report report, Diagnostics diagnostics) {
    model.budget().ifPresent(budget -> new BudgetCheck(budget, report, diagnostics).run());
  }

  private void run() {
    String model = report.model();
    check(
        model,
        "maxParameters",
        Message.BUDGET_PARAMETERS,
        report.parameters(),
        Report.Row::parameters);
    model += report.sizes().map(sizes -> " at " + sizes.reference()).orElse("");
    check(
        model,
        "maxMultiplyAdds",
        Message.BUDGET_MULTIPLY_ADDS,
        report.multiplyAdds(),
        Report.Row::multiplyAdds);
    check(
        model,
        "maxTrainingBytesPerImage",
        Message.BUDGET_MEMORY,
        report.trainingBytes(),
        Report.Row::bytes);
  }

  private void check(
      String model, String limit, Message message, long actual, ToLongFunction<Report.Row> share) {
    long most = (Long) budget.value(limit);
    if (most < 1) {
      diagnostics.error(Message.BUDGET_POSITIVE, budget.place(limit), limit, most);
    } else if (actual > most) {
      Report.Row worst = report.rows().stream().max(Comparator.comparingLong(share)).orElseThrow();
      diagnostics.error(
          message,
          budget.place(limit),
          model,
          actual,
          most,
          worst.layer(),
          share.applyAsLong(worst));
    }
  }
}
