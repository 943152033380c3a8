package dev.skipjack.processor.ir;

import static dev.skipjack.processor.ir.Operand.INPUT;
import static dev.skipjack.processor.ir.Operand.OUTPUT;
import static dev.skipjack.processor.ir.Operand.PARTS;
import static dev.skipjack.processor.ir.Signature.GRADIENT;
import static dev.skipjack.processor.ir.Signature.MAP;
import static dev.skipjack.processor.ir.Signature.reads;

/** The {@link Signature} of movement. */
interface MovementSignatures extends Movement.Visitor<Signature> {
  @Override
  default Signature visitConcat(Movement.Concat op) {
    return reads(PARTS).writes(OUTPUT).shares(new Aliasing.Slab());
  }

  @Override
  default Signature visitSlice(Movement.Slice op) {
    return reads(INPUT).writes(OUTPUT).shares(new Aliasing.Window(op.offset()));
  }

  @Override
  default Signature visitSliceGradient(Movement.SliceGradient op) {
    return GRADIENT;
  }

  @Override
  default Signature visitChannelShuffle(Movement.ChannelShuffle op) {
    return MAP;
  }

  @Override
  default Signature visitPixelShuffle(Movement.PixelShuffle op) {
    return MAP;
  }

  @Override
  default Signature visitPixelShuffleGradient(Movement.PixelShuffleGradient op) {
    return GRADIENT;
  }

  @Override
  default Signature visitReshape(Movement.Reshape op) {
    return reads(INPUT).writes(OUTPUT).shares(new Aliasing.Window(0));
  }

  @Override
  default Signature visitPadShortcut(Movement.PadShortcut op) {
    return MAP;
  }

  @Override
  default Signature visitPadShortcutGradient(Movement.PadShortcutGradient op) {
    return GRADIENT;
  }

  @Override
  default Signature visitCopy(Movement.Copy op) {
    return MAP;
  }

  @Override
  default Signature visitReorder(Movement.Reorder op) {
    return MAP;
  }

  @Override
  default Signature visitUpsample(Movement.Upsample op) {
    return MAP;
  }

  @Override
  default Signature visitUpsampleGradient(Movement.UpsampleGradient op) {
    return GRADIENT;
  }

  @Override
  default Signature visitPad(Movement.Pad op) {
    return MAP;
  }

  @Override
  default Signature visitCrop(Movement.Crop op) {
    return MAP;
  }

  @Override
  default Signature visitCropGradient(Movement.CropGradient op) {
    return GRADIENT;
  }
}
