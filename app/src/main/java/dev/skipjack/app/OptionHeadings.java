package dev.skipjack.app;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.Help;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.UsageMessageSpec;

/** Puts the options of a command under headings in its help: too many for one list. */
final class OptionHeadings {
  private final CommandSpec command;
  private final String rest;

  /** In the order of the help. */
  private final Map<String, List<String>> names = new LinkedHashMap<>();

  private OptionHeadings(CommandSpec command, String rest) {
    this.command = command;
    this.rest = rest;
  }

  /**
   * @param rest the heading of the first list: options that are under no other
   */
  static OptionHeadings of(CommandSpec command, String rest) {
    OptionHeadings headings = new OptionHeadings(command, rest);
    command
        .usageMessage()
        .sectionMap()
        .put(UsageMessageSpec.SECTION_KEY_OPTION_LIST, headings::render);
    return headings;
  }

  /**
   * The options of a mixin, and others.
   *
   * @param mixin the field's name
   */
  OptionHeadings under(String heading, String mixin, String... others) {
    List<String> all = new ArrayList<>(List.of(others));
    command.mixins().get(mixin).options().forEach(option -> all.add(option.longestName()));
    names.put(heading, all);
    return this;
  }

  private String render(Help help) {
    List<String> elsewhere = names.values().stream().flatMap(List::stream).toList();
    StringBuilder text = new StringBuilder();
    append(
        text,
        help,
        rest,
        command.options().stream()
            .filter(option -> !elsewhere.contains(option.longestName()))
            .toList());
    names.forEach(
        (heading, under) ->
            append(text, help, heading, under.stream().map(command::findOption).toList()));
    return text.toString();
  }

  private static void append(
      StringBuilder text, Help help, String heading, List<OptionSpec> options) {
    if (!options.isEmpty()) {
      Help.Layout layout = help.createDefaultLayout(); // as wide as all options need
      layout.addOptions(options, help.createDefaultParamLabelRenderer());
      text.append(String.format(Locale.ROOT, "%n%s:%n%s", heading, layout));
    }
  }
}
