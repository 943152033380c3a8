package dev.skipjack.processor;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.testing.compile.Compilation;
import com.google.testing.compile.JavaFileObjects;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/** Which images a model of any size takes, and what is told about sizes that depend on them. */
class AnySizeTest {
  private static Compilation compile(String layers) {
    return compile("", layers);
  }

  private static Compilation compile(String annotation, String layers) {
    return compileSource(source(annotation, layers));
  }

  private static Compilation compileSource(String source) {
    return DiagnosticsTest.compile(JavaFileObjects.forSourceString("good.Net", source));
  }

  private static String source(String annotation, String layers) {
    return """
    package good;
    import dev.skipjack.annotations.*;
    @Model(input = @Input(channels = 3, height = Input.ANY, width = Input.ANY))
    %s
    class Net {
      %s
      @GlobalAvgPool @Linear(out = 10) Layer logits;
    }
    """
        .formatted(annotation, layers);
  }

  /** What the summary of the model of any size says, without the time it took. */
  private static String note(String source) {
    Compilation compilation = compileSource(source);
    assertThat(compilation.status())
        .as(compilation.diagnostics().toString())
        .isEqualTo(Compilation.Status.SUCCESS);
    return compilation.notes().stream()
        .map(note -> note.getMessage(Locale.ROOT))
        .filter(note -> note.contains("any size"))
        .map(note -> note.replaceAll("; compiled in .*", ""))
        .findFirst()
        .orElseThrow();
  }

  /** The end of the summary. */
  private static String sizes(String layers) {
    return note(source("", layers)).replaceAll(".* inference; ", "");
  }

  @Test
  void everyImageHasASuitableSizeWithoutStrides() {
    assertThat(sizes("@Conv(out = 4, kernel = 3) @Relu Layer conv;"))
        .isEqualTo("any size; figures at 256x320");
  }

  @Test
  void multiplesAreThoseOfAllStridesTogether() {
    assertThat(sizes("@Conv(out = 4, kernel = 3, stride = 2) @MaxPool(kernel = 2) Layer conv;"))
        .isEqualTo("any size, multiples of 4; figures at 256x320");
    assertThat(
            sizes(
                """
                @Conv(out = 4, kernel = 3, stride = 32) @Upsample(scale = 32) Layer a;
                @Conv(out = 4, kernel = 3, stride = 3) @Upsample(scale = 3) Layer b;
                """))
        .isEqualTo("any size, multiples of 96; figures at 288x384");
  }

  @Test
  void noMapVanishesInTheSmallestImage() {
    assertThat(sizes("@Conv(out = 4, kernel = 9, padding = 0) Layer conv;"))
        .isEqualTo("any size, from 9 on; figures at 256x320");
    assertThat(
            sizes(
                """
                @Conv(out = 4, kernel = 3, stride = 8) Layer conv;
                @Conv(out = 4, kernel = 7, padding = 0) Layer wide;
                """))
        .isEqualTo("any size, multiples of 8 from 56 on; figures at 256x320");
  }

  @Test
  void batchNormSeesMoreThanOnePixelInTheSmallestImage() {
    assertThat(sizes("@Conv(out = 4, kernel = 3, stride = 8) @BatchNorm Layer conv;"))
        .isEqualTo("any size, multiples of 8 from 16 on; figures at 256x320");
  }

  @Test
  void figuresAreThoseOfALargerImageIfTheUsualOneIsTooSmall() {
    assertThat(
            sizes(
                """
                @Conv(out = 4, kernel = 1, stride = 16) Layer conv;
                @Conv(out = 4, kernel = 19, padding = 0) Layer wide;
                """))
        .isEqualTo("any size, multiples of 16 from 304 on; figures at 512x640");
  }

  /** Layers of a model of one size work on this model's sizes, dilated stages included. */
  @Test
  void layersOfABackboneTakeTheSizesOfTheModel() {
    String resNet =
        """
        @Model(input = @Input(channels = 3, height = 224, width = 224))
        class Body {
          @Conv(out = 8, kernel = 7, stride = 2) @BatchNorm @Relu
          @MaxPool(kernel = 3, stride = 2, padding = 1) Layer stem;
          @Residual(blocks = 1, out = 8) Layer layer1;
          @Residual(blocks = 1, out = 16, stride = 2) Layer layer2;
          @Residual(blocks = 1, out = 32, stride = 2) Layer layer3;
          @Residual(blocks = 1, out = 64, stride = 2) Layer layer4;
          @GlobalAvgPool @Linear(out = 1000) Layer logits;
        }
        """;
    assertThat(note(source("", "@Backbone(Body.class) Layer body;") + resNet))
        .endsWith("any size, multiples of 32 from 64 on; figures at 256x320");
    assertThat(
            note(source("", "@Backbone(value = Body.class, outputStride = 8) Layer b;") + resNet))
        .endsWith("any size, multiples of 8 from 16 on; figures at 256x320");
  }

  private static String error(Compilation compilation) {
    assertThat(compilation.errors()).as(compilation.diagnostics().toString()).hasSize(1);
    return compilation.errors().get(0).getMessage(Locale.ROOT);
  }

  @Test
  void sizesThatDifferForSomeImagesAreShownAsFormulas() {
    assertThat(
            error(
                compile(
                    """
                    @Conv(out = 4, kernel = 3, stride = 4) Layer a;
                    @From("input") @Conv(out = 4, kernel = 3, stride = 2, padding = 5)
                    @MaxPool(kernel = 2) @Add("a") Layer b;
                    """)))
        .isEqualTo(
            """
            [ADD_SHAPE] cannot add 'a' to 'b': 4xH/4xW/4 and 4x(H/4+2)x(W/4+2) differ
                a  4xH/4xW/4          @Conv(out = 4, kernel = 3, stride = 4)
                b  4x(H/4+2)x(W/4+2)  @Conv(out = 4, kernel = 3, stride = 2, padding = 5) @MaxPool(kernel = 2)
                put @Crop(like = "a") before @Add""");
  }

  @Test
  void aMapThatVanishesInEveryImageIsToldOnce() {
    assertThat(error(compile("@Conv(out = 4, kernel = 9000, padding = 0) Layer conv;")))
        .startsWith(
            "[KERNEL_TOO_LARGE] @Conv: a kernel of 9000 does not fit on the map 3xHxW with padding"
                + " 0");
  }

  @Test
  void budgetsCountForTheReferenceImage() {
    String conv = "@Conv(out = 4, kernel = 3) Layer conv;";
    assertThat(error(compile("@Budget(maxMultiplyAdds = 1000)", conv)))
        .startsWith("[BUDGET_MULTIPLY_ADDS] Net at 256x320 takes 8,847,400 multiply-adds");
    assertThat(error(compile("@Budget(maxParameters = 10)", conv)))
        .startsWith("[BUDGET_PARAMETERS] Net has 162 parameters");
  }
}
