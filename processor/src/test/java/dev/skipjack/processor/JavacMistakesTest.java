package dev.skipjack.processor;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.testing.compile.JavaFileObjects;
import java.util.List;
import java.util.Locale;
import javax.tools.Diagnostic;
import javax.tools.JavaFileObject;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code javac} tells, Skipjack does not tell again, nor what follows from it. */
class JavacMistakesTest {
  private static List<Diagnostic<? extends JavaFileObject>> errors(
      String annotations, String body) {
    String source =
        """
        package bad;
        import dev.skipjack.annotations.*;
        %s
        class Net {
          %s
          @Flatten @Linear(out = 10) Layer logits;
        }
        """
            .formatted(annotations, body);
    return DiagnosticsTest.compile(JavaFileObjects.forSourceString("bad.Net", source)).errors();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "@Conv(out = UNKNOWN, kernel = 3) Layer conv;",
        "@Backbone(Unknown.class) Layer body;",
        "@Repeat(block = Unknown.class) Layer stage;",
        "@Pyramid(taps = {UNKNOWN, \"input\"}) Layer neck;",
        "@From(UNKNOWN) @Conv(out = 3, kernel = 3) Layer conv;",
        "@Relu Layer relu; @Skip(from = UNKNOWN) Layer sum;",
        "@Relu Layer relu; @Add({UNKNOWN, \"input\"}) Layer sum;",
        "@Relu Layer relu; @Crop(like = UNKNOWN) Layer crop;",
        "@Name(UNKNOWN) @Conv(out = 3, kernel = 3) Layer conv;",
        "@Init(Init.Scheme.UNKNOWN) @Conv(out = 3, kernel = 3) Layer conv;",
        "@Cnov(out = 3, kernel = 3) Layer conv;",
        "@Cnov(out = 3, kernel = 3) @Relu Layer conv;",
        "@dev.skipjack.annotations.Cnov(out = 3, kernel = 3) @Relu Layer conv;",
        "@Conv(out = 3, kernel = 3) Layr conv;",
        "@Repeat(block = Unit.class) Layer stage; @Block static class Unit { @Cnov Layer conv; }",
        "@Repeat(block = Unit.class) Layer stage; @Blok static class Unit { @Relu Layer relu; }",
      })
  void areToldOnce(String body) {
    List<Diagnostic<? extends JavaFileObject>> errors =
        errors("@Model(input = @Input(channels = 3, height = 8, width = 8))", body);
    assertThat(errors).as(errors.toString()).hasSize(1);
    assertThat(errors.get(0).getMessage(Locale.ROOT))
        .containsAnyOf(
            "cannot find symbol",
            "an enum annotation value must be an enum constant"); // JDK 25 of Init.Scheme.UNKNOWN
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "@Modle(input = @Input(channels = 3, height = 8, width = 8))",
        "@Model(input = @Inptu(channels = 3, height = 8, width = 8))",
        "@Model(input = @Input(channels = UNKNOWN, height = 8, width = 8))",
        "@Model(input = @Input(channels = 3, height = 8, width = 8)) @Budgte(maxParameters = 1)",
        "@Model(input = @Input(channels = 3, height = 8, width = 8))"
            + " @Budget(maxParameters = UNKNOWN)",
      })
  void areToldOnceOfTheModel(String annotations) {
    List<Diagnostic<? extends JavaFileObject>> errors = errors(annotations, "@Relu Layer relu;");
    assertThat(errors).as(errors.toString()).hasSize(1);
    assertThat(errors.get(0).getMessage(Locale.ROOT)).contains("cannot find symbol");
  }
}
