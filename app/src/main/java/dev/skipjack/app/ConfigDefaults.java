package dev.skipjack.app;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Set;
import picocli.CommandLine;
import picocli.CommandLine.IDefaultValueProvider;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;

/**
 * Takes the values of options that nobody typed from the file that {@code --config} names. Picocli
 * asks for them when it has read the command line, which therefore wins.
 */
final class ConfigDefaults implements IDefaultValueProvider {
  private static final String OPTION = "--config";

  /** Options that mean this call alone. */
  private static final Set<String> OF_THIS_CALL =
      Set.of("help", "version", "config", "resume", "allow", "find-learning-rate");

  private ConfigFile config;

  /** Adds the option, and looks into its file for the others. */
  static void addTo(CommandSpec command) {
    command.addOption(
        OptionSpec.builder(OPTION)
            .paramLabel("FILE")
            .type(Path.class)
            .description(
                "TOML file with values of options by their long names, such as"
                    + " learning-rate = 0.05; the command line wins")
            .build());
    command.defaultValueProvider(new ConfigDefaults());
  }

  @Override
  public String defaultValue(ArgSpec argument) {
    CommandSpec command = argument.command();
    OptionSpec option = command.findOption(OPTION);
    Path file = option == null ? null : option.getValue();
    if (file == null || !argument.isOption()) {
      return null;
    }
    String key = key((OptionSpec) argument);
    if (OF_THIS_CALL.contains(key) || isOfAnotherNetwork(command, file, key)) {
      return null;
    }
    boolean isPath = argument.auxiliaryTypes()[0] == Path.class;
    ConfigFile values = read(command, file);
    return isPath ? values.paths(key, argument.isMultiValue()) : values.value(key);
  }

  /** Weights of a network that the command line replaces by another. */
  private boolean isOfAnotherNetwork(CommandSpec command, Path file, String key) {
    OptionSpec network = command.findOption(ModelChoice.OPTION);
    if (!key.equals(ModelOptions.WEIGHTS) || network == null || !isTyped(command, network)) {
      return false;
    }
    String named = read(command, file).value(key(network));
    return named != null && !named.equals(network.getValue().toString());
  }

  private static boolean isTyped(CommandSpec command, OptionSpec option) {
    return command.commandLine().getParseResult().hasMatchedOption(option);
  }

  private ConfigFile read(CommandSpec command, Path file) {
    if (config == null || !config.file().equals(file)) {
      try {
        config = ConfigFile.read(file, keys(command.root()));
      } catch (IOException e) {
        throw new ParameterException(command.commandLine(), Mistakes.message(e), e);
      }
    }
    return config;
  }

  /** Of every command, so that what was written beside a training serves the others too. */
  private static Set<String> keys(CommandSpec root) {
    Set<String> keys = new LinkedHashSet<>();
    for (CommandLine command : root.subcommands().values()) {
      command.getCommandSpec().options().forEach(option -> keys.add(key(option)));
    }
    keys.removeAll(OF_THIS_CALL);
    return keys;
  }

  static boolean isOfThisCall(OptionSpec option) {
    return OF_THIS_CALL.contains(key(option));
  }

  /** What an option is called in a file. */
  static String key(OptionSpec option) {
    return option.longestName().replaceFirst("^-+", "");
  }
}
