package dev.skipjack.processor.ir;

/** Ops that move elements and compute nothing; most of them vanish in the memory plan. */
public sealed interface Movement extends Op {
  /** {@code (a, b, ...) -> out} along the channel axis. */
  record Concat() implements Movement {
    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.visitConcat(this);
    }
  }

  /** {@code x -> out}: channels from {@code offset} on, as many as the output has. */
  record Slice(int offset) implements Movement {
    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.visitSlice(this);
    }
  }

  /** {@code x -> out}: the same elements in the same order, another shape. */
  record Reshape() implements Movement {
    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.visitReshape(this);
    }
  }

  /** {@code x -> out}: every stride-th pixel, zero channels appended (ResNet's option A). */
  record PadShortcut(int inChannels, int outChannels, int stride) implements Movement {
    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.visitPadShortcut(this);
    }
  }

  /** {@code outGradient -> inputGradient}. */
  record PadShortcutGradient(PadShortcut forward) implements Movement {
    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.visitPadShortcutGradient(this);
    }
  }

  /** {@code x -> out}: the same tensor in memory of its own. */
  record Copy() implements Movement {
    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.visitCopy(this);
    }
  }
}
