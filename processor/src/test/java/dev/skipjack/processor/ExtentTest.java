package dev.skipjack.processor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skipjack.processor.ir.Contraction;
import dev.skipjack.processor.ir.Extent;
import dev.skipjack.processor.ir.Movement;
import dev.skipjack.processor.ir.Pooling;
import dev.skipjack.processor.ir.Span;
import dev.skipjack.processor.ir.TensorType;
import dev.skipjack.processor.shape.ShapeRules;
import java.math.BigInteger;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** Sizes that follow from the image's, against the integers for 50 images of each case. */
class ExtentTest {
  private static final int IMAGES = 50;
  private static final List<Extent> BEFORE =
      List.of(
          Extent.IMAGE,
          new Extent(1, 1, 3),
          new Extent(1, 2, 0),
          new Extent(1, 4, -1),
          new Extent(2, 3, 1),
          new Extent(3, 1, -2));

  /** {@code image} and the extent before decide nothing but what a rule says for plain integers. */
  private static void check(String what, UnaryOperator<TensorType> rule) {
    for (Extent before : BEFORE) {
      Extent after = rule.apply(map(1 << 12, before)).extent().orElseThrow();
      long common =
          Math.max(
              1,
              BigInteger.valueOf(after.denominator())
                  .gcd(BigInteger.valueOf(before.denominator()))
                  .longValue());
      long multiple = after.denominator() * before.denominator() / common;
      for (int n = 1; n <= IMAGES; n++) {
        long image = n * multiple;
        long size = before.at(image);
        TensorType expected =
            size < 1 ? TensorType.ERROR : rule.apply(TensorType.map(1, (int) size, (int) size));
        if (!expected.isError()) {
          assertThat(after.at(image))
              .as("%s of %s for %d", what, before.describe("H"), image)
              .isEqualTo(expected.height());
        }
      }
    }
  }

  private static TensorType map(int size, Extent extent) {
    return TensorType.map(1, size, size, Optional.of(extent));
  }

  @Test
  void convolutions() {
    for (int kernel = 1; kernel <= 7; kernel++) {
      for (int stride = 1; stride <= 5; stride++) {
        for (int padding = 0; padding <= 4; padding++) {
          for (int dilation = 1; dilation <= 3; dilation++) {
            Contraction.Convolution op =
                new Contraction.Convolution(1, 1, kernel, stride, padding, dilation, 1, false);
            check(op.text(), x -> ShapeRules.convolution(x, op));
          }
        }
      }
    }
  }

  @Test
  void pools() {
    for (int kernel = 1; kernel <= 5; kernel++) {
      for (int stride = 1; stride <= 6; stride++) {
        for (int padding = 0; padding <= kernel / 2; padding++) {
          for (boolean ceil : new boolean[] {false, true}) {
            Pooling.Pool op =
                new Pooling.Pool(
                    Pooling.Kind.MAX,
                    Span.of(kernel),
                    Span.of(stride),
                    Span.of(padding),
                    ceil,
                    true);
            check(op.text(), x -> ShapeRules.pool(x, op));
          }
        }
      }
    }
  }

  @Test
  void shortcuts() {
    for (int stride = 1; stride <= 5; stride++) {
      Movement.PadShortcut op = new Movement.PadShortcut(1, 1, stride);
      check(op.text(), x -> ShapeRules.padShortcut(x, op));
    }
  }

  @Test
  void transposedConvolutions() {
    for (int kernel = 1; kernel <= 6; kernel++) {
      for (int stride = 1; stride <= 4; stride++) {
        for (int padding = 0; padding <= kernel / 2; padding++) {
          for (int outputPadding = 0; outputPadding < stride; outputPadding++) {
            Contraction.ConvolutionTranspose op =
                new Contraction.ConvolutionTranspose(
                    1, 1, kernel, stride, padding, outputPadding, false);
            check(op.text(), x -> ShapeRules.convolutionTranspose(x, op));
          }
        }
      }
    }
  }

  @Test
  void padding() {
    for (int pixels = 1; pixels <= 3; pixels++) {
      Movement.Pad op = Movement.Pad.of(pixels);
      check(op.text(), x -> ShapeRules.pad(x, op));
    }
  }

  @Test
  void upsampling() {
    for (int scale = 1; scale <= 4; scale++) {
      int times = scale;
      check("upsample " + scale, x -> ShapeRules.upsample(x, times));
    }
  }

  /** At the reference image alone, a quarter is less than an eighth and forty. */
  @Test
  void whatGrowsFasterBecomesLarger() {
    TensorType quarter = map(64, new Extent(1, 4, 0));
    TensorType eighth = map(72, new Extent(1, 8, 40));
    assertThat(ShapeRules.upsample(quarter, eighth).isError()).isTrue();
    assertThat(ShapeRules.upsample(map(32, new Extent(1, 8, 0)), eighth)).isEqualTo(eighth);
    assertThat(ShapeRules.upsample(TensorType.map(1, 6, 6), eighth)).isEqualTo(eighth);
    assertThat(ShapeRules.upsample(quarter, TensorType.map(1, 99, 99)).isError()).isTrue();
  }

  @Test
  void cropsNeedAFixedDifference() {
    TensorType half = map(128, new Extent(1, 2, 0));
    TensorType bordered = map(134, new Extent(1, 2, 6));
    assertThat(ShapeRules.growAlike(bordered, half)).isTrue();
    Movement.Crop crop = ShapeRules.cropCenter(bordered, half);
    assertThat(crop).isEqualTo(new Movement.Crop(3, 3));
    assertThat(ShapeRules.crop(bordered, half, crop)).isEqualTo(half);
    assertThat(ShapeRules.growAlike(map(256, Extent.IMAGE), half)).isFalse();
    assertThat(ShapeRules.adaptiveAveragePool(half, 7)).isEqualTo(TensorType.map(1, 7, 7));
    assertThat(ShapeRules.adaptiveWindow(half, 8)).isEmpty();
  }

  /** At the reference image alone, H/2 and H-128 would be the same. */
  @Test
  void equalSizesOfOneImageAreNotEnough() {
    TensorType half = map(128, new Extent(1, 2, 0));
    TensorType less = map(128, new Extent(1, 1, -128));
    assertThat(ShapeRules.add(half, less).isError()).isTrue();
    assertThat(ShapeRules.concat(List.of(half, less)).isError()).isTrue();
    assertThat(ShapeRules.shortcutStride(map(256, Extent.IMAGE), less)).isEmpty();
    assertThat(ShapeRules.shortcutStride(map(256, Extent.IMAGE), half)).hasValue(2);
  }

  @Test
  void areWrittenAsFormulas() {
    assertThat(map(32, new Extent(2, 16, 0)).describe()).isEqualTo("1xH/8xW/8");
    assertThat(map(36, new Extent(1, 8, 4)).describe()).isEqualTo("1x(H/8+4)x(W/8+4)");
    assertThat(map(190, new Extent(3, 4, -2))).hasToString("[N,1,3H/4-2,3W/4-2]");
    assertThat(map(7, Extent.fixed(7))).isEqualTo(TensorType.map(1, 7, 7));
  }
}
