package dev.skipjack.processor;

import static dev.skipjack.processor.Javac.javac;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.testing.compile.Compilation;
import com.google.testing.compile.Compiler;
import com.google.testing.compile.JavaFileObjects;
import dev.skipjack.processor.grad.Differentiate;
import dev.skipjack.processor.ir.Graph;
import dev.skipjack.processor.ir.Node;
import dev.skipjack.processor.ir.Parameter;
import dev.skipjack.processor.optimize.Pipeline;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import javax.tools.JavaFileObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Models whose layers are placed in others. */
class BackboneTest {
  private static final String BODY =
      """
      @Model(input = @Input(channels = 3, height = 64, width = 64))
      static class Body {
        @Name({"conv1", "bn1"}) @Conv(out = 4, kernel = 3) @BatchNorm @Relu Layer stem;
        @Residual(blocks = 1, out = 4) Layer layer1;
        @Residual(blocks = 2, out = 8, stride = 2) Layer layer2;
        @From("layer1") @Conv(out = 2, kernel = 1) Layer side;
        @From("layer2") @Residual(blocks = 2, out = 8, stride = 2) Layer layer3;
        @From("layer3") @Dropout @Conv(out = 6, kernel = 1) Layer tail;
        @GlobalAvgPool Layer pooled;
        @Linear(out = 10) Layer fc;
        @From("side") @GlobalAvgPool @Linear(out = 10) @Add("fc") Layer logits;
      }
      """;

  private static Graph graph(String layers) {
    return Graphs.ofLayers(layers + BODY);
  }

  private static List<String> weights(Graph graph) {
    return graph.parameters().stream()
        .map(Parameter::weightName)
        .filter(name -> name.endsWith("weight"))
        .toList();
  }

  private static Node node(Graph graph, String output) {
    return graph.nodes().stream()
        .filter(n -> n.output().name().equals(output))
        .findFirst()
        .orElseThrow();
  }

  /** Names of values, methods, rows and weights; what nobody reads is not there. */
  @Test
  void innerFieldsHaveNamesBehindTheOuterOne() {
    Graph graph =
        graph(
            """
            @Name("backbone") @Backbone(value = Body.class, to = "layer2") Layer body;
            @From("body.layer1") @Conv(out = 8, kernel = 1, stride = 2) @Add("body") Layer sum;
            @Flatten @Linear(out = 10) Layer logits;
            """);
    assertThat(weights(graph))
        .startsWith(
            "backbone.conv1.weight", "backbone.bn1.weight", "backbone.layer1.0.conv1.weight")
        .endsWith("sum.weight", "logits.weight")
        .noneMatch(name -> name.contains("side") || name.contains("layer3"));
    Node relu = node(graph, "bodyLayer1");
    assertThat(relu.output().type().describe()).isEqualTo("4x8x8");
    assertThat(relu.origin().group()).isEqualTo("bodyLayer1Block0");
    assertThat(relu.origin().layer()).isEqualTo("body.layer1");
    assertThat(relu.origin().describe())
        .isEqualTo("body.layer1: @Residual(blocks = 1, out = 4) block 0");
    assertThat(node(graph, "bodyStem").origin().group()).isEqualTo("bodyStem");
  }

  /** Without {@code to} it ends before the head, and the branch that only the head reads is out. */
  @Test
  void theHeadIsLeftOut() {
    Graph graph =
        graph("@Backbone(Body.class) Layer body; @Flatten @Linear(out = 3) Layer logits;");
    assertThat(node(graph, "bodyTail").output().type().describe()).isEqualTo("6x2x2");
    assertThat(weights(graph)).noneMatch(name -> name.contains("side") || name.contains("fc"));
  }

