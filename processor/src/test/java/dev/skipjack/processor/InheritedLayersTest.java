package dev.skipjack.processor;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.testing.compile.Compilation;
import com.google.testing.compile.JavaFileObjects;
import dev.skipjack.processor.ir.Graph;
import dev.skipjack.processor.ir.Parameter;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/** A class has the layers of its superclass, in front of its own. */
class InheritedLayersTest {
  private static Graph graph(String classes) {
    return Graphs.ofSource(
        "Net",
        "package good; import dev.skipjack.annotations.*;"
            + classes.replace(
                "@Model", "@Model(input = @Input(channels = 1, height = 8, width = 8))"));
  }

  private static Compilation compile(String classes) {
    return DiagnosticsTest.compile(
        JavaFileObjects.forSourceString(
            "bad.Net",
            "package bad; import dev.skipjack.annotations.*;"
                + classes.replace(
                    "@Model", "@Model(input = @Input(channels = 1, height = 8, width = 8))")));
  }

  @Test
  void thoseOfTheSuperclassRunFirst() {
    Graph graph =
        graph(
            """
            @Model class Other { @Conv(out = 4, kernel = 3) Layer stem; @GlobalAvgPool @Linear(out = 3) Layer logits; }
            @Model class Net extends Other { @Linear(out = 5) Layer more; }
            """);
    assertThat(graph.parameters())
        .extracting(Parameter::weightName)
        .containsExactly(
            "stem.weight", "stem.bias", "logits.weight", "logits.bias", "more.weight", "more.bias");
  }

  @Test
  void generationsPrivateFieldsAndTypeParameters() {
    Graph graph =
        graph(
            """
            @Block abstract class First<T> { T other; @Conv(out = 4, kernel = 3) private Layer z; }
            abstract class Second<T> extends First<T> { int none; }
            @Block abstract class Third<T extends Comparable<T>> extends Second<T> { @Relu private Layer y; }
            @Model class Net extends Third<String> { @From("z") @Add("y") Layer x; @Flatten @Linear(out = 2) Layer logits; }
            """);
    assertThat(graph.listing())
        .containsSubsequence("z:[N,4,8,8]", "y:[N,4,8,8] = activation<kind=relu>(z)", "add(z, y)");
  }

  @Test
  void blocksAndPlacedModelsInherit() {
    Graph graph =
        graph(
            """
            @Block class Base { @Conv(out = Param.OUT, kernel = 3) Layer conv; }
            @Block class Unit extends Base { @BatchNorm @Relu Layer norm; }
            @Model class Body extends Base { @Conv(out = 4, kernel = 1) Layer end; @GlobalAvgPool Layer head; }
            @Model class Whole extends Trunk { @Flatten @Linear(out = 2) Layer logits; }
            @Block class Trunk { @Conv(out = 6, kernel = 3) Layer trunk; }
            @Model class Net {
              @Repeat(block = Unit.class, times = 2, out = 3) Layer units;
              @From("input") @Backbone(Whole.class) Layer whole;
              @Flatten @Linear(out = 2) Layer logits;
              @From("units") @Flatten @Linear(out = 2) @Add("logits") Layer sum;
            }
            """
                .replace(
                    "@Model class Body extends Base { @Conv(out = 4, kernel = 1) Layer end; @GlobalAvgPool Layer head; }\n",
                    ""));
    assertThat(graph.parameters())
        .extracting(Parameter::weightName)
        .contains("units.0.conv.weight", "units.1.norm.weight", "whole.trunk.weight");
  }

  @Test
  void aSuperclassWithLayersSaysWhatItIs() {
    Compilation compilation =
        compile(
            """
            class Base { @Conv(out = 4, kernel = 3) Layer stem; }
            @Model class Net extends Base { @Flatten @Linear(out = 2) Layer logits; }
            """);
    assertThat(compilation.errors()).hasSize(1);
    assertThat(compilation.errors().get(0).getMessage(Locale.ROOT))
        .startsWith("[LAYER_OUTSIDE] 'stem' is a layer, but its class Base");
  }

  /** Without layers it need not be anything. */
  @Test
  void anySuperclassWithoutLayersWillDo() {
    assertThat(
            compile(
                    """
                    class Base<T> { T other; static int none; }
                    @Model class Net extends Base<String> implements Runnable {
                      @Flatten @Linear(out = 2) Layer logits;
                      @Override public void run() {}
                    }
                    """)
                .errors())
        .isEmpty();
  }

  @Test
  void localClassesAreRefused() {
    Compilation compilation =
        compile(
            """
            class Net {
              Runnable field = () -> { @Model class InLambda { @Flatten @Linear(out = 2) Layer logits; } };
              static { @Block class InInitializer { @Relu Layer a; } }
              Object object = new Object() { @Model class InAnonymous { @Flatten @Linear(out = 2) Layer logits; } };
              void method() { @dev.skipjack.annotations.Block class InMethod { class Inner {} } class Fine {} }
              @Model static class Nested { @Flatten @Linear(out = 2) Layer logits; }
            }
            """);
    assertThat(compilation.errors())
        .extracting(error -> error.getMessage(Locale.ROOT).lines().findFirst().orElseThrow())
        .allMatch(said -> said.startsWith("[MODEL_LOCAL] "))
        .extracting(said -> said.replaceAll(".*'(\\w+)'.*", "$1"))
        .containsExactlyInAnyOrder("InLambda", "InInitializer", "InAnonymous", "InMethod");
  }
}
