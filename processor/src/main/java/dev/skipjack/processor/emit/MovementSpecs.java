package dev.skipjack.processor.emit;

import static dev.skipjack.processor.emit.KernelSpecs.call;
import static dev.skipjack.processor.ir.Operand.INPUT;
import static dev.skipjack.processor.ir.Operand.OUTPUT;

import com.palantir.javapoet.CodeBlock;
import dev.skipjack.processor.ir.Layout;
import dev.skipjack.processor.ir.Movement;

/** The specs of the kernels of movement, as {@link KernelCalls} asks for them. */
interface MovementSpecs extends Movement.Visitor<CodeBlock>, KernelSpecs {
  @Override
  default CodeBlock visitConcat(Movement.Concat op) {
    return null; // its parts were written in place
  }

  @Override
  default CodeBlock visitSlice(Movement.Slice op) {
    return null; // a window into its operand
  }

  @Override
  default CodeBlock visitSliceGradient(Movement.SliceGradient op) {
    return call("movement.SliceGradientSpec", op.forward().offset());
  }

  @Override
  default CodeBlock visitChannelShuffle(Movement.ChannelShuffle op) {
    return spec(op);
  }

  @Override
  default CodeBlock visitPixelShuffle(Movement.PixelShuffle op) {
    return spec(op);
  }

  @Override
  default CodeBlock visitPixelShuffleGradient(Movement.PixelShuffleGradient op) {
    return call("movement.PixelShuffleGradientSpec", spec(op.forward()));
  }

  @Override
  default CodeBlock visitReshape(Movement.Reshape op) {
    return null; // the same memory
  }

  @Override
  default CodeBlock visitPadShortcut(Movement.PadShortcut op) {
    return spec(op);
  }

  @Override
  default CodeBlock visitPadShortcutGradient(Movement.PadShortcutGradient op) {
    return call("movement.PadShortcutGradientSpec", spec(op.forward()));
  }

  @Override
  default CodeBlock visitCopy(Movement.Copy op) {
    return call("movement.CopySpec");
  }

  @Override
  default CodeBlock visitReorder(Movement.Reorder op) {
    return reorder(layout(INPUT), layout(OUTPUT), channels());
  }

  @Override
  default CodeBlock visitUpsample(Movement.Upsample op) {
    return spec(op);
  }

  @Override
  default CodeBlock visitUpsampleGradient(Movement.UpsampleGradient op) {
    return call("pool.UpsampleGradientSpec", spec(op.forward()));
  }

  /** Zeros around a map are what the gradient of a crop puts there. */
  @Override
  default CodeBlock visitPad(Movement.Pad op) {
    return call("movement.CropGradientSpec", spec(new Movement.Crop(op.top(), op.left())));
  }

  @Override
  default CodeBlock visitCrop(Movement.Crop op) {
    return spec(op);
  }

  @Override
  default CodeBlock visitCropGradient(Movement.CropGradient op) {
    return call("movement.CropGradientSpec", spec(op.forward()));
  }

  // new ReorderSpec(Layout.PLANES, Layout.BLOCKS, channels)
  static CodeBlock reorder(Layout from, Layout to, int channels) {
    return call("movement.ReorderSpec", KernelSpecs.layout(from), KernelSpecs.layout(to), channels);
  }

  // new PadShortcutSpec(inChannels, outChannels, stride)
  static CodeBlock spec(Movement.PadShortcut op) {
    return call("movement.PadShortcutSpec", op.inChannels(), op.outChannels(), op.stride());
  }

  // new UpsampleSpec(UpsampleSpec.Mode.NEAREST)
  static CodeBlock spec(Movement.Upsample op) {
    return CodeBlock.of(
        "new $1T($1T.Mode.$2L)", RuntimeTypes.kernel("pool.UpsampleSpec"), op.mode().name());
  }

  // new ChannelShuffleSpec(groups)
  static CodeBlock spec(Movement.ChannelShuffle op) {
    return call("movement.ChannelShuffleSpec", op.groups());
  }

  // new PixelShuffleSpec(scale)
  static CodeBlock spec(Movement.PixelShuffle op) {
    return call("movement.PixelShuffleSpec", op.scale());
  }

  // new CropSpec(top, left)
  static CodeBlock spec(Movement.Crop op) {
    return call("movement.CropSpec", op.top(), op.left());
  }
}
