package dev.skipjack.runtime.kernel.nd4j;

import static dev.skipjack.runtime.kernel.Operand.INPUT;
import static dev.skipjack.runtime.kernel.Operand.INPUT_GRADIENT;
import static dev.skipjack.runtime.kernel.Operand.OUTPUT;
import static dev.skipjack.runtime.kernel.Operand.OUTPUT_GRADIENT;

import dev.skipjack.runtime.kernel.movement.CropSpec;
import dev.skipjack.runtime.kernel.movement.PadShortcutSpec;
import dev.skipjack.runtime.kernel.movement.SliceGradientSpec;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Ops that copy. */
final class MovementKernels {
  private MovementKernels() {}

  static Composed copy() {
    return operands -> {
      INDArray x = operands.array(INPUT);
      INDArray out = operands.array(OUTPUT);
      out.assign(x);
    };
  }

  static Composed padShortcut(PadShortcutSpec spec) {
    Derived pixels = new Derived(a -> everyPixel(a, spec.stride()));
    Derived kept = new Derived(a -> channels(a, 0, spec.inChannels()));
    Derived rest = new Derived(a -> channels(a, spec.inChannels(), spec.outChannels()));
    Filling zeros = new Filling(0);
    boolean pads = spec.outChannels() > spec.inChannels();
    return operands -> {
      INDArray x = operands.array(INPUT);
      INDArray out = operands.array(OUTPUT);
      kept.of(out).assign(pixels.of(x));
      if (pads) {
        zeros.run(rest.of(out));
      }
    };
  }

  static Composed padShortcutGradient(PadShortcutSpec spec) {
    Derived pixels = new Derived(a -> everyPixel(a, spec.stride()));
    Derived kept = new Derived(a -> channels(a, 0, spec.inChannels()));
    Filling zeros = new Filling(0);
    return operands -> {
      INDArray outGradient = operands.array(OUTPUT_GRADIENT);
      INDArray inputGradient = operands.array(INPUT_GRADIENT);
      if (spec.stride() > 1) {
        zeros.run(inputGradient);
      }
      pixels.of(inputGradient).assign(kept.of(outGradient));
    };
  }

  static Composed sliceGradient(SliceGradientSpec spec) {
    PartView view =
        new PartView(
            (map, part) -> Window.along(map, 1, spec.offset(), spec.offset() + part.size(1)));
    Filling zeros = new Filling(0);
    return operands -> {
      INDArray outGradient = operands.array(OUTPUT_GRADIENT);
      INDArray inputGradient = operands.array(INPUT_GRADIENT);
      zeros.run(inputGradient);
      view.of(inputGradient, outGradient).assign(outGradient);
    };
  }

  static Composed crop(CropSpec spec) {
    PartView view = rectangle(spec);
    return operands -> {
      INDArray x = operands.array(INPUT);
      INDArray out = operands.array(OUTPUT);
      out.assign(view.of(x, out));
    };
  }

  static Composed cropGradient(CropSpec spec) {
    PartView view = rectangle(spec);
    Filling zeros = new Filling(0);
    return operands -> {
      INDArray outGradient = operands.array(OUTPUT_GRADIENT);
      INDArray inputGradient = operands.array(INPUT_GRADIENT);
      zeros.run(inputGradient);
      view.of(inputGradient, outGradient).assign(outGradient);
    };
  }

  private static PartView rectangle(CropSpec spec) {
    return new PartView(
        (map, part) -> {
          INDArray rows = Window.along(map, 2, spec.top(), spec.top() + part.size(2));
          return Window.along(rows, 3, spec.left(), spec.left() + part.size(3));
        });
  }

  private static INDArray everyPixel(INDArray map, int stride) {
    return stride == 1 ? map : Window.every(Window.every(map, 2, stride), 3, stride);
  }

  private static INDArray channels(INDArray map, int begin, int end) {
    return Window.along(map, 1, begin, end);
  }
}
