package dev.skipjack.processor.shape;

import static dev.skipjack.processor.ir.Operand.INPUT;
import static dev.skipjack.processor.ir.Operand.OUTPUT;
import static dev.skipjack.processor.ir.Operand.PARTS;

import dev.skipjack.processor.ir.Layout;
import dev.skipjack.processor.ir.Movement;
import dev.skipjack.processor.ir.TensorType;

/** The types of movement: see {@link TypeRules}. */
interface MovementTypes extends Movement.Visitor<Void> {
  NodeTypes node();

  @Override
  default Void visitConcat(Movement.Concat op) {
    node().is(OUTPUT, ShapeRules.concat(node().types(PARTS)));
    return null;
  }

  @Override
  default Void visitSlice(Movement.Slice op) {
    TensorType x = node().input();
    int channels = node().type(OUTPUT).channels();
    boolean fits =
        op.offset() + channels <= x.channels()
            && (x.layout() == Layout.PLANES
                || (Layout.fillsBlocks(op.offset()) && Layout.fillsBlocks(channels)));
    return node().makes(fits ? ShapeRules.slice(x, channels) : TensorType.ERROR);
  }

  @Override
  default Void visitSliceGradient(Movement.SliceGradient op) {
    return visitSlice(op.forward());
  }

  @Override
  default Void visitChannelShuffle(Movement.ChannelShuffle op) {
    boolean fits = node().map().channels() % op.groups() == 0;
    return node().makes(fits ? node().map() : TensorType.ERROR);
  }

  @Override
  default Void visitPixelShuffle(Movement.PixelShuffle op) {
    return node().makes(ShapeRules.pixelShuffle(node().map(), op));
  }

  @Override
  default Void visitPixelShuffleGradient(Movement.PixelShuffleGradient op) {
    return visitPixelShuffle(op.forward());
  }

  @Override
  default Void visitReshape(Movement.Reshape op) {
    TensorType x = node().input();
    TensorType out = node().type(OUTPUT);
    boolean same =
        x.isFixed()
            && out.isFixed()
            && x.isBatched() == out.isBatched()
            && x.elements() == out.elements();
    return node().makes(same ? out : TensorType.ERROR);
  }

  @Override
  default Void visitPadShortcut(Movement.PadShortcut op) {
    return node().makes(ShapeRules.padShortcut(node().isMap(INPUT, op.inChannels()), op));
  }

  @Override
  default Void visitPadShortcutGradient(Movement.PadShortcutGradient op) {
    return visitPadShortcut(op.forward());
  }

  @Override
  default Void visitCopy(Movement.Copy op) {
    return node().same();
  }

  @Override
  default Void visitReorder(Movement.Reorder op) {
    return node().makes(ShapeRules.reorder(node().map()));
  }

  @Override
  default Void visitUpsample(Movement.Upsample op) {
    return node().makes(node().outputMap().withChannels(node().map().channels()));
  }

  @Override
  default Void visitUpsampleGradient(Movement.UpsampleGradient op) {
    return visitUpsample(op.forward());
  }

  @Override
  default Void visitPad(Movement.Pad op) {
    return node().makes(ShapeRules.pad(node().map(), op));
  }

  @Override
  default Void visitCrop(Movement.Crop op) {
    return node().makes(ShapeRules.crop(node().map(), node().outputMap(), op));
  }

  @Override
  default Void visitCropGradient(Movement.CropGradient op) {
    return visitCrop(op.forward());
  }
}
