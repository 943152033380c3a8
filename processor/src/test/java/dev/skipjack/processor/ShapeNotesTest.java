package dev.skipjack.processor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** {@code -Askipjack.shapes=note}: at each field of a model what it comes to. */
class ShapeNotesTest {
  private static final String NOTE = "-Askipjack.shapes=note";

  private static final Map<String, String> SOURCES =
      Map.of(
          "p.Net",
          """
          package p;
          import dev.skipjack.annotations.*;
          @Model(input = @Input(channels = 3, height = 16, width = 16))
          public class Net {
            @Conv(out = 8, kernel = 3)
            @Relu
            Layer stem;
            @Repeat(block = Unit.class, times = 2, out = 8) Layer units;
            @GlobalAvgPool @Linear(out = 5) Layer logits;
          }
          """,
          "p.Unit",
          """
          package p;
          import dev.skipjack.annotations.*;
          @Block
          public class Unit {
            @Conv(out = Param.OUT, kernel = 3) Layer conv;
          }
          """);

  @TempDir private Path directory;

  private List<String> notes(Compilers compiler, Map<String, String> sources, String... options)
      throws IOException {
    return compiler
        .compile(
            directory.resolve("a"), List.of(), List.of(new SkipjackProcessor()), sources, options)
        .succeeded()
        .notes()
        .stream()
        .filter(note -> !note.contains("compiled in"))
        .toList();
  }

  /** At the field's name, not at its annotations; a block's fields have no shapes of their own. */
  @ParameterizedTest
  @EnumSource
  void eachFieldHasItsNote(Compilers compiler) throws IOException {
    assertThat(notes(compiler, SOURCES, NOTE))
        .containsExactlyInAnyOrder(
            "Net.java:7: Net.stem: 8x16x16; 224 parameters, 55,296 multiply-adds, 16,384 bytes of"
                + " maps for each image in training",
            "Net.java:8: Net.units: 8x16x16; 1,168 parameters, 294,912 multiply-adds, 16,384 bytes"
                + " of maps for each image in training",
            "Net.java:9: Net.logits: 5; 45 parameters, 40 multiply-adds, 52 bytes of maps for each"
                + " image in training");
  }

  @Test
  void thereAreNoneUnlessAsked() throws IOException {
    assertThat(notes(Compilers.JAVAC, SOURCES)).isEmpty();
    assertThat(notes(Compilers.JAVAC, SOURCES, "-Askipjack.shapes=none")).isEmpty();
  }

  /** Neither do warnings become of them. */
  @Test
  void notesAreNoMistakes() throws IOException {
    assertThat(notes(Compilers.JAVAC, SOURCES, NOTE, "-Werror", "-Xlint:all,-processing,-path"))
        .hasSize(3);
  }

  /** Inherited fields at the superclass, a placed model and a pyramid in one note each. */
  @ParameterizedTest
  @EnumSource
  void partsOfOtherModels(Compilers compiler) throws IOException {
    Map<String, String> sources =
        Map.of(
            "p.Body",
            """
            package p;
            import dev.skipjack.annotations.*;
            @Block
            public abstract class Body {
              @Conv(out = 8, kernel = 3, stride = 2) Layer half;
              @Conv(out = 16, kernel = 3, stride = 2) Layer quarter;
              @Conv(out = 16, kernel = 3, stride = 2) Layer eighth;
            }
            """,
            "p.Small",
            """
            package p;
            import dev.skipjack.annotations.*;
            @Model(input = @Input(channels = 3, height = 16, width = 16))
            public class Small extends Body {
              @GlobalAvgPool @Linear(out = 5) Layer logits;
            }
            """,
            "p.Levels",
            """
            package p;
            import dev.skipjack.annotations.*;
            @Model(input = @Input(channels = 3, height = Input.ANY, width = Input.ANY))
            public class Levels {
              @Backbone(Small.class) Layer body;
              @Pyramid(taps = {"body.half", "body.quarter"}, out = 4) @Output Layer p;
            }
            """);
    assertThat(notes(compiler, sources, NOTE))
        .anyMatch(note -> note.startsWith("Body.java:5: Small.half: 8x8x8; 224 parameters"))
        .anyMatch(note -> note.startsWith("Small.java:5: Small.logits: 5; 85 parameters"))
        .anyMatch(
            note ->
                note.startsWith("Levels.java:5: Levels.body: body.quarter 16xH/4xW/4; ")
                    && note.endsWith(" in training at 256x320"))
        .anyMatch(note -> note.startsWith("Levels.java:6: Levels.p: 4xH/2xW/2, 4xH/4xW/4; "))
        .hasSize(6);
  }

  @Test
  void whatIsNotKnownIsRefused() throws IOException {
    for (String value : List.of("-Askipjack.shapes=all", "-Askipjack.shapes")) {
      assertThat(
              Compilers.JAVAC
                  .compile(
                      directory.resolve("a"),
                      List.of(),
                      List.of(new SkipjackProcessor()),
                      SOURCES,
                      value)
                  .errors())
          .hasSize(1)
          .allMatch(said -> said.startsWith("[OPTION_UNKNOWN] -Askipjack.shapes: '"))
          .allMatch(said -> said.endsWith("use note or none"));
    }
  }

  @Test
  void inputsHaveNotesToo() throws IOException {
    Map<String, String> sources =
        Map.of(
            "p.Net",
            """
            package p;
            import dev.skipjack.annotations.*;
            @Model(input = @Input(channels = 3, height = 16, width = 16))
            public class Net {
              @Flatten Layer seen;
              @Input(features = 5) Layer table;
              @Concat("seen") @Linear(out = 5) Layer logits;
            }
            """);
    assertThat(notes(Compilers.JAVAC, sources, NOTE))
        .anyMatch(note -> note.endsWith("Net.table: an input of 5"));
  }
}
