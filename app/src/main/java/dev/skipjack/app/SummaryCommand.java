package dev.skipjack.app;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;

@Command(
    name = "summary",
    description =
        "Prints layers, shapes, parameters, multiply-adds and bytes, as the compiler wrote them.",
    mixinStandardHelpOptions = true)
final class SummaryCommand implements ModelCommand {
  private final ModelChoice choice;

  SummaryCommand(SkipjackApp app) {
    choice = new ModelChoice(app.models(), app.preset(), ModelChoice.WITH_PRESET);
  }

  @Override
  public void addOptions(CommandSpec command) {
    choice.addTo(command);
  }

  @Override
  public Integer call() throws IOException {
    Class<?> model = choice.model().orElseThrow().type();
    String nested = model.getName().substring(model.getPackageName().length());
    String file = nested.replace(".", "").replace('$', '_') + ".md";
    try (InputStream report = model.getResourceAsStream(file)) {
      if (report == null) {
        throw new IOException(
            String.format(
                Locale.ROOT,
                "%s is not beside the class file of %s: Skipjack's processor writes it there,"
                    + " and a packager may have left it out",
                file,
                model.getName()));
      }
      System.out.print(new String(report.readAllBytes(), StandardCharsets.UTF_8));
    }
    return 0;
  }
}
