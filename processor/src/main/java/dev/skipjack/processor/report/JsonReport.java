package dev.skipjack.processor.report;

import dev.skipjack.processor.ir.ImageSizes;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * The report as JSON. It holds Java identifiers (with dots between), numbers and ops' texts only,
 * so there is nothing to escape and no need for a library on every user's processor path.
 */
public final class JsonReport {
  private JsonReport() {}

  private static String sizes(ImageSizes sizes) {
    return String.format(
        Locale.ROOT,
        "  \"sizes\": {\"multiple\": %d, \"minimum\": %d, \"figuresAt\": \"%s\"},\n",
        sizes.multiple(),
        sizes.minimum(),
        sizes.reference());
  }

  private static String further(Report report) {
    return report.furtherInputs().isEmpty()
        ? ""
        : report.furtherInputs().stream()
            .map(v -> String.format(Locale.ROOT, "\"%s\": \"%s\"", v.name(), v.type().describe()))
            .collect(Collectors.joining(", ", "  \"furtherInputs\": {", "},\n"));
  }

  public static String of(Report report) {
    String layers =
        report.rows().stream()
            .map(
                row ->
                    String.format(
                        Locale.ROOT,
                        "    {\"layer\": \"%s\", \"inputs\": [%s], \"output\": \"%s\","
                            + " \"parameters\": %d, \"multiplyAdds\": %d, \"bytes\": %d}",
                        row.layer(),
                        row.inputs().stream()
                            .map(input -> '"' + input + '"')
                            .collect(Collectors.joining(", ")),
                        row.output().describe(),
                        row.parameters(),
                        row.multiplyAdds(),
                        row.bytes()))
            .collect(Collectors.joining(",\n"));
    String kernels =
        report.kernels().stream()
            .map(
                use ->
                    String.format(
                        Locale.ROOT,
                        "    {\"kernel\": \"%s\", \"step\": %d, \"prediction\": %d}",
                        use.kernel(),
                        use.training(),
                        use.inference()))
            .collect(Collectors.joining(",\n"));
    return String.format(
        Locale.ROOT,
        """
        {
          "model": "%s",
          "input": "%s",
        %s%s\
          "parameters": %d,
          "frozenParameters": %d,
          "multiplyAdds": %d,
          "trainingBytesPerImage": %d,
          "inferenceBytesPerImage": %d,
          "layers": [
        %s
          ],
          "kernels": [
        %s
          ]
        }
        """,
        report.model(),
        report.input().describe(),
        further(report),
        report.sizes().map(JsonReport::sizes).orElse(""),
        report.parameters(),
        report.frozen(),
        report.multiplyAdds(),
        report.trainingBytes(),
        report.inferenceBytes(),
        layers,
        kernels);
  }
}
