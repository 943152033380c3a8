package dev.skipjack.runtime.kernel.simd.movement;

import dev.skipjack.runtime.kernel.KernelTable;
import dev.skipjack.runtime.kernel.movement.ChannelShuffleSpec;
import dev.skipjack.runtime.kernel.movement.CopySpec;
import dev.skipjack.runtime.kernel.movement.CropGradientSpec;
import dev.skipjack.runtime.kernel.movement.CropSpec;
import dev.skipjack.runtime.kernel.movement.PadShortcutGradientSpec;
import dev.skipjack.runtime.kernel.movement.PadShortcutSpec;
import dev.skipjack.runtime.kernel.movement.PixelShuffleGradientSpec;
import dev.skipjack.runtime.kernel.movement.PixelShuffleSpec;
import dev.skipjack.runtime.kernel.movement.ReorderSpec;
import dev.skipjack.runtime.kernel.movement.SliceGradientSpec;
import dev.skipjack.runtime.kernel.movement.TransferSpec;
import dev.skipjack.runtime.kernel.simd.threads.Workers;

/** The kernels of movement. */
public final class MovementKernels {
  private final Workers workers;

  public MovementKernels(Workers workers) {
    this.workers = workers;
  }

  /** A line for each. */
  public void addTo(KernelTable table) {
    table
        .add(CopySpec.class, spec -> operands -> new CopyKernel(operands, workers))
        .add(
            PadShortcutSpec.class,
            spec -> operands -> new PadShortcutKernel(spec, operands, workers))
        .add(
            PadShortcutGradientSpec.class,
            spec -> operands -> new PadShortcutGradientKernel(spec.forward(), operands, workers))
        .add(CropSpec.class, spec -> operands -> new CropKernel(spec, operands, workers))
        .add(
            CropGradientSpec.class,
            spec -> operands -> new CropGradientKernel(spec.forward(), operands, workers))
        .add(ReorderSpec.class, spec -> operands -> new ReorderKernel(spec, operands, workers))
        .add(
            SliceGradientSpec.class,
            spec -> operands -> new SliceGradientKernel(spec, operands, workers))
        .add(
            ChannelShuffleSpec.class,
            spec -> operands -> new ChannelShuffleKernel(spec, operands, workers))
        .add(
            PixelShuffleSpec.class,
            spec -> operands -> new PixelShuffleKernel(spec, operands, workers))
        .add(
            PixelShuffleGradientSpec.class,
            spec -> operands -> new PixelShuffleGradientKernel(spec.forward(), operands, workers))
        .add(TransferSpec.class, spec -> new TransferKernel(workers));
  }
}
