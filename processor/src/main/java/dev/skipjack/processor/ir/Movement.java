package dev.skipjack.processor.ir;

/** Ops that move elements, or at most weigh neighbours; some of them vanish in the memory plan. */
public sealed interface Movement extends Op {
  /** {@code (a, b, ...) -> out} along the channel axis. */
  record Concat() implements Movement {
    @Override
    public LayoutRule layoutRule() {
      return LayoutRule.ALIKE;
    }

    @Override
    public <R> R accept(Op.Visitor<R> visitor) {
      return visitor.visitConcat(this);
    }
  }

  /** {@code x -> out}: channels from {@code offset} on, as many as the output has. */
  record Slice(int offset) implements Movement {
    @Override
    public LayoutRule layoutRule() {
      return LayoutRule.ALIKE;
    }

    @Override
    public <R> R accept(Op.Visitor<R> visitor) {
      return visitor.visitSlice(this);
    }
  }

  /** {@code outGradient -> inputGradient}: zero in all other channels. */
  record SliceGradient(Slice forward) implements Movement {
    @Override
    public LayoutRule layoutRule() {
      return forward.layoutRule();
    }

    @Override
    public <R> R accept(Op.Visitor<R> visitor) {
      return visitor.visitSliceGradient(this);
    }
  }

  /** {@code x -> out}: channels that lie group by group lie in turn, one of each group. */
  record ChannelShuffle(int groups) implements Movement {
    @Override
    public <R> R accept(Op.Visitor<R> visitor) {
      return visitor.visitChannelShuffle(this);
    }
  }

  /** {@code x -> out}: scale² channels become scale² pixels, side by side (PyTorch's order). */
  record PixelShuffle(int scale) implements Movement {
    @Override
    public <R> R accept(Op.Visitor<R> visitor) {
      return visitor.visitPixelShuffle(this);
    }
  }

  /** {@code outGradient -> inputGradient}. */
  record PixelShuffleGradient(PixelShuffle forward) implements Movement {
    @Override
    public <R> R accept(Op.Visitor<R> visitor) {
      return visitor.visitPixelShuffleGradient(this);
    }
  }

  /** {@code x -> out}: the same elements in the same order, another shape. */
  record Reshape() implements Movement {
    @Override
    public <R> R accept(Op.Visitor<R> visitor) {
      return visitor.visitReshape(this);
    }
  }

  /** {@code x -> out}: every stride-th pixel, zero channels appended (ResNet's option A). */
  record PadShortcut(int inChannels, int outChannels, int stride) implements Movement {
    @Override
    public <R> R accept(Op.Visitor<R> visitor) {
      return visitor.visitPadShortcut(this);
    }
  }

  /** {@code outGradient -> inputGradient}. */
  record PadShortcutGradient(PadShortcut forward) implements Movement {
    @Override
    public <R> R accept(Op.Visitor<R> visitor) {
      return visitor.visitPadShortcutGradient(this);
    }
  }

  /** {@code x -> out}: the same tensor in memory of its own. */
  record Copy() implements Movement {
    @Override
    public LayoutRule layoutRule() {
      return LayoutRule.ALIKE;
    }

    @Override
    public <R> R accept(Op.Visitor<R> visitor) {
      return visitor.visitCopy(this);
    }
  }

  /** {@code x -> out}: the same map in the other layout. */
  record Reorder() implements Movement {
    @Override
    public LayoutRule layoutRule() {
      return LayoutRule.EACH;
    }

    @Override
    public <R> R accept(Op.Visitor<R> visitor) {
      return visitor.visitReorder(this);
    }
  }

  /** Where an enlarged map's pixels come from. */
  enum Interpolation {
    NEAREST,
    BILINEAR
  }

  /** {@code x -> out}: as many pixels as the output has, align-corners off. */
  record Upsample(Interpolation mode) implements Movement {
    @Override
    public <R> R accept(Op.Visitor<R> visitor) {
      return visitor.visitUpsample(this);
    }
  }

  /** {@code outGradient -> inputGradient}. */
  record UpsampleGradient(Upsample forward) implements Movement {
    @Override
    public <R> R accept(Op.Visitor<R> visitor) {
      return visitor.visitUpsampleGradient(this);
    }
  }

  /** {@code x -> out}: zero pixels on its sides. */
  record Pad(int top, int left, int bottom, int right) implements Movement {
    /** As many on each. */
    public static Pad of(int pixels) {
      return new Pad(pixels, pixels, pixels, pixels);
    }

    @Override
    public <R> R accept(Op.Visitor<R> visitor) {
      return visitor.visitPad(this);
    }
  }

  /** {@code x -> out}: pixels from row {@code top} and column {@code left} on. */
  record Crop(int top, int left) implements Movement {
    @Override
    public <R> R accept(Op.Visitor<R> visitor) {
      return visitor.visitCrop(this);
    }
  }

  /** {@code outGradient -> inputGradient}: zero where pixels were cut away. */
  record CropGradient(Crop forward) implements Movement {
    @Override
    public <R> R accept(Op.Visitor<R> visitor) {
      return visitor.visitCropGradient(this);
    }
  }

  /** One method per op of the family. */
  interface Visitor<R> {
    R visitConcat(Concat op);

    R visitSlice(Slice op);

    R visitSliceGradient(SliceGradient op);

    R visitChannelShuffle(ChannelShuffle op);

    R visitPixelShuffle(PixelShuffle op);

    R visitPixelShuffleGradient(PixelShuffleGradient op);

    R visitReshape(Reshape op);

    R visitPadShortcut(PadShortcut op);

    R visitPadShortcutGradient(PadShortcutGradient op);

    R visitCopy(Copy op);

    R visitReorder(Reorder op);

    R visitUpsample(Upsample op);

    R visitUpsampleGradient(UpsampleGradient op);

    R visitPad(Pad op);

    R visitCrop(Crop op);

    R visitCropGradient(CropGradient op);
  }
}
