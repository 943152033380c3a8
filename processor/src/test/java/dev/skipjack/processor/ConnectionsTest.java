package dev.skipjack.processor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skipjack.processor.ir.Contraction;
import dev.skipjack.processor.ir.Elementwise;
import dev.skipjack.processor.ir.Graph;
import dev.skipjack.processor.ir.Movement;
import dev.skipjack.processor.ir.Node;
import dev.skipjack.processor.ir.Normalization;
import dev.skipjack.processor.ir.Op;
import dev.skipjack.processor.ir.Value;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Counts connections in the graph that the compiler builds. A map is what a layer hands on, and
 * what enters the first one; a concatenation is none, it only lies several maps side by side. A
 * connection is a map and an operation of another layer that reads it, directly or through batch
 * norm and ReLU: a convolution, or the sum of a skip connection. A layer is a layer of a dense
 * block, a unit of a residual stage, or a field.
 */
class ConnectionsTest {
  @ParameterizedTest
  @CsvSource({"1, 0", "2, 0", "3, 0", "6, 0", "12, 0", "1, 4", "3, 4", "16, 4"})
  void aLayerOfADenseBlockReadsEveryMapBeforeIt(int layers, int bottleneck) {
    Graph graph =
        Graphs.ofLayers(
            """
            @Conv(out = 4, kernel = 3) Layer stem;
            @DenseBlock(layers = %d, growth = 2, bottleneck = %d) Layer dense;
            @Flatten @Linear(out = 10) Layer logits;
            """
                .formatted(layers, bottleneck));
    assertThat(connections(graph, "dense"))
        .containsExactlyElementsOf(IntStream.rangeClosed(1, layers).boxed().toList());
  }

  @Test
  void aLayerOfAChainReadsOneMap() {
    Graph graph =
        Graphs.ofLayers(
            """
            @Conv(out = 4, kernel = 3) @BatchNorm @Relu Layer stem;
            @Conv(out = 4, kernel = 3) @BatchNorm @Relu Layer chain1;
            @Conv(out = 4, kernel = 3) @BatchNorm @Relu Layer chain2;
            @Conv(out = 4, kernel = 3) @BatchNorm @Relu Layer chain3;
            @Flatten @Linear(out = 10) Layer logits;
            """);
    assertThat(connections(graph, "chain[123]")).containsExactly(1, 1, 1);
  }

  /** With its convolutions and past them; the projection of the second stage reads it too. */
  @Test
  void aResidualUnitReadsItsInputTwice() {
    Graph graph =
        Graphs.ofLayers(
            """
            @Conv(out = 4, kernel = 3) @BatchNorm @Relu Layer stem;
            @Residual(blocks = 3, out = 4) Layer stage1;
            @Residual(blocks = 2, out = 8, stride = 2) Layer stage2;
            @Flatten @Linear(out = 10) Layer logits;
            """);
    assertThat(connections(graph, "stage1")).containsExactly(2, 2, 2);
    assertThat(connections(graph, "stage2")).containsExactly(2, 2);
  }

