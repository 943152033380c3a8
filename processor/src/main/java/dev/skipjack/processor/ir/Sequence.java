package dev.skipjack.processor.ir;

/** Ops of sequences of tokens, {@code [N, tokens, features]}. */
public sealed interface Sequence extends Op {
  /** {@code x -> out}: the pixels of a map as tokens, row by row. */
  record Tokens() implements Sequence {
    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.visitTokens(this);
    }
  }

  /** {@code outGradient -> inputGradient}. */
  record TokensGradient() implements Sequence {
    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.visitTokensGradient(this);
    }
  }

  /** {@code (x, weight) -> out}: a learned token before the others; weight {@code [1, 1, D]}. */
  record ClassToken() implements Sequence {
    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.visitClassToken(this);
    }
  }

  /** {@code outGradient -> [inputGradient], [weightGradient]}, as wanted. */
  record ClassTokenGradient(boolean input, boolean parameters) implements Sequence {
    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.visitClassTokenGradient(this);
    }
  }

  /** {@code (x, weight) -> x + weight}, the same for all images; weight {@code [1, T, D]}. */
  record PositionalEmbedding() implements Sequence {
    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.visitPositionalEmbedding(this);
    }
  }

  /** {@code outGradient -> weightGradient}; the input's is the output's. */
  record PositionalEmbeddingGradient() implements Sequence {
    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.visitPositionalEmbeddingGradient(this);
    }
  }

  /** {@code x -> out}: the features of one token. */
  record SelectToken(int index) implements Sequence {
    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.visitSelectToken(this);
    }
  }

  /** {@code outGradient -> inputGradient}: zero for all other tokens. */
  record SelectTokenGradient(SelectToken forward) implements Sequence {
    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.visitSelectTokenGradient(this);
    }
  }

  /**
   * {@code x -> out}: scaled dot-product attention of queries, keys and values beside each other.
   */
  record Attention(int heads) implements Sequence {
    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.visitAttention(this);
    }
  }

  /** {@code (x, outGradient) -> inputGradient}: the weights are computed again. */
  record AttentionGradient(Attention forward) implements Sequence {
    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.visitAttentionGradient(this);
    }
  }
}
