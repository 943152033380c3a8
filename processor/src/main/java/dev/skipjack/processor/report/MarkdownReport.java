package dev.skipjack.processor.report;

import dev.skipjack.processor.ir.Value;
import java.util.Locale;
import java.util.Optional;

/** The report as a Markdown page. */
public final class MarkdownReport {
  private MarkdownReport() {}

  public static String of(Report report) {
    StringBuilder text = new StringBuilder();
    line(text, "# %s", report.model());
    line(text, "");
    line(
        text,
        "Shapes are channels x height x width of one image, or features; bytes are those of float.");
    report.sizes().ifPresent(s -> line(text, "Images may have %s.", s.describe()));
    line(text, "");
    line(text, "| layer | output | parameters | multiply-adds | bytes |");
    line(text, "|---|---|---:|---:|---:|");
    line(text, "| (input) | %s | | | |", report.input().describe());
    for (Value further : report.furtherInputs()) {
      line(text, "| %s (input) | %s | | | |", further.name(), further.type().describe());
    }
    for (Report.Row row : report.rows()) {
      line(
          text,
          "| %s | %s | %,d | %,d | %,d |",
          row.layer(),
          row.output().describe(),
          row.parameters(),
          row.multiplyAdds(),
          row.bytes());
    }
    line(
        text,
        "| **sum** | | **%,d** | **%,d** | **%,d** |",
        report.parameters(),
        report.multiplyAdds(),
        report.rows().stream().mapToLong(Report.Row::bytes).sum());
    line(text, "");
    line(text, "- frozen parameters: %,d", report.frozen());
    line(text, "- planned memory per image, training: %,d bytes", report.trainingBytes());
    line(text, "- planned memory per image, inference: %,d bytes", report.inferenceBytes());
    line(text, "");
    Optional<String> graph = MermaidGraph.of(report);
    line(
        text,
        "%s",
        graph
            .map(g -> "```mermaid\n" + g + "```")
            .orElse("The graph is larger than GitHub draws."));
    line(text, "");
    line(text, "What runs: calls of each kernel in a training step and in a prediction.");
    line(text, "");
    line(text, "| kernel | step | prediction |");
    line(text, "|---|---:|---:|");
    for (Report.KernelUse use : report.kernels()) {
      line(text, "| `%s` | %,d | %,d |", use.kernel(), use.training(), use.inference());
    }
    return text.toString();
  }

  private static void line(StringBuilder text, String format, Object... arguments) {
    text.append(String.format(Locale.ROOT, format, arguments)).append('\n');
  }
}
