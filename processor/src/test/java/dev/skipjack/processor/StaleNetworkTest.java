package dev.skipjack.processor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skipjack.runtime.InferenceNetwork;
import dev.skipjack.runtime.TrainingNetwork;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A network built from layers of classes that were compiled again, with others. */
class StaleNetworkTest {
  private static final Map<String, String> SOURCES =
      Map.of(
          "p.Unit",
          """
          package p;
          import dev.skipjack.annotations.*;
          @Block class Unit { @Conv(out = 4, kernel = 3) @Relu Layer conv; }
          """,
          "p.Trunk",
          """
          package p;
          import dev.skipjack.annotations.*;
          @Block public class Trunk { @Conv(out = 4, kernel = 3, dilation = 2) Layer trunk; }
          """,
          "p.Body",
          """
          package p;
          import dev.skipjack.annotations.*;
          @Model(input = @Input(channels = 3, height = 8, width = 8))
          public class Body {
            @Repeat(block = Unit.class, times = 2) Layer units;
            @Conv(out = 4, kernel = 3, stride = 2) @Relu Layer end;
            @GlobalAvgPool @Linear(out = 2) Layer logits;
          }
          """,
          "q.Head",
          """
          package q;
          import dev.skipjack.annotations.*;
          @Model(input = @Input(channels = 3, height = 8, width = 8))
          public class Head extends p.Trunk {
            @From("input") @Backbone(p.Body.class) Layer body;
            @GlobalAvgPool @Linear(out = 3) Layer logits;
            @From("trunk") @GlobalAvgPool @Linear(out = 3) @Add("logits") Layer sum;
          }
          """);

  @TempDir private Path directory;
  private Path out;

  @BeforeEach
  void compileAll() throws IOException {
    out = directory.resolve("out");
    compile(SOURCES);
  }

  private void compile(Map<String, String> sources) throws IOException {
    Compilers.JAVAC.compile(out, List.of(), List.of(new SkipjackProcessor()), sources).succeeded();
  }

  private void changed(String type, String from, String to) throws IOException {
    String changed = SOURCES.get(type).replace(from, to);
    assertThat(changed).isNotEqualTo(SOURCES.get(type));
    compile(Map.of(type, changed));
  }

  private void start() throws IOException, ReflectiveOperationException {
    URL[] urls = {out.toUri().toURL()};
    try (URLClassLoader loader = new URLClassLoader(urls, getClass().getClassLoader())) {
      Class<?> network = loader.loadClass("q.HeadNetwork");
      try (TrainingNetwork training =
              (TrainingNetwork) network.getMethod("forTraining", long.class).invoke(null, 1L);
          InferenceNetwork inference = training.inference()) {
        assertThat(training.architecture()).hasSize(16).isEqualTo(inference.architecture());
      }
    }
  }

  @Test
  void isFineAsLongAsNothingChanges() throws IOException, ReflectiveOperationException {
    start();
    for (String type : List.of("p.Unit", "p.Body", "p.Trunk")) {
      compile(Map.of(type, SOURCES.get(type) + "// a comment"));
      start();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "p.Body, stride = 2, stride = 1",
    "p.Body, @Relu Layer end, @Tanh Layer end",
    "p.Unit, @Relu, @Sigmoid",
    "p.Unit, kernel = 3, 'kernel = 3, dilation = 2'",
    "p.Trunk, dilation = 2, dilation = 1"
  })
  void saysWhoIsToBeCompiledAgain(String type, String from, String to) throws IOException {
    changed(type, from, to);
    assertThatThrownBy(this::start)
        .isInstanceOf(InvocationTargetException.class)
        .cause()
        .isInstanceOf(IllegalStateException.class)
        .hasMessageStartingWith(
            "the layers of %s have changed since q.Head was compiled: compile q.Head again", type);
  }

  @Test
  void whatIsCompiledAgainIsFine() throws IOException, ReflectiveOperationException {
    changed("p.Body", "stride = 2", "stride = 1");
    compile(Map.of("q.Head", SOURCES.get("q.Head")));
    start();
  }

  @Test
  void aClassCompiledWithoutTheProcessorIsTold() throws IOException {
    Files.delete(out.resolve("p/UnitLayers.class"));
    assertThatThrownBy(this::start)
        .cause()
        .isInstanceOf(IllegalStateException.class)
        .hasMessage(
            "q.Head was generated from the layers of p.Unit, which is now compiled without"
                + " Skipjack's processor, or gone: compile it with the processor, then q.Head");
  }

  @Test
  void theFingerprintIsTheSameFromSourceAndClassFile() throws IOException {
    Path library = directory.resolve("library");
    Map<String, String> rest = new HashMap<>(SOURCES);
    String head = rest.remove("q.Head");
    Compilers.ECJ.compile(library, List.of(), List.of(new SkipjackProcessor()), rest).succeeded();
    for (Compilers compiler : Compilers.values()) {
      assertThat(
              compiler
                  .compile(
                      directory.resolve(compiler.name()),
                      List.of(library),
                      List.of(new SkipjackProcessor()),
                      Map.of("q.Head", head))
                  .succeeded()
                  .generated()
                  .get("q/HeadNetwork.java"))
          .isEqualTo(Files.readString(out.resolve("q/HeadNetwork.java")));
    }
  }
}