  /** Tokens are what the layers of a transformer end in: those before the head, or one of them. */
  @Test
  void tokensOfATransformerArePlaced() {
    String body =
        """
        @Model(input = @Input(channels = 3, height = 8, width = 8))
        static class Tokens {
          @PatchEmbed(size = 4, features = 6) @ClassToken @PositionalEmbedding Layer embed;
          @LayerNorm @Attention(heads = 2) @Add("embed") Layer mixed;
          @LayerNorm Layer norm;
          @SelectToken(0) Layer first;
          @Linear(out = 10) Layer logits;
        }
        """;
    Graph whole =
        Graphs.ofLayers(
            "@Freeze @Backbone(Tokens.class) Layer body; @SelectToken(0) @Linear(out = 2) Layer"
                + " logits; "
                + body);
    assertThat(node(whole, "bodyNorm").output().type().inWords()).isEqualTo("a sequence of 5x6");
    assertThat(weights(whole))
        .contains("body.norm.weight")
        .noneMatch(n -> n.contains("body.logits"));
    assertThat(whole.parameters())
        .filteredOn(p -> p.weightName().startsWith("body."))
        .isNotEmpty()
        .allMatch(p -> p.role() == Parameter.Role.FROZEN);
    Graph part =
        Graphs.ofLayers(
            "@Backbone(value = Tokens.class, to = \"embed\") Layer body;"
                + " @Attention(heads = 3) @Add(\"body\") Layer own;"
                + " @SelectToken(0) @Linear(out = 2) Layer logits; "
                + body);
    assertThat(weights(part)).noneMatch(name -> name.contains("body.norm"));
    assertThat(node(part, "own").output().type().inWords()).isEqualTo("a sequence of 5x6");
    assertThat(
            javac()
                .withProcessors(new SkipjackProcessor())
                .compile(
                    JavaFileObjects.forSourceString(
                        "good.Net",
                        """
                        package good;
                        import dev.skipjack.annotations.*;
                        @Model(input = @Input(channels = 3, height = 16, width = 8))
                        public class Net {
                          @Freeze @Backbone(Tokens.class) Layer body;
                          @SelectToken(0) @Linear(out = 2) Layer logits;
                        """
                            + body
                            + "}"))
                .errors())
        .isEmpty();
  }

  /** If only parts are read, what comes after the last of them is out. */
  @Test
  void whatIsAfterTheLastPartIsLeftOut() {
    Graph graph =
        graph(
            """
            @Backbone(Body.class) Layer body;
            @From("body.side") @Flatten @Linear(out = 3) Layer logits;
            """);
    assertThat(weights(graph))
        .contains("body.side.weight")
        .noneMatch(name -> name.contains("layer2") || name.contains("layer3"));
  }

  @Test
  void backbonesArePlacedInBackbones() {
    Graph graph =
        graph(
            """
            @Backbone(Middle.class) Layer outer;
            @From("outer.inner.layer1") @GlobalAvgPool @Linear(out = 3) Layer small;
            @From("outer") @GlobalAvgPool @Linear(out = 3) @Add("small") Layer logits;
            @Model(input = @Input(channels = 3, height = 64, width = 64))
            static class Middle {
              @Freeze @Backbone(value = Body.class, to = "layer2") Layer inner;
              @Conv(out = 2, kernel = 1) Layer last;
              @Flatten @Linear(out = 2) Layer logits;
            }
            """);
    assertThat(weights(graph)).contains("outer.inner.layer2.0.conv1.weight", "outer.last.weight");
    assertThat(graph.parameters())
        .filteredOn(p -> p.weightName().startsWith("outer.inner") && p.isLearned())
        .isNotEmpty()
        .allMatch(p -> p.role() == Parameter.Role.FROZEN);
  }

