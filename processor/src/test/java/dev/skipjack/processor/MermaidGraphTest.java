package dev.skipjack.processor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The graph in {@code Model.md}, in the part of Mermaid's language that we write. */
@Tag("exhaustive")
class MermaidGraphTest {
  private static final String LABEL = "\"[\\p{L}\\p{N}_$.:, ()/+<>-]+\"";
  private static final String NODE = " +(n\\d+)(\\[" + LABEL + "]|\\(\\[" + LABEL + "]\\))";
  private static final String EDGE = " +(n\\d+) --> (n\\d+)";
  private static final String FRAME = " +subgraph f(n\\d+)\\[" + LABEL + "]";

  @TempDir private Path directory;

  private String markdown(String model, String source) throws IOException {
    return Compilers.JAVAC
        .compile(
            directory.resolve("a"),
            List.of(),
            List.of(new SkipjackProcessor()),
            Map.of("good." + model, source))
        .succeeded()
        .generated()
        .get("good/" + model + ".md");
  }

  private static List<String> graph(String markdown) {
    List<String> lines = markdown.lines().toList();
    int begin = lines.indexOf("```mermaid");
    assertThat(begin).isPositive();
    return lines.subList(
        begin + 1, begin + 1 + lines.subList(begin + 1, lines.size()).indexOf("```"));
  }

  /** Every line is one that Mermaid knows, and edges join nodes that there are. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "Kitchen",
        "FrozenBackbone",
        "Outputs",
        "AnySize",
        "Workbench",
        "SeveralInputs",
        "FcDenseNet103",
        "ResNet18OfBlocks",
        "DenseBlock500"
      })
  void isValid(String model) throws IOException {
    String source = Files.readString(Goldens.resource("good", model + ".java"));
    List<String> graph = graph(markdown(model, source));
    assertThat(graph.get(0)).isEqualTo("flowchart TD");
    Set<String> nodes = new HashSet<>();
    Set<String> reached = new HashSet<>();
    int frames = 0;
    for (String line : graph.subList(1, graph.size())) {
      if (line.matches(NODE)) {
        assertThat(nodes.add(line.replaceAll(NODE, "$1"))).as(line).isTrue();
        if (line.split("<br>").length == 2) { // an input: a layer says what it consists of
          reached.add(line.replaceAll(NODE, "$1"));
        }
      } else if (line.matches(EDGE)) {
        assertThat(nodes).as(line).contains(line.replaceAll(EDGE, "$1"));
        reached.add(line.replaceAll(EDGE, "$2"));
      } else if (line.matches(FRAME)) {
        frames++;
      } else {
        assertThat(line).isEqualTo("  end");
        frames--;
      }
    }
    assertThat(frames).isZero();
    assertThat(nodes).contains("n0").hasSizeGreaterThan(1).containsAll(reached);
    assertThat(reached).isEqualTo(nodes);
  }

  @Test
  void aBlockIsOneNodeHoweverOftenItIsRepeated() throws IOException {
    String source =
        """
        package good;
        import dev.skipjack.annotations.*;
        @Model(input = @Input(channels = 3, height = 16, width = 16))
        class Net {
          @Conv(out = 8, kernel = 3, stride = 2) @BatchNorm @Relu Layer end;
          @Repeat(block = Unit.class, times = 3, out = 8) Layer units;
          @Residual(blocks = 2, out = 16, stride = 2) @Output Layer stage;
          @From("end") @DenseBlock(layers = 4, growth = 2) Layer dense;
          @GlobalAvgPool @Linear(out = 5) Layer logits;
          @Block static class Unit {
            @Conv(out = Param.OUT, kernel = 3) Layer conv;
          }
        }
        """;
    assertThat(graph(markdown("Net", source)))
        .containsExactly(
            "flowchart TD",
            "  n0([\"input<br>3x16x16\"])",
            "  n1[\"end<br>Conv 3x3 stride 2, BatchNorm, Relu<br>8x8x8\"]",
            "  n2[\"units<br>3 x Unit<br>8x8x8\"]",
            "  n3([\"stage<br>2 x Residual<br>16x4x4\"])",
            "  n4[\"dense<br>DenseBlock of 4<br>16x8x8\"]",
            "  n5([\"logits<br>GlobalAvgPool, Linear<br>5\"])",
            "  n0 --> n1",
            "  n1 --> n2",
            "  n2 --> n3",
            "  n1 --> n4",
            "  n4 --> n5");
  }

  /** GitHub draws no more than 500 edges. */
  @Test
  void whatIsLargerThanGitHubDrawsIsSaid() throws IOException {
    assertThat(markdown("Net", layersWithTwoInputs(248))).contains("```mermaid"); // 499 edges
    assertThat(markdown("Net", layersWithTwoInputs(249)))
        .doesNotContain("mermaid")
        .contains("\nThe graph is larger than GitHub draws.\n");
  }

  private static String layersWithTwoInputs(int layers) {
    String sums =
        IntStream.range(0, layers)
            .mapToObj(i -> "@Relu @Add(\"stem\") Layer sum" + i + ";\n")
            .collect(Collectors.joining());
    return """
    package good;
    import dev.skipjack.annotations.*;
    @Model(input = @Input(channels = 1, height = 4, width = 4))
    class Net {
      @Conv(out = 2, kernel = 1) Layer stem;
      @Relu Layer first;
    %s\
      @GlobalAvgPool @Linear(out = 2) Layer logits;
    }
    """
        .formatted(sums);
  }
}
