package dev.skipjack.app;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.TypeConversionException;

/** The option that says which of several models; of a single one nobody asks. */
final class ModelChoice {
  /** A description of the option, for commands on a model that a preset names. */
  static final String WITH_PRESET = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE})";

  static final String OPTION = "--network";

  private final List<AppModel> models;
  private final OptionSpec option;

  /**
   * @param preset the model that is meant where the option is missing; may be null
   */
  ModelChoice(List<AppModel> models, AppModel preset, String description) {
    this.models = models;
    this.option =
        models.size() == 1
            ? null
            : OptionSpec.builder("-n", OPTION)
                .paramLabel("NETWORK")
                .type(AppModel.class)
                .converters(this::byName)
                .completionCandidates(models.stream().map(AppModel::name).toList())
                .defaultValue(preset == null ? null : preset.name())
                .description(description)
                .build();
  }

  void addTo(CommandSpec command) {
    if (option != null) {
      command.addOption(option);
    }
  }

  /** Empty if there are several, and neither the user nor a preset says which. */
  Optional<AppModel> model() {
    return option == null ? Optional.of(models.get(0)) : Optional.ofNullable(option.getValue());
  }

  /** How a user says which: {@code --network NAME}, or nothing. */
  String typed() {
    return option == null ? "" : " " + OPTION + " " + model().orElseThrow();
  }

  private AppModel byName(String name) {
    return models.stream()
        .filter(model -> model.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new TypeConversionException(
                    String.format(Locale.ROOT, "'%s' is none of %s", name, models)));
  }
}
