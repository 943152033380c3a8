package dev.skipjack.processor.diagnostics;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * Mistakes as commands that a workflow of GitHub turns into annotations of the source when a step
 * prints them, a line for each: {@code ::error file=…,line=…,title=…::…}. Source: "Workflow
 * commands for GitHub Actions" in GitHub's documentation.
 */
public final class WorkflowCommands {
  private WorkflowCommands() {}

  public static String of(List<Told> all) {
    return all.stream().map(WorkflowCommands::line).collect(Collectors.joining());
  }

  private static String line(Told told) {
    List<String> properties = new ArrayList<>();
    told.location()
        .ifPresent(
            at -> {
              properties.add("file=" + property(at.file()));
              properties.add("line=" + at.line());
              properties.add("col=" + at.column());
            });
    properties.add("title=" + property(told.diagnostic().message().name()));
    return String.format(
        Locale.ROOT,
        "::%s %s::%s\n",
        told.isError() ? "error" : "warning",
        String.join(",", properties),
        message(told));
  }

  /** Without a location it says of what. */
  private static String message(Told told) {
    String of = told.location().isPresent() ? "" : told.diagnostic().place().describe() + ": ";
    return data(of + told.text());
  }

  private static String data(String text) {
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A");
  }

  private static String property(String text) {
    return data(text).replace(":", "%3A").replace(",", "%2C");
  }
}
