package dev.skipjack.examples;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
    name = "summary",
    description =
        "Prints layers, shapes, parameters, multiply-adds and bytes, as the compiler wrote them.",
    mixinStandardHelpOptions = true)
final class SummaryCommand implements Callable<Integer> {
  private static final String PACKAGE = "dev.skipjack.examples.networks";
  private static final List<String> FAMILIES =
      List.of(
          "classic",
          "densenet",
          "detection",
          "dla",
          "mobilenet",
          "resnet",
          "segmentation",
          "squeezenet",
          "vgg",
          "vovnet");

  @Spec private CommandSpec spec;

  @Option(
      names = {"-n", "--network"},
      defaultValue = "densenet-bc-22",
      description =
          "a network of the command line, or a class of the examples such as ResNet50"
              + " (default: ${DEFAULT-VALUE})")
  private String network;

  @Override
  public Integer call() throws IOException {
    Class<?> model = model();
    try (InputStream report = model.getResourceAsStream(model.getSimpleName() + ".md")) {
      if (report == null) {
        throw unknown();
      }
      System.out.print(new String(report.readAllBytes(), StandardCharsets.UTF_8));
    }
    return 0;
  }

  private Class<?> model() {
    for (ExampleNetwork example : ExampleNetwork.values()) {
      if (example.toString().equals(network)) {
        return example.model().type();
      }
    }
    return FAMILIES.stream()
        .flatMap(family -> model(family).stream())
        .findFirst()
        .orElseThrow(this::unknown);
  }

  private Optional<Class<?>> model(String family) {
    try {
      return Optional.of(Class.forName(PACKAGE + "." + family + "." + network));
    } catch (ClassNotFoundException | NoClassDefFoundError e) { // the latter for another case
      return Optional.empty();
    }
  }

  private ParameterException unknown() {
    return new ParameterException(
        spec.commandLine(),
        String.format(
            Locale.ROOT,
            "'%s' is none of %s and no model in %s (docs/networks.md lists them)",
            network,
            Arrays.toString(ExampleNetwork.values()),
            PACKAGE));
  }
}
