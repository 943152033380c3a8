package dev.skipjack.processor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.skipjack.runtime.GeneratedNetworks;
import dev.skipjack.runtime.InferenceNetwork;
import dev.skipjack.runtime.TrainingNetwork;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** {@code Padding.SAME_UPPER} against loops that pad as TensorFlow documents it. */
@Tag("computes")
class SameUpperTest {
  /** One layer each, of the image: kernel, stride and dilation of height and width. */
  private record Window(String kind, int kh, int kw, int sh, int sw, int dilation) {
    String annotation() {
      String window =
          "kernel = {%d, %d}, stride = {%d, %d}, padding = Padding.SAME_UPPER"
              .formatted(kh, kw, sh, sw);
      return kind.equals("Conv")
          ? "@Conv(out = 2, groups = 2, bias = false, %s, dilation = %d)"
              .formatted(window, dilation)
          : "@" + kind + "(" + window + ")";
    }
  }

  private static List<Window> windows(boolean square) {
    List<Window> windows = new ArrayList<>();
    int[][] shapes =
        square
            ? new int[][] {{3, 3, 2, 2}, {2, 2, 1, 1}, {4, 4, 2, 2}, {5, 5, 4, 4}, {1, 1, 2, 2}}
            : new int[][] {{3, 2, 2, 1}, {4, 3, 1, 3}, {2, 5, 3, 4}, {3, 3, 2, 2}, {6, 4, 1, 1}};
    for (int[] s : shapes) {
      for (String kind : List.of("Conv", "MaxPool", "AvgPool")) {
        windows.add(new Window(kind, s[0], s[1], s[2], s[3], 1));
      }
    }
    windows.add(new Window("Conv", 3, 3, 2, 2, 2));
    return windows;
  }

  private static Class<?> compiled(String height, String width, List<Window> windows)
      throws Exception {
    StringBuilder fields = new StringBuilder();
    for (int i = 0; i < windows.size(); i++) {
      fields
          .append("@From(Skip.INPUT) ")
          .append(windows.get(i).annotation())
          .append(" @Output Layer it%d;%n".formatted(i));
    }
    String source =
        """
        package good;
        import dev.skipjack.annotations.*;
        @Model(input = @Input(channels = 2, height = %s, width = %s))
        public class Net {
          %s}
        """
            .formatted(height, width, fields);
    return new CompiledModel(source, "all").load(SameUpperTest.class.getClassLoader());
  }

  /** TensorFlow's formula: how many pixels are before the map. */
  private static int before(int size, int kernel, int stride, int dilation) {
    int out = (size + stride - 1) / stride;
    int reach = dilation * (kernel - 1) + 1;
    return Math.max(0, (out - 1) * stride + reach - size) / 2;
  }

  private static double value(Window w, INDArray x, INDArray weight, int n, int c, int y, int z) {
    int height = (int) x.size(2);
    int width = (int) x.size(3);
    int top = y * w.sh() - before(height, w.kh(), w.sh(), w.dilation());
    int left = z * w.sw() - before(width, w.kw(), w.sw(), w.dilation());
    double sum = 0;
    double most = Double.NEGATIVE_INFINITY;
    int count = 0;
    for (int i = 0; i < w.kh(); i++) {
      for (int j = 0; j < w.kw(); j++) {
        int row = top + i * w.dilation();
        int column = left + j * w.dilation();
        if (row >= 0 && column >= 0 && row < height && column < width) {
          double pixel = x.getDouble(n, c, row, column);
          sum += pixel * (weight == null ? 1 : weight.getDouble(c, 0, i, j));
          most = Math.max(most, pixel);
          count++;
        }
      }
    }
    return switch (w.kind()) {
      case "Conv" -> sum;
      case "MaxPool" -> most;
      default -> sum / count;
    };
  }

  private static void check(Class<?> model, List<Window> windows, INDArray x) throws Exception {
    try (TrainingNetwork network = GeneratedNetworks.forTraining(model, DataType.FLOAT, 3);
        InferenceNetwork inference = network.inference()) {
      inference.predict(x);
      List<INDArray> outputs = inference.outputs();
      for (int i = 0; i < windows.size(); i++) {
        Window w = windows.get(i);
        INDArray out = outputs.get(i);
        String name = "it" + i + ".weight";
        INDArray weight =
            network.parameterList().stream()
                .filter(parameter -> parameter.name().equals(name))
                .map(network::tensor)
                .findFirst()
                .orElse(null);
        assertThat(out.size(2)).isEqualTo((x.size(2) + w.sh() - 1) / w.sh());
        assertThat(out.size(3)).isEqualTo((x.size(3) + w.sw() - 1) / w.sw());
        for (int n = 0; n < out.size(0); n++) {
          for (int c = 0; c < 2; c++) {
            for (int y = 0; y < out.size(2); y++) {
              for (int z = 0; z < out.size(3); z++) {
                assertThat(out.getDouble(n, c, y, z))
                    .as("%s of %dx%d at %d, %d", w, x.size(2), x.size(3), y, z)
                    .isCloseTo(value(w, x, weight, n, c, y, z), within(1e-5));
              }
            }
          }
        }
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"7, 8", "8, 13", "10, 9", "1, 1", "2, 2", "1, 3", "2, 1", "3, 4"})
  void isWhatTensorFlowDoes(int height, int width) throws Exception {
    List<Window> windows = windows(false);
    Nd4j.getRandom().setSeed(7);
    INDArray x = Nd4j.randn(DataType.FLOAT, 2, 2, height, width);
    check(compiled(Integer.toString(height), Integer.toString(width), windows), windows, x);
  }

  /** What strides divide by divides the size, so the padding is known. */
  @Test
  void ofImagesOfAnySizeItIsKnown() throws Exception {
    List<Window> windows = windows(true);
    Class<?> model = compiled("Input.ANY", "Input.ANY", windows);
    check(model, windows, Nd4j.randn(DataType.FLOAT, 1, 2, 8, 12));
    check(model, windows, Nd4j.randn(DataType.FLOAT, 2, 2, 16, 20));
  }

  @Test
  void gradientsAreSlopes() throws Exception {
    String source =
        """
        package good;
        import dev.skipjack.annotations.*;
        @Model(input = @Input(channels = 2, height = 12, width = 9))
        public class Net {
          @Conv(out = 8, kernel = 3, stride = 2, padding = Padding.SAME_UPPER) @BatchNorm @Relu
          Layer down;
          @MaxPool(kernel = 2, stride = 1, padding = Padding.SAME_UPPER) Layer most;
          @Conv(out = 8, kernel = 4, groups = 8, padding = Padding.SAME_UPPER) @Tanh Layer even;
          @AvgPool(kernel = 2, padding = Padding.SAME_UPPER) Layer averages;
          @GlobalAvgPool @Linear(out = 2) Layer logits;
        }
        """;
    Class<?> model = new CompiledModel(source, "all").load(SameUpperTest.class.getClassLoader());
    Nd4j.getRandom().setSeed(5);
    INDArray images = Nd4j.randn(DataType.DOUBLE, 3, 2, 12, 9);
    INDArray direction = Nd4j.randn(DataType.DOUBLE, 3, 2);
    try (TrainingNetwork network = GeneratedNetworks.forTraining(model, DataType.DOUBLE, 3)) {
      Slopes.check(network, images, direction, 5, 1e-6);
    }
  }
}
