package dev.skipjack.processor;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.testing.compile.Compilation;
import com.google.testing.compile.JavaFileObjects;
import dev.skipjack.annotations.Conv;
import dev.skipjack.annotations.Crop;
import dev.skipjack.annotations.Input;
import dev.skipjack.annotations.Padding;
import dev.skipjack.annotations.Param;
import dev.skipjack.processor.read.BlockParameter;
import dev.skipjack.processor.read.Parameters;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import javax.tools.JavaFileObject;
import javax.tools.StandardLocation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Products and quotients of constants that stand for numbers are computed; all else is told. */
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
        "2 * (Param.OUT + 8) | Param.OUT * 2 + 16",
        "Param.OUT + 1 | Param.OUT + 1",
        "Param.OUT - 4096 | Param.OUT - 4096",
        "Param.OUT >> 3 | Param.OUT / 8 - 1",
        "Param.OUT >>> 2 | Param.OUT >>> 2",
        "-Param.OUT | -Param.OUT",
        "~Param.OUT | -Param.OUT - 1",
        "100 - Param.OUT | -Param.OUT + 100",
        "-3 * Param.OUT | Param.OUT * -3",
        "Param.OUT + Param.WIDTH | Param.OUT + Param.WIDTH",
        "Param.WIDTH - Param.OUT | Param.WIDTH - Param.OUT",
      })
  void arithmeticIsTold(String written, String told) {
    Compilation compilation = compile(written, "1", "1");
    assertThat(compilation.errors()).as(compilation.diagnostics().toString()).hasSize(1);
    assertThat(compilation.errors().get(0).getMessage(Locale.ROOT))
        .startsWith("[PARAM_ARITHMETIC] @Conv: out is " + told + ", but Param.");
  }

  /** OUT is 8, WIDTH 4, three channels arrive. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Param.OUT * 4 | 32",
        "4 * Param.OUT | 32",
        "WIDE | 32",
        "WIDE + Param.OUT | 40",
        "Param.OUT / 4 | 2",
        "Param.OUT / 3 | 2",
        "Param.OUT << 5 | 256",
        "Param.OUT * 64 | 512",
        "Param.OUT * Param.WIDTH | 32",
        "Param.WIDTH * Param.OUT | 32",
        "Param.OUT * Param.OUT | 64",
        "Param.STRIDE * 2 | 2",
        "Param.IN | 3",
        "Param.IN * Param.WIDTH | 12",
        "(int) (Param.OUT * 4L) | 32",
      })
  void productsAndQuotientsAreComputed(String written, int out) {
    Compilation compilation = compile(written, "1", "1");
    assertThat(compilation.errors()).isEmpty();
    long parameters = 37L * out + 2_626; // of all layers
    assertThat(compilation.generatedFile(StandardLocation.CLASS_OUTPUT, "names/Net.md"))
        .hasValueSatisfying(
            report ->
                assertThat(contents(report))
                    .contains(String.format(Locale.ROOT, "| **%,d** |", parameters)));
  }

  private static String contents(JavaFileObject file) {
    try {
      return file.getCharContent(false).toString();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void nothingIsLeftOfTheQuotient() {
    assertThat(compile("Param.OUT / 64", "1", "1").errors())
        .extracting(error -> error.getMessage(Locale.ROOT))
        .singleElement()
        .asString()
        .startsWith("[ATTRIBUTE_POSITIVE] @Conv: out must be at least 1, got 0");
  }

  /** The value is that of the product, but it was chosen before numbers were known. */
  @Test
  void whatAConditionChoosesIsTold() {
    assertThat(compile("Param.OUT < 64 ? Param.OUT * 2 : 64", "1", "1").errors())
        .extracting(error -> error.getMessage(Locale.ROOT))
        .singleElement()
        .asString()
        .startsWith("[PARAM_ARITHMETIC] @Conv: out is Param.OUT < 64 ? Param.OUT * 2 : 64");
  }

  /** Else one would be read as another: all that can be told, with 4096 added or taken away. */
  @Test
  void allThatCanBeToldAreApart() {
    List<Integer> standIns = new ArrayList<>();
    for (BlockParameter parameter : BlockParameter.values()) {
      standIns.add(parameter.standIn());
    }
    standIns.addAll(List.of(Conv.SAME, Padding.SAME_UPPER, Crop.CENTER, Input.ANY));
    Set<Integer> forms = new TreeSet<>();
    int count = 0;
    for (int s : standIns) {
      count += 2 + 4 * 63 + 8;
      forms.addAll(List.of(s, -s));
      for (int n = 2; n <= 64; n++) {
        forms.addAll(List.of(s * n, s * -n, s / n, s / -n));
      }
      for (int n = 1; n <= 8; n++) {
        forms.add(s >>> n);
      }
      for (int other : standIns) {
        count += other < s ? 1 : other == s ? 1 : 0; // products
        forms.add(s * other);
        if (other != s) {
          count += other < s ? 2 : 1; // sums, differences either way
          forms.addAll(List.of(s + other, s - other));
        }
      }
    }
    assertThat(forms).hasSize(count);
    int before = Integer.MIN_VALUE;
    for (int form : forms) {
      assertThat((long) form - before).isGreaterThan(2 * 4096);
      assertThat(form)
          .satisfiesAnyOf(
              f -> assertThat(f).isLessThan(-8192 - 4096),
              f -> assertThat(f).isGreaterThan((1 << 22) + 4096));
      before = form;
    }
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
    assertThat(Parameters.SAME).isEqualTo(Conv.SAME);
    assertThat(Parameters.SAME_UPPER).isEqualTo(Padding.SAME_UPPER);
    assertThat(Parameters.CENTER).isEqualTo(Crop.CENTER);
    assertThat(Parameters.ANY).isEqualTo(Input.ANY);
  }
}
