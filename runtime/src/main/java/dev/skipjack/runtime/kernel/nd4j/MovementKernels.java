package dev.skipjack.runtime.kernel.nd4j;

import dev.skipjack.runtime.kernel.Copy;
import dev.skipjack.runtime.kernel.Crop;
import dev.skipjack.runtime.kernel.CropGradient;
import dev.skipjack.runtime.kernel.CropSpec;
import dev.skipjack.runtime.kernel.PadShortcut;
import dev.skipjack.runtime.kernel.PadShortcutGradient;
import dev.skipjack.runtime.kernel.PadShortcutSpec;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Ops that copy. */
final class MovementKernels {
  private MovementKernels() {}

  static Copy copy() {
    return (x, out) -> out.assign(x);
  }

  static PadShortcut padShortcut(PadShortcutSpec spec) {
    Derived pixels = new Derived(a -> everyPixel(a, spec.stride()));
    Derived kept = new Derived(a -> channels(a, 0, spec.inChannels()));
    Derived rest = new Derived(a -> channels(a, spec.inChannels(), spec.outChannels()));
    Filling zeros = new Filling(0);
    boolean pads = spec.outChannels() > spec.inChannels();
    return (x, out) -> {
      kept.of(out).assign(pixels.of(x));
      if (pads) {
        zeros.run(rest.of(out));
      }
    };
  }

  static PadShortcutGradient padShortcutGradient(PadShortcutSpec spec) {
    Derived pixels = new Derived(a -> everyPixel(a, spec.stride()));
    Derived kept = new Derived(a -> channels(a, 0, spec.inChannels()));
    Filling zeros = new Filling(0);
    return (outGradient, inputGradient) -> {
      if (spec.stride() > 1) {
        zeros.run(inputGradient);
      }
      pixels.of(inputGradient).assign(kept.of(outGradient));
    };
  }

  static Crop crop(CropSpec spec) {
    CropView view = new CropView(spec);
    return (x, out) -> out.assign(view.of(x, out));
  }

  static CropGradient cropGradient(CropSpec spec) {
    CropView view = new CropView(spec);
    Filling zeros = new Filling(0);
    return (outGradient, inputGradient) -> {
      zeros.run(inputGradient);
      view.of(inputGradient, outGradient).assign(outGradient);
    };
  }

  private static INDArray everyPixel(INDArray map, int stride) {
    return stride == 1 ? map : Window.every(Window.every(map, 2, stride), 3, stride);
  }

  private static INDArray channels(INDArray map, int begin, int end) {
    return Window.along(map, 1, begin, end);
  }
}
