package dev.skipjack.examples;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
    name = "summary",
    description =
        "Prints layers, shapes, parameters, multiply-adds and bytes, as the compiler wrote them.",
    mixinStandardHelpOptions = true)
final class SummaryCommand implements Callable<Integer> {
  @Mixin private NetworkOptions options;

  @Override
  public Integer call() throws IOException {
    Class<?> model = options.network.model();
    try (InputStream report = model.getResourceAsStream(model.getSimpleName() + ".md")) {
      System.out.print(new String(report.readAllBytes(), StandardCharsets.UTF_8));
    }
    return 0;
  }
}
