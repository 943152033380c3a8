package dev.skipjack.app;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/**
 * The command line of one or several generated networks: {@code train}, {@code evaluate}, {@code
 * predict}, {@code export}, {@code summary} and {@code doctor}.
 *
 * <pre>{@code
 * public static void main(String[] arguments) {
 *   SkipjackApp.main(Flowers.class, arguments);
 * }
 * }</pre>
 *
 * <p>Exit codes: 0 if all went well, 2 for a mistake of the user's (an option, a file, a learning
 * rate that diverges), 1 for any other failure (pictures that {@code predict} could not read,
 * weights that could not be written where they should), 130 and 143 for a training that was
 * interrupted (Ctrl-C, SIGTERM) and has saved what it learned.
 */
public final class SkipjackApp {
  private final List<AppModel> models;
  private AppModel preset;
  private String name;
  private Path weightsDirectory = Path.of("");
  private Supplier<? extends DataOptions> data = FolderOptions::new;
  private Supplier<? extends PictureOptions> pictures = TorchvisionPictures::new;
  private final List<Object> more = new ArrayList<>();

  private SkipjackApp(List<AppModel> models) {
    if (models.isEmpty()) {
      throw new IllegalArgumentException("a command line needs a model at least");
    }
    this.models = models;
    this.preset = models.get(0);
    this.name = preset.name();
  }

  /**
   * Runs the command line of a model and ends the JVM with its exit code: the whole {@code main} of
   * a program.
   *
   * @param model annotated with {@code @Model}
   */
  public static void main(Class<?> model, String... arguments) {
    System.exit(of(model).run(arguments));
  }

  /**
   * For a model without reflection: {@code of(Flowers.class, FlowersNetwork::forTraining,
   * FlowersNetwork::forInference)}.
   */
  public static SkipjackApp of(
      Class<?> model, AppModel.ForTraining forTraining, AppModel.ForInference forInference) {
    return models(List.of(new AppModel(model.getSimpleName(), model, forTraining, forInference)));
  }

  /** For the model of a class, by its simple name. */
  public static SkipjackApp of(Class<?> model) {
    return models(List.of(AppModel.of(model)));
  }

  /** For several models, among which the option {@code --network} chooses. */
  public static SkipjackApp models(List<AppModel> models) {
    return new SkipjackApp(List.copyOf(models));
  }

  /** What users call the program; default: the name of the first model. */
  public SkipjackApp named(String newName) {
    this.name = newName;
    return this;
  }

  /**
   * The model that is meant where {@code --network} is missing; default: the first.
   *
   * @throws IllegalArgumentException if it is none of this command line's
   */
  public SkipjackApp preset(String modelName) {
    this.preset =
        models.stream()
            .filter(model -> model.name().equals(modelName))
            .findFirst()
            .orElseThrow(
                () -> new IllegalArgumentException("'" + modelName + "' is none of " + models));
    return this;
  }

  /** Where weights lie that no option names; default: the current directory. */
  public SkipjackApp weightsIn(Path directory) {
    this.weightsDirectory = directory;
    return this;
  }

  /**
   * Where {@code train} and {@code evaluate} take their images from; default: folders of pictures,
   * {@code --data}.
   *
   * @param options makes an object for each of the two
   */
  public SkipjackApp data(Supplier<? extends DataOptions> options) {
    this.data = options;
    return this;
  }

  /** How {@code predict} prepares pictures for weights that do not say it. */
  public SkipjackApp pictures(Supplier<? extends PictureOptions> options) {
    this.pictures = options;
    return this;
  }

  /**
   * Adds a command, or replaces the one of its name.
   *
   * @param command an object with picocli's {@code @Command}; its numbers may have a {@link Range}
   */
  public SkipjackApp command(Object command) {
    more.add(command);
    return this;
  }

  String name() {
    return name;
  }

  List<AppModel> models() {
    return models;
  }

  AppModel preset() {
    return preset;
  }

  Path weightsDirectory() {
    return weightsDirectory;
  }

  /** The whole of it, for programs that change something of it, and for tests. */
  public CommandLine commandLine() {
    CommandSpec spec = CommandSpec.create().name(name).mixinStandardHelpOptions(true);
    spec.usageMessage().description("Neural networks that javac checks.");
    spec.versionProvider(new VersionLines());
    commands()
        .forEach(
            (title, command) -> {
              command.getCommandSpec().versionProvider(new VersionLines());
              spec.addSubcommand(title, command);
            });
    return Mistakes.explainedBy(new CommandLine(spec)).setCaseInsensitiveEnumValuesAllowed(true);
  }

  private Map<String, CommandLine> commands() {
    Map<String, CommandLine> commands = new LinkedHashMap<>();
    add(commands, new TrainCommand(this, data.get()));
    add(commands, new EvaluateCommand(this, data.get()));
    add(commands, new PredictCommand(this, pictures.get()));
    add(commands, new ExportCommand(this));
    add(commands, new SummaryCommand(this));
    add(commands, new DoctorCommand(this));
    more.forEach(command -> add(commands, command));
    return commands;
  }

  private static void add(Map<String, CommandLine> commands, Object command) {
    CommandLine line = new CommandLine(command);
    if (command instanceof ModelCommand model) {
      model.addOptions(line.getCommandSpec());
    }
    commands.put(line.getCommandName(), line);
  }

  /** Runs a command and returns the exit code. */
  public int run(String... arguments) {
    return commandLine().execute(arguments);
  }
}
