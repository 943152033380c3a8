package dev.skipjack.processor;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.testing.compile.Compilation;
import com.google.testing.compile.JavaFileObjects;
import dev.skipjack.annotations.Conv;
import dev.skipjack.annotations.Crop;
import dev.skipjack.annotations.Input;
import dev.skipjack.annotations.Param;
import dev.skipjack.processor.read.BlockParameter;
import dev.skipjack.processor.read.Parameters;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Nothing is computed from a constant that stands for a number, whatever compilers make of it. */
class StandInsTest {
  private static Compilation compile(String out, String padding, String times) {
    return DiagnosticsTest.compile(
        JavaFileObjects.forSourceString(
            "names.Net",
            """
            package names;
            import dev.skipjack.annotations.*;
            @Model(input = @Input(channels = 3, height = 8, width = 8))
            class Net {
              @Repeat(block = Unit.class, out = 8, width = 4) Layer units;
              @Flatten @Linear(out = 10) Layer logits;
            }
            @Block class Unit {
              static final int WIDE = Param.OUT * 4;
              static final int ALIAS = Param.OUT;
              static final int EIGHT = 2 * 4;
              @Conv(out = %s, kernel = 3, padding = %s, times = %s) @BatchNorm Layer first;
              @Conv(out = Param.OUT, kernel = 1) @BatchNorm Layer second;
              @Conv(out = Param.WIDTH, kernel = 1) @BatchNorm Layer third;
            }
            """
                .formatted(out, padding, times)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Param.OUT * 4 | Param.OUT * 4",
        "4 * Param.OUT | Param.OUT * 4",
        "2 * (Param.OUT + 8) | Param.OUT * 2 + 16",
        "WIDE | Param.OUT * 4",
        "WIDE + Param.OUT | Param.OUT * 5",
        "Param.OUT + 1 | Param.OUT + 1",
        "Param.OUT - 4096 | Param.OUT - 4096",
        "Param.OUT / 4 | Param.OUT / 4",
        "Param.OUT / 64 | Param.OUT / 64",
        "Param.OUT >> 3 | Param.OUT / 8 - 1",
        "Param.OUT >>> 2 | Param.OUT >>> 2",
        "Param.OUT << 5 | Param.OUT * 32",
        "-Param.OUT | -Param.OUT",
        "~Param.OUT | -Param.OUT - 1",
        "100 - Param.OUT | -Param.OUT + 100",
        "-3 * Param.OUT | Param.OUT * -3",
        "Param.OUT * Param.WIDTH | Param.OUT * Param.WIDTH",
        "Param.OUT * Param.OUT | Param.OUT * Param.OUT",
        "Param.OUT + Param.WIDTH | Param.OUT + Param.WIDTH",
        "Param.WIDTH - Param.OUT | Param.WIDTH - Param.OUT",
        "Param.STRIDE * 2 | Param.STRIDE * 2",
        "(int) (Param.OUT * 4L) | Param.OUT * 4",
        "(Param.OUT * 64) | Param.OUT * 64",
      })
  void arithmeticIsTold(String written, String told) {
    Compilation compilation = compile(written, "1", "1");
    assertThat(compilation.errors()).as(compilation.diagnostics().toString()).hasSize(1);
    assertThat(compilation.errors().get(0).getMessage(Locale.ROOT))
        .startsWith("[PARAM_ARITHMETIC] @Conv: out is " + told + ", but Param.");
  }

  @ParameterizedTest
  @ValueSource(strings = {"Conv.SAME + 1", "Conv.SAME / 2", "-Conv.SAME", "Conv.SAME * 2"})
  void soIsThatOfOtherStandIns(String written) {
    assertThat(compile("Param.OUT", written, "1").errors())
        .extracting(error -> error.getMessage(Locale.ROOT))
        .singleElement()
        .asString()
        .startsWith("[PARAM_ARITHMETIC] @Conv: padding is " + written + ", but Conv.SAME ");
  }

  /** Of these the value tells nothing: javac's source does. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "(short)Param.OUT",
        "(char)Param.OUT",
        "Param.OUT % 7",
        "Param.OUT & 63",
        "Param.OUT >>> 20",
        "Param.OUT * 100",
        "Param.WIDTH * 0 + 8",
        "Param.OUT > 64 ? 128 : 64",
        "WIDE & 63",
      })
  void soIsWhatLeavesAnOrdinaryNumber(String written) {
    assertThat(compile(written, "1", "1").errors())
        .extracting(error -> error.getMessage(Locale.ROOT))
        .singleElement()
        .asString()
        .startsWith("[PARAM_ARITHMETIC] @Conv: out is " + written + ", but Param.");
  }

  @ParameterizedTest
  @ValueSource(strings = {"Param.OUT", "(Param.OUT)", "8", "4 * 2", "ALIAS", "Unit.EIGHT"})
  void theStandInAloneAndNumbersAreNot(String written) {
    assertThat(compile(written, "Conv.SAME", "4").errors()).isEmpty();
  }

  /** The processor does not load the annotations, so it has the values once more. */
  @Test
  void bothSidesHaveTheSameValues() throws ReflectiveOperationException {
    for (BlockParameter parameter : BlockParameter.values()) {
      assertThat(parameter.standIn())
          .isEqualTo(Param.class.getField(parameter.name()).getInt(null));
    }
    assertThat(Parameters.STRIDE).isEqualTo(Param.STRIDE);
    assertThat(Parameters.SAME).isEqualTo(Conv.SAME);
    assertThat(Parameters.CENTER).isEqualTo(Crop.CENTER);
    assertThat(Parameters.ANY).isEqualTo(Input.ANY);
  }
}
