package dev.skipjack.processor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Eclipse's compiler gives the same network as javac, from sources, class files and both. */
@Tag("exhaustive")
class OtherCompilerTest {
  /** By name the fields would run in another order. */
  private static final Map<String, String> LIBRARY =
      Map.of(
          "library.Trunk",
          """
          package library;
          import dev.skipjack.annotations.*;
          @Block
          public class Trunk<T> {
            @Conv(kernel = 3, out = 4) private Layer stem;
            T other;
            @MaxPool(kernel = 2) Layer half;
          }
          """,
          "library.Unit",
          """
          package library;
          import dev.skipjack.annotations.*;
          @Block
          public class Unit {
            @Conv(kernel = 3, out = Param.OUT, bias = false) @Name("conv") Layer weigh;
            @BatchNorm @Relu @Name("norm") Layer activate;
          }
          """,
          "library.Body",
          """
          package library;
          import dev.skipjack.annotations.*;
          @Model(input = @Input(width = 16, height = 16, channels = 3))
          public class Body extends Trunk<String> {
            @Repeat(block = Unit.class, times = 2, out = 4) Layer units;
            @Relu @Conv(out = 6, kernel = 1) Layer end;
            @GlobalAvgPool @Linear(out = 10) Layer logits;
          }
          """);

  private static final Map<String, String> APPLICATION =
      Map.of(
          "application.Net",
          """
          package application;
          import dev.skipjack.annotations.*;
          import library.*;
          @Model(input = @Input(channels = 3, height = 8, width = 8))
          public class Net extends Trunk<Integer> {
            @Repeat(block = Unit.class, times = 2, out = 3) Layer units;
            @From("input") @Backbone(value = Body.class, to = "end") Layer body;
            @Upsample(scale = 2) @Flatten @Linear(out = 3) Layer logits;
            @From("units") @Flatten @Linear(out = 3) @Add("logits") Layer sum;
          }
          """);

  /** What all is compared with, of library and application as sources. */
  private static Map<String, String> ofSources;

  @TempDir private Path directory;

  private static List<SkipjackProcessor> processor() {
    return List.of(new SkipjackProcessor());
  }

  /** What {@link DeepNetworksTest} compiles: deeper than others, but read from as few fields. */
  private static final Set<String> DEEPEST =
      Set.of("good.DenseBlock500", "good.DenseNetBC250", "good.ResNet1202");

  private static Map<String, String> good() throws IOException {
    Map<String, String> sources = new TreeMap<>();
    try (Stream<Path> files = Files.list(Goldens.resource("good"))) {
      for (Path file : files.toList()) {
        String name = file.getFileName().toString().replace(".java", "");
        sources.put("good." + name, Files.readString(file));
      }
    }
    assertThat(sources.keySet()).containsAll(DEEPEST);
    sources.keySet().removeAll(DEEPEST);
    return sources;
  }

  /** All at once, which opens the class path once for each compiler. */
  @Test
  void everyModelIsTheSame() throws IOException {
    Map<String, String> sources = good();
    Map<String, String> javac =
        Compilers.JAVAC
            .compile(directory.resolve("javac"), List.of(), processor(), sources, "-proc:only")
            .succeeded()
            .generated();
    Map<String, String> ecj =
        Compilers.ECJ
            .compile(directory.resolve("ecj"), List.of(), processor(), sources)
            .succeeded()
            .generated();
    assertThat(javac.keySet())
        .hasSizeGreaterThanOrEqualTo(6 * sources.size())
        .isEqualTo(ecj.keySet());
    javac.forEach((file, text) -> assertThat(ecj.get(file)).as(file).isEqualTo(text));
  }

  /** The library is a class file, of either compiler, to either compiler; or source. */
  @ParameterizedTest
  @CsvSource({"JAVAC, JAVAC", "JAVAC, ECJ", "ECJ, JAVAC", "ECJ, ECJ"})
  void classFilesGiveTheSame(Compilers first, Compilers second) throws IOException {
    Path library =
        first.compile(directory.resolve("a"), List.of(), processor(), LIBRARY).succeeded().output();
    Map<String, String> ofClassFiles =
        second
            .compile(directory.resolve("b"), List.of(library), processor(), APPLICATION)
            .succeeded()
            .generated();
    assertThat(ofClassFiles).hasSize(6).isEqualTo(ofSources());
    assertThat(ofClassFiles.get("application/NetNetwork.java"))
        .containsSubsequence(
            "stem.weight",
            "units.0.conv.weight",
            "units.1.norm.bias",
            "body.stem.weight",
            "body.units.0.conv.weight",
            "body.end.weight",
            "logits.weight",
            "sum.weight");
  }

  /** One class of the library is compiled again beside the class files of the others. */
  @ParameterizedTest
  @CsvSource({"JAVAC, JAVAC", "JAVAC, ECJ", "ECJ, JAVAC", "ECJ, ECJ"})
  void classFilesAndSourcesMixed(Compilers first, Compilers second) throws IOException {
    Path library =
        first.compile(directory.resolve("a"), List.of(), processor(), LIBRARY).succeeded().output();
    try (Stream<Path> files = Files.list(library.resolve("library"))) {
      for (Path file : files.filter(f -> f.getFileName().toString().startsWith("Body")).toList()) {
        Files.delete(file);
      }
    }
    Map<String, String> sources = new HashMap<>(APPLICATION);
    sources.put("library.Body", LIBRARY.get("library.Body"));
    Map<String, String> mixed =
        second
            .compile(directory.resolve("b"), List.of(library), processor(), sources)
            .succeeded()
            .generated();
    mixed.keySet().removeIf(name -> name.startsWith("library"));
    assertThat(mixed).isEqualTo(ofSources());
  }

