package dev.skipjack.fuzz.generate;

import dev.skipjack.fuzz.source.AnnotationSource;
import java.util.List;

/** Convolutions and linear layers. */
final class Contractions extends LayerWriter {
  Contractions(Choices choices, Effort effort, boolean isAnySize) {
    super(choices, effort, isAnySize);
  }

  boolean conv(FieldBuilder field, int wanted) {
    Shape x = field.shape();
    Pair kernel = kernel();
    int dilation = kernel.is(1) || choices.chance(0.8) ? 1 : choices.between(2, 3);
    Pair stride = strides(kernel.high());
    Pair reach = kernel.map(k -> dilation * (k - 1) + 1);
    boolean isOdd = kernel.high() % 2 == 1 && kernel.wide() % 2 == 1;
    boolean same = isOdd && choices.chance(isAnySize ? 0.95 : 0.75);
    Pair padding =
        same
            ? kernel.map(k -> dilation * (k - 1) / 2)
            : kernel.high() == kernel.wide()
                ? Pair.of(choices.between(0, kernel.high()))
                : kernel.map(k -> choices.between(0, k));
    int out = wanted;
    int groups = 1;
    if (choices.chance(0.15)) {
      List<Integer> divisors = divisors(x.channels());
      groups = choices.of(divisors);
      out = groups * Math.max(1, Math.round((float) wanted / groups));
    }
    boolean upper = choices.chance(0.1);
    Shape y =
        upper
            ? x.windows(out, Pair.of(1), stride, Pair.of(0), false)
            : x.windows(out, reach, stride, padding, false);
    long products = (long) x.channels() / groups * kernel.high() * kernel.wide();
    if (y == null || !effort.spend(y, products * y.elements(), 1)) {
      return false;
    }
    int times = choices.chance(0.05) && out % 2 == 0 ? 2 : 1;
    AnnotationSource conv =
        AnnotationSource.of("Conv").with("out", out / times).with("kernel", kernel);
    conv = stride.is(1) ? conv : conv.with("stride", stride);
    conv = upper ? conv.with("padding", "Padding.SAME_UPPER") : conv;
    conv = same || upper ? conv : conv.with("padding", padding);
    conv = dilation == 1 ? conv : conv.with("dilation", dilation);
    conv = groups == 1 ? conv : conv.with("groups", groups);
    conv = times == 1 ? conv : conv.with("times", times);
    boolean severalWeights = !kernel.is(1) || x.channels() > groups;
    if (severalWeights && choices.chance(0.1)) {
      conv = conv.with("weightStandardized", true);
      conv = choices.chance(0.7) ? conv : conv.with("weightEpsilon", choices.of("1e-3", "0.1"));
    }
    return field.layer(bias(conv), y);
  }

  boolean convTranspose(FieldBuilder field) {
    Shape x = field.shape();
    int kernel = choices.between(1, 5);
    int stride = isAnySize ? choices.of(1, 2) : choices.of(1, 2, 2, 3, 4);
    int padding = choices.chance(0.5) ? 0 : choices.between(0, kernel / 2);
    int outputPadding = stride > 1 && choices.chance(0.3) ? choices.between(1, stride - 1) : 0;
    int border = kernel - 2 * padding + outputPadding - stride;
    int out = channels(x);
    Shape y = new Shape(out, x.height() * stride + border, x.width() * stride + border);
    long multiplyAdds = (long) kernel * kernel * out * x.elements();
    if (y.height() < 1 || y.width() < 1 || !effort.spend(y, multiplyAdds, 1)) {
      return false;
    }
    AnnotationSource layer =
        AnnotationSource.of("ConvTranspose").with("out", out).with("kernel", kernel);
    layer = stride == 1 ? layer : layer.with("stride", stride);
    layer = padding == 0 ? layer : layer.with("padding", padding);
    layer = outputPadding == 0 ? layer : layer.with("outputPadding", outputPadding);
    if (out == x.channels() && !field.hasWeights() && choices.chance(0.4)) {
      AnnotationSource init = AnnotationSource.of("Init");
      field.policy(init.with("value", "Init.Scheme.BILINEAR"), false);
    }
    return field.layer(bias(layer), y);
  }

  boolean pixelLinear(FieldBuilder field) {
    Shape x = field.shape();
    int out = choices.of(1, 2, 5, 8, 16);
    Shape y = new Shape(out, x.height(), x.width());
    AnnotationSource layer = AnnotationSource.of("Linear").with("out", out).with("eachPixel", true);
    return effort.spend(y, (long) out * x.elements(), 1) && field.layer(bias(layer), y);
  }

  boolean linear(FieldBuilder field) {
    Shape x = field.shape();
    Shape y = Shape.features(choices.of(1, 2, 3, 5, 10, 16, 33, 64));
    AnnotationSource layer = AnnotationSource.of("Linear").with("out", y.channels());
    return effort.spend(y, x.elements() * y.channels(), 1) && field.layer(bias(layer), y);
  }

  /** Of a new map: few where it is large. */
  int channels(Shape x) {
    return x.height() * x.width() > 900 || choices.chance(0.5)
        ? choices.of(1, 2, 3, 4, 5, 7, 8, 12, 16, x.channels())
        : choices.of(4, 8, 16, 17, 20, 24, 32, 48, 64, x.channels());
  }

  /** Square but for a tenth, as those of Inception. */
  private Pair kernel() {
    int high = choices.of(1, 1, 3, 3, 3, 3, 5, 7, 2, 4);
    return isAnySize || choices.chance(0.9)
        ? Pair.of(high)
        : new Pair(high, choices.of(1, 1, 2, 3, 5, 7));
  }

  private Pair strides(int kernel) {
    int high = stride(kernel);
    return isAnySize || choices.chance(0.9) ? Pair.of(high) : new Pair(high, stride(kernel));
  }

  private int stride(int kernel) {
    if (isAnySize) {
      return choices.of(1, 1, 2);
    }
    return choices.chance(0.6) ? 1 : choices.of(1, 2, 2, 2, 3, 4, kernel);
  }
}
