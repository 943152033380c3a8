package dev.skipjack.processor.report;

import dev.skipjack.processor.ir.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The network as a flowchart of Mermaid, which GitHub and others draw: a node for each field, so
 * that all repetitions of a block are one; the fields of a placed model in a frame. Labels are
 * quoted and hold Java identifiers, numbers and names of annotations; nodes are numbered, since
 * {@code end} and others are words of Mermaid's.
 */
final class MermaidGraph {
  /** Mermaid's {@code maxEdges} and {@code maxTextSize}, which a page cannot change on GitHub. */
  private static final int MOST_EDGES = 500;

  private static final int MOST_CHARACTERS = 50_000;

  private final Report report;
  private final Map<String, String> ids = new HashMap<>();
  private final Set<String> outputs;
  private final List<String> lines = new ArrayList<>();

  private MermaidGraph(Report report) {
    this.report = report;
    this.outputs = new HashSet<>(report.outputs());
  }

  /** Empty if it is more than GitHub draws. */
  static Optional<String> of(Report report) {
    MermaidGraph graph = new MermaidGraph(report);
    String text = graph.text();
    long edges = report.rows().stream().mapToLong(row -> row.inputs().size()).sum();
    return edges > MOST_EDGES || text.length() > MOST_CHARACTERS
        ? Optional.empty()
        : Optional.of(text);
  }

  private String text() {
    lines.add("flowchart TD");
    ids.put(Report.INPUT, "n0");
    lines.add("  n0([\"input<br>" + report.input().describe() + "\"])");
    for (Value further : report.furtherInputs()) {
      String id = "n" + ids.size();
      ids.put(further.name(), id);
      lines.add("  " + id + "([\"" + further.name() + "<br>" + further.type().describe() + "\"])");
    }
    report.rows().forEach(row -> ids.put(row.layer(), "n" + ids.size()));
    framed().forEach(this::addNodes);
    for (Report.Row row : report.rows()) {
      row.inputs().forEach(input -> addEdge(input, row.layer()));
    }
    return lines.stream().collect(Collectors.joining("\n", "", "\n"));
  }

  /** Rows by the field that places them, which is empty for the model's own. */
  private Map<String, List<Report.Row>> framed() {
    Map<String, List<Report.Row>> frames = new LinkedHashMap<>();
    for (Report.Row row : report.rows()) {
      int dot = row.layer().indexOf('.');
      String frame = dot < 0 ? "" : row.layer().substring(0, dot);
      frames.computeIfAbsent(frame, name -> new ArrayList<>()).add(row);
    }
    return frames;
  }

  private void addNodes(String frame, List<Report.Row> rows) {
    if (frame.isEmpty()) {
      rows.forEach(row -> lines.add("  " + node(row, row.layer())));
      return;
    }
    String title = frame + ": " + report.texts().get(frame);
    lines.add("  subgraph f" + ids.get(rows.get(0).layer()) + "[\"" + title + "\"]");
    rows.forEach(row -> lines.add("    " + node(row, row.layer().substring(frame.length() + 1))));
    lines.add("  end");
  }

  private String node(Report.Row row, String name) {
    String label =
        "\"" + name + "<br>" + report.texts().get(row.layer()) + "<br>" + row.shapes() + "\"";
    boolean isOutput = outputs.contains(row.layer());
    return ids.get(row.layer()) + (isOutput ? "([" + label + "])" : "[" + label + "]");
  }

  private void addEdge(String from, String to) {
    lines.add("  " + ids.get(from) + " --> " + ids.get(to));
  }
}