  /** As torchvision: the first block of a stage keeps the dilation of the stage before. */
  @Test
  void stridesBeyondTheOutputStrideBecomeDilation() {
    Graph graph =
        graph(
            """
            @Backbone(value = Body.class, to = "layer3", outputStride = 1) Layer body;
            @Flatten @Linear(out = 3) Layer logits;
            """);
    assertThat(node(graph, "bodyLayer3").output().type().describe()).isEqualTo("8x8x8");
    List<String> convolutions = new ArrayList<>();
    for (String stage : List.of("Layer1", "Layer2", "Layer3")) {
      for (String block : stage.equals("Layer1") ? List.of("0") : List.of("0", "1")) {
        convolutions.add(node(graph, "body" + stage + "Block" + block + "Conv1").op().text());
      }
    }
    assertThat(convolutions)
        .containsExactly(
            "convolution<kernel=3 padding=1>",
            "convolution<kernel=3 padding=1>",
            "convolution<kernel=3 padding=2 dilation=2>",
            "convolution<kernel=3 padding=2 dilation=2>",
            "convolution<kernel=3 padding=4 dilation=4>");
  }

  /** Stages of both count together. */
  @Test
  void theOutputStrideReachesBackbonesInBackbones() {
    Graph graph =
        graph(
            """
            @Backbone(value = Middle.class, outputStride = 2) Layer outer;
            @Flatten @Linear(out = 3) Layer logits;
            @Model(input = @Input(channels = 3, height = 64, width = 64))
            static class Middle {
              @Backbone(value = Body.class, to = "layer3") Layer inner;
              @Residual(blocks = 1, out = 8, stride = 2) Layer stage;
              @Flatten @Linear(out = 2) Layer logits;
            }
            """);
    assertThat(node(graph, "outerStage").output().type().describe()).isEqualTo("8x4x4");
    List<String> convolutions =
        Stream.of("InnerLayer2Block1", "InnerLayer3Block0", "InnerLayer3Block1", "StageBlock0")
            .map(block -> node(graph, "outer" + block + "Conv1").op().text())
            .toList();
    assertThat(convolutions)
        .containsExactly(
            "convolution<kernel=3 padding=1>",
            "convolution<kernel=3 padding=1>",
            "convolution<kernel=3 padding=2 dilation=2>",
            "convolution<kernel=3 padding=2 dilation=2>");
  }

  /** No gradient code and no change of running statistics for a frozen backbone. */
  @Test
  void aFrozenBackboneHasNoBackwardPass() {
    Graph graph =
        graph(
            """
            @Freeze @Backbone(Body.class) Layer body;
            @Flatten @Linear(out = 3) Layer logits;
            """);
    Graph training = Pipeline.training().run(graph);
    assertThat(training.nodes().stream().filter(n -> n.outputs().isEmpty())).isEmpty();
    assertThat(Differentiate.of(training).backward().nodes())
        .hasSize(1)
        .allMatch(n -> n.origin().layer().equals("logits"));
  }

  private static List<String> mistakes(String layers, JavaFileObject... more) {
    List<JavaFileObject> sources = new ArrayList<>(List.of(more));
    sources.add(
        JavaFileObjects.forSourceString(
            "bad.Net",
            """
            package bad;
            import dev.skipjack.annotations.*;
            @Model(input = @Input(channels = 3, height = 8, width = 8))
            class Net {
              %s
            }
            """
                .formatted(layers + BODY)));
    return DiagnosticsTest.compile(sources.toArray(JavaFileObject[]::new)).errors().stream()
        .map(error -> error.getMessage(Locale.ROOT))
        .toList();
  }

  /** A field that was renamed in the other model. */
  @Test
  void anUnknownPartIsAMistake() {
    assertThat(
            mistakes(
                """
                @Backbone(value = Body.class, to = "layer2") Layer body;
                @From("body.laier1") @GlobalAvgPool @Linear(out = 10) @Add("head") Layer logits;
                """))
        .containsExactly(
            "[NAME_UNKNOWN] there is no layer 'body.laier1'\n    did you mean 'body.layer1' or"
                + " 'body.layer2'?",
            "[NAME_UNKNOWN] there is no layer 'head'\n    the layers before it are 'body.stem',"
                + " 'body.layer1', 'body.layer2', 'body'");
    assertThat(
            mistakes(
                """
                @From("body.layer1") @Conv(out = 2, kernel = 1) Layer early;
                @Backbone(value = Body.class, to = "layer2") Layer body;
                @Flatten @Linear(out = 10) Layer logits;
                """))
        .contains(
            "[NAME_LATER] 'body.layer1' comes after 'early', and layers run from top to bottom\n"
                + "    move 'body' up");
  }