  /** The table of docs/story.md. */
  @Test
  void connectionsOfNetworks() throws IOException {
    Graph denseNet40 =
        Graphs.ofLayers(
            """
            @Conv(out = 16, kernel = 3) Layer stem;
            @DenseBlock(layers = 12, growth = 12, bottleneck = 0) Layer dense1;
            @Transition(compression = 1) Layer down1;
            @DenseBlock(layers = 12, growth = 12, bottleneck = 0) Layer dense2;
            @Transition(compression = 1) Layer down2;
            @DenseBlock(layers = 12, growth = 12, bottleneck = 0) Layer dense3;
            @BatchNorm @Relu @GlobalAvgPool Layer features;
            @Linear(out = 10) Layer logits;
            """);
    Graph chain =
        Graphs.ofLayers(
            IntStream.rangeClosed(0, 12)
                    .mapToObj(
                        "@Conv(out = 16, kernel = 3) @BatchNorm @Relu Layer chain%d;\n"::formatted)
                    .reduce("", String::concat)
                + "@GlobalAvgPool @Linear(out = 10) Layer logits;");
    Graph residual =
        Graphs.ofLayers(
            """
            @Conv(out = 16, kernel = 3) @BatchNorm @Relu Layer stem;
            @Residual(blocks = 12, out = 16) Layer stage;
            @GlobalAvgPool @Linear(out = 10) Layer logits;
            """);
    StringBuilder table = new StringBuilder();
    table.append("| part of a network | layers L | connections | among the layers alone |\n");
    table.append("|---|---:|---:|---:|\n");
    row(table, "a chain of convolutions", chain, "chain([1-9]|1[0-2])");
    row(table, "a residual stage", residual, "stage");
    for (String block : List.of("dense1", "dense2", "dense3")) {
      row(table, "DenseNet-40, " + block, denseNet40, block);
    }
    Graph denseNet121 = Graphs.of("DenseNet121");
    for (String block : List.of("dense1", "dense2", "dense3", "dense4")) {
      row(table, "DenseNet-121, " + block, denseNet121, block);
    }
    Goldens.check(Goldens.resource("graphs", "connections.md"), table.toString());
  }

  private static void row(StringBuilder table, String name, Graph graph, String fields) {
    List<Integer> all = connections(graph, fields);
    int inner = connections(graph, fields, true).stream().mapToInt(Integer::intValue).sum();
    int sum = all.stream().mapToInt(Integer::intValue).sum();
    table.append(
        String.format(Locale.ROOT, "| %s | %d | %d | %d |\n", name, all.size(), sum, inner));
  }

  private static List<Integer> connections(Graph graph, String fields) {
    return connections(graph, fields, false);
  }

  /**
   * How many each layer of these fields has, in order.
   *
   * @param fields a regular expression
   * @param inside whether to leave out the map that enters the first layer
   */
  private static List<Integer> connections(Graph graph, String fields, boolean inside) {
    Sources sources = new Sources(graph);
    Set<String> layers = new LinkedHashSet<>();
    Map<String, Integer> count = new LinkedHashMap<>();
    for (Node node : graph.nodes()) {
      if (node.origin().layer().matches(fields)) {
        layers.add(node.origin().group());
      }
    }
    for (Node node : graph.nodes()) {
      String layer = node.origin().group();
      if (layers.contains(layer)) {
        long read =
            sources.readBy(node).stream()
                .map(sources::layer)
                .filter(from -> !from.equals(layer) && (!inside || layers.contains(from)))
                .count();
        count.merge(layer, (int) read, Integer::sum);
      }
    }
    return List.copyOf(count.values());
  }

  /** Which maps an operation reads. */
  private static final class Sources {
    private final Map<Value, Node> producers = new LinkedHashMap<>();

    Sources(Graph graph) {
      graph.nodes().forEach(node -> node.outputs().forEach(v -> producers.put(v, node)));
    }

    Set<Value> readBy(Node node) {
      Set<Value> maps = new LinkedHashSet<>();
      if (node.op() instanceof Contraction.Convolution) {
        collect(node.inputs().get(0), maps);
      } else if (node.op() instanceof Elementwise.Add) {
        node.inputs().forEach(v -> collect(v, maps));
      }
      return maps;
    }

    /** Parts of concatenations, and what batch norm and ReLU were applied to. */
    private void collect(Value value, Set<Value> maps) {
      Op op = producers.containsKey(value) ? producers.get(value).op() : null;
      if (op instanceof Movement.Concat) {
        producers.get(value).inputs().forEach(v -> collect(v, maps));
      } else if (op instanceof Normalization.BatchNorm || op instanceof Elementwise.Activation) {
        collect(producers.get(value).inputs().get(0), maps);
      } else {
        maps.add(value);
      }
    }

    String layer(Value map) {
      return producers.containsKey(map) ? producers.get(map).origin().group() : "input";
    }
  }
}
