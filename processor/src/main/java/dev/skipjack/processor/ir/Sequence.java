package dev.skipjack.processor.ir;

/** Ops of sequences of tokens, {@code [N, tokens, features]}. */
public sealed interface Sequence extends Op {
  /** {@code x -> out}: the pixels of a map as tokens, row by row. */
  record Tokens() implements Sequence {
    @Override
    public <R> R accept(Op.Visitor<R> visitor) {
      return visitor.visitTokens(this);
    }
  }

  /** {@code x -> out}: back again, tokens as the pixels of a map. */
  record Pixels() implements Sequence {
    @Override
    public <R> R accept(Op.Visitor<R> visitor) {
      return visitor.visitPixels(this);
    }
  }

  /** {@code (x, weight) -> out}: a learned token before the others; weight {@code [1, 1, D]}. */
  record ClassToken() implements Sequence {
    @Override
    public <R> R accept(Op.Visitor<R> visitor) {
      return visitor.visitClassToken(this);
    }
  }

  /** {@code outGradient -> [inputGradient], [weightGradient]}, as wanted. */
  record ClassTokenGradient(boolean input, boolean parameters) implements Sequence {
    @Override
    public <R> R accept(Op.Visitor<R> visitor) {
      return visitor.visitClassTokenGradient(this);
    }
  }

  /** {@code (x, weight) -> x + weight}, the same for all images; weight {@code [1, T, D]}. */
  record PositionalEmbedding() implements Sequence {
    @Override
    public <R> R accept(Op.Visitor<R> visitor) {
      return visitor.visitPositionalEmbedding(this);
    }
  }

  /** {@code outGradient -> weightGradient}; the input's is the output's. */
  record PositionalEmbeddingGradient() implements Sequence {
    @Override
    public <R> R accept(Op.Visitor<R> visitor) {
      return visitor.visitPositionalEmbeddingGradient(this);
    }
  }

  /** {@code x -> out}: the features of one token. */
  record SelectToken(int index) implements Sequence {
    @Override
    public <R> R accept(Op.Visitor<R> visitor) {
      return visitor.visitSelectToken(this);
    }
  }

  /** {@code outGradient -> inputGradient}: zero for all other tokens. */
  record SelectTokenGradient(SelectToken forward) implements Sequence {
    @Override
    public <R> R accept(Op.Visitor<R> visitor) {
      return visitor.visitSelectTokenGradient(this);
    }
  }

  /**
   * {@code (x[, weight]) -> out}: scaled dot-product attention of queries, keys and values beside
   * each other.
   *
   * @param height of the map that the tokens are the pixels of, if the weight has a bias for each
   *     distance down and to the right: {@code [(2·height - 1)·(2·width - 1), heads]}; else 0
   * @param width of that map
   */
  record Attention(int heads, int height, int width) implements Sequence {
    /** Whether it knows where tokens lie. */
    public boolean isRelative() {
      return height > 0;
    }

    /** Of the weight: distances of two pixels. */
    public long distances() {
      return (2L * height - 1) * (2L * width - 1);
    }

    @Override
    public <R> R accept(Op.Visitor<R> visitor) {
      return visitor.visitAttention(this);
    }
  }

  /**
   * {@code (x[, weight], outGradient) -> [inputGradient], [weightGradient]}, as wanted: the weights
   * of the tokens are computed again.
   */
  record AttentionGradient(Attention forward, boolean input, boolean parameters)
      implements Sequence {
    @Override
    public <R> R accept(Op.Visitor<R> visitor) {
      return visitor.visitAttentionGradient(this);
    }
  }

  /** One method per op of the family. */
  interface Visitor<R> {
    R visitTokens(Tokens op);

    R visitPixels(Pixels op);

    R visitClassToken(ClassToken op);

    R visitClassTokenGradient(ClassTokenGradient op);

    R visitPositionalEmbedding(PositionalEmbedding op);

    R visitPositionalEmbeddingGradient(PositionalEmbeddingGradient op);

    R visitSelectToken(SelectToken op);

    R visitSelectTokenGradient(SelectTokenGradient op);

    R visitAttention(Attention op);

    R visitAttentionGradient(AttentionGradient op);
  }
}