  @Test
  void mistakesOfTheOtherModelAreToldThereAlone() {
    assertThat(
            mistakes(
                "@Backbone(Wrong.class) Layer body; @Flatten @Linear(out = 10) Layer logits;",
                JavaFileObjects.forSourceString(
                    "bad.Wrong",
                    """
                    package bad;
                    import dev.skipjack.annotations.*;
                    @Model(input = @Input(channels = 3, height = 8, width = 8))
                    class Wrong {
                      @Conv(out = 3, kernel = 3) static Layer wrong;
                      @Flatten @Linear(out = 10) Layer logits;
                    }
                    """)))
        .containsExactly(
            "[LAYER_STATIC] layer 'wrong' is static, but a layer belongs to the network\n"
                + "    take away 'static'");
  }

  @Test
  void longerCyclesAreTold() {
    assertThat(
            mistakes(
                """
                @Backbone(Other.class) Layer body;
                @Flatten @Linear(out = 10) Layer logits;
                """,
                JavaFileObjects.forSourceString(
                    "bad.Other",
                    """
                    package bad;
                    import dev.skipjack.annotations.*;
                    @Model(input = @Input(channels = 3, height = 8, width = 8))
                    class Other {
                      @Backbone(Net.class) Layer body;
                      @Flatten @Linear(out = 10) Layer logits;
                    }
                    """)))
        .containsExactly(
            "[BACKBONE_CYCLE] Net places itself: Net -> Other -> Net\n"
                + "    a model can only place others");
  }

  /** The other model may be compiled before, in another module: fields keep their order. */
  @Test
  void modelsOfClassFilesArePlaced(@TempDir Path directory) throws IOException {
    Compilation library =
        javac()
            .withProcessors(new SkipjackProcessor())
            .compile(
                JavaFileObjects.forSourceString(
                    "library.Library",
                    "package library; import dev.skipjack.annotations.*; public class Library {"
                        + BODY.replace("static class", "public static class")
                        + "}"));
    List<File> classPath = ClassFiles.write(library, directory);
    String model =
        """
        package user;
        import dev.skipjack.annotations.*;
        %s
        @Model(input = @Input(channels = 3, height = 8, width = 8))
        class Net {
          @Backbone(%s.class) Layer body;
          @From("body.layer1") @Conv(out = 6, kernel = 1, stride = 4) @Add("body") Layer sum;
          @Flatten @Linear(out = 10) Layer logits;
          %s
        }
        """;
    Compilation ofClassFile =
        Compiler.javac()
            .withProcessors(new SkipjackProcessor())
            .withClasspath(classPath)
            .compile(
                JavaFileObjects.forSourceString(
                    "user.Net", model.formatted("import library.Library;", "Library.Body", "")));
    Compilation ofSource =
        javac()
            .withProcessors(new SkipjackProcessor())
            .compile(
                JavaFileObjects.forSourceString("user.Net", model.formatted("", "Body", BODY)));
    for (String generated : List.of("NetTraining", "NetNetwork")) {
      assertThat(
              source(ofClassFile, generated)
                  .replace("import library.Library_BodyLayers;\n", "")
                  .replace("Library_BodyLayers", "Net_BodyLayers")
                  .replace("library.Library.Body", "user.Net.Body"))
          .isEqualTo(source(ofSource, generated));
    }
  }

  private static String source(Compilation compilation, String name) throws IOException {
    assertThat(compilation.errors()).as(compilation.diagnostics().toString()).isEmpty();
    return compilation
        .generatedSourceFile("user." + name)
        .orElseThrow()
        .getCharContent(false)
        .toString();
  }
}