  private Map<String, String> ofSources() throws IOException {
    if (ofSources == null) {
      Map<String, String> sources = new HashMap<>(LIBRARY);
      sources.putAll(APPLICATION);
      ofSources =
          Compilers.JAVAC
              .compile(directory.resolve("sources"), List.of(), processor(), sources)
              .succeeded()
              .generated();
      ofSources.keySet().removeIf(name -> name.startsWith("library"));
    }
    return ofSources;
  }

  /** What lies in the output directory belongs to the source that is compiled again. */
  @Test
  void sourcesCountMoreThanWhatWasWrittenForThemBefore() throws IOException {
    Path out = directory.resolve("out");
    Map<String, String> sources = new HashMap<>(LIBRARY);
    sources.putAll(APPLICATION);
    Compilers.JAVAC.compile(out, List.of(), processor(), sources).succeeded();
    String unit =
        """
        package library;
        import dev.skipjack.annotations.*;
        @Block
        public class Unit {
          @BatchNorm @Relu @Name("norm") Layer activate;
          @Conv(kernel = 3, out = Param.OUT, bias = false) @Name("conv") Layer weigh;
        }
        """;
    sources.put("library.Unit", unit);
    String network =
        Compilers.JAVAC
            .compile(out, List.of(), processor(), sources)
            .succeeded()
            .generated()
            .get("application/NetNetwork.java");
    assertThat(network).containsSubsequence("units.0.norm.weight", "units.0.conv.weight");
    assertThat(
            Compilers.JAVAC
                .compile(out, List.of(), processor(), APPLICATION)
                .succeeded()
                .generated()
                .get("application/NetNetwork.java"))
        .isEqualTo(network);
  }

  /** Eclipse's compiler does not let any processor write them. */
  @Test
  void classesOfTheLastTimeAreTold() throws IOException {
    Path out = directory.resolve("out");
    Compilers.ECJ.compile(out, List.of(), processor(), LIBRARY).succeeded();
    assertThat(Compilers.ECJ.compile(out, List.of(), processor(), LIBRARY).errors())
        .hasSize(3)
        .allMatch(
            said ->
                said.matches(
                    "\\[GENERATED_NAME_TAKEN] library\\.\\w+ would be generated, but such a class"
                        + " exists\\s+rename the model or that class, or delete it if an earlier"
                        + " compilation wrote it"));
  }

  @ParameterizedTest
  @CsvSource({"JAVAC, JAVAC", "JAVAC, ECJ", "ECJ, JAVAC", "ECJ, ECJ"})
  void withoutTheProcessorTheOrderIsUnknown(Compilers first, Compilers second) throws IOException {
    Path library =
        first.compile(directory.resolve("a"), List.of(), List.of(), LIBRARY).succeeded().output();
    assertThat(
            second
                .compile(directory.resolve("b"), List.of(library), processor(), APPLICATION)
                .errors())
        .hasSize(3)
        .allMatch(said -> said.startsWith("[LAYER_ORDER_UNKNOWN] "))
        .anyMatch(said -> said.contains(" library.UnitLayers,"))
        .anyMatch(said -> said.contains(" library.BodyLayers,"))
        .anyMatch(said -> said.contains(" library.TrunkLayers,"));
  }

  /** Compiled again without the processor, so that what lies beside it is of another version. */
  @ParameterizedTest
  @CsvSource({"JAVAC, JAVAC", "JAVAC, ECJ", "ECJ, JAVAC", "ECJ, ECJ"})
  void whatWasWrittenForOthersIsRefused(Compilers first, Compilers second) throws IOException {
    Path library =
        first.compile(directory.resolve("a"), List.of(), processor(), LIBRARY).succeeded().output();
    for (Map.Entry<String, String> change :
        Map.of(
                "kernel = 3", "kernel = 5",
                "Layer weigh", "Layer heavy",
                "@BatchNorm @Relu", "@Relu @BatchNorm")
            .entrySet()) {
      String unit = LIBRARY.get("library.Unit").replace(change.getKey(), change.getValue());
      first.compile(library, List.of(), List.of(), Map.of("library.Unit", unit)).succeeded();
      assertThat(
              second
                  .compile(directory.resolve("b"), List.of(library), processor(), APPLICATION)
                  .errors())
          .as(unit)
          .isNotEmpty()
          .allMatch(said -> said.startsWith("[LAYER_ORDER_STALE] the layers of Unit "));
    }
  }

  /** Only javac shows the order of a class file, so only javac can see that it is another one. */
  @Test
  void anotherOrderInTheClassFileIsRefused() throws IOException {
    Path library =
        Compilers.JAVAC
            .compile(directory.resolve("a"), List.of(), processor(), LIBRARY)
            .succeeded()
            .output();
    String head = "  @GlobalAvgPool @Linear(out = 10) Layer logits;\n";
    String units = "  @Repeat(block = Unit.class, times = 2, out = 4) Layer units;\n";
    String body = LIBRARY.get("library.Body").replace(head, "").replace(units, head + units);
    assertThat(body)
        .isNotEqualTo(LIBRARY.get("library.Body"))
        .hasSameSizeAs(LIBRARY.get("library.Body"));
    Compilers.JAVAC
        .compile(library, List.of(), List.of(), Map.of("library.Body", body))
        .succeeded();
    assertThat(
            Compilers.JAVAC
                .compile(directory.resolve("b"), List.of(library), processor(), APPLICATION)
                .errors())
        .hasSize(1)
        .allMatch(said -> said.startsWith("[LAYER_ORDER_STALE] the layers of Body "));
  }
}
