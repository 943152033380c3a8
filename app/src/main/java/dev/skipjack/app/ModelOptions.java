package dev.skipjack.app;

import dev.skipjack.runtime.InferenceNetwork;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** What every command on weights asks for: which network, and where its weights are. */
final class ModelOptions {
  /** What the option of the file is called in a config file. */
  static final String WEIGHTS = "weights";

  private final String program;
  private final ModelChoice choice;
  private final Path directory;
  private final OptionSpec weights;

  ModelOptions(SkipjackApp app) {
    program = app.name();
    choice = new ModelChoice(app.models(), app.preset(), ModelChoice.WITH_PRESET);
    directory = app.weightsDirectory();
    String file = app.models().size() == 1 ? app.preset().name() : "NETWORK";
    weights =
        OptionSpec.builder("-w", "--" + WEIGHTS)
            .paramLabel("FILE")
            .type(Path.class)
            .description("file of the weights (default: " + defaultFile(file) + ")")
            .build();
  }

  void addTo(CommandSpec command) {
    choice.addTo(command);
    command.addOption(weights);
    ConfigDefaults.addTo(command);
  }

  AppModel model() {
    return choice.model().orElseThrow();
  }

  Path weights() {
    Path named = weights.getValue();
    return named == null ? defaultFile(model().name()) : named;
  }

  private Path defaultFile(String name) {
    return directory.resolve(name + ".safetensors");
  }

  /**
   * The network with its weights.
   *
   * @throws IOException if there are none, or they are not its own
   */
  InferenceNetwork load() throws IOException {
    Path file = weights();
    if (Files.notExists(file)) {
      throw new IOException(
          String.format(
              Locale.ROOT,
              "there are no weights of %s: looked for %s;"
                  + " '%s train%s%s' makes that file, --weights names another",
              model(),
              file.toAbsolutePath(),
              program,
              choice.typed(),
              weights.getValue() == null ? "" : " --weights " + file));
    }
    return model().load(file);
  }
}
