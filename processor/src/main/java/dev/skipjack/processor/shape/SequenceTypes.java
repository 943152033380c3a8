package dev.skipjack.processor.shape;

import static dev.skipjack.processor.ir.Operand.INPUT;
import static dev.skipjack.processor.ir.Operand.OUTPUT;
import static dev.skipjack.processor.ir.Operand.WEIGHT;

import dev.skipjack.processor.ir.Sequence;
import dev.skipjack.processor.ir.TensorType;

/** The types of sequences: see {@link TypeRules}. */
interface SequenceTypes extends Sequence.Visitor<Void> {
  NodeTypes node();

  @Override
  default Void visitTokens(Sequence.Tokens op) {
    return node().makes(ShapeRules.tokens(node().map()));
  }

  @Override
  default Void visitPixels(Sequence.Pixels op) {
    TensorType map = node().isMap(OUTPUT, node().input().channels());
    node().is(INPUT, ShapeRules.tokens(map));
    return null;
  }

  @Override
  default Void visitClassToken(Sequence.ClassToken op) {
    return classToken();
  }

  @Override
  default Void visitClassTokenGradient(Sequence.ClassTokenGradient op) {
    return classToken();
  }

  @Override
  default Void visitPositionalEmbedding(Sequence.PositionalEmbedding op) {
    return positionalEmbedding();
  }

  @Override
  default Void visitPositionalEmbeddingGradient(Sequence.PositionalEmbeddingGradient op) {
    return positionalEmbedding();
  }

  @Override
  default Void visitSelectToken(Sequence.SelectToken op) {
    return node().makes(ShapeRules.selectToken(node().sequence(), op));
  }

  @Override
  default Void visitSelectTokenGradient(Sequence.SelectTokenGradient op) {
    return visitSelectToken(op.forward());
  }

  @Override
  default Void visitAttention(Sequence.Attention op) {
    if (op.isRelative()) {
      node().is(WEIGHT, ShapeRules.relativePositions(op));
    }
    return node().makes(ShapeRules.attention(node().sequence(), op));
  }

  @Override
  default Void visitAttentionGradient(Sequence.AttentionGradient op) {
    return visitAttention(op.forward());
  }

  /** The input is not always read. */
  private Void classToken() {
    TensorType out = node().isSequence(OUTPUT);
    node().is(INPUT, TensorType.sequence(out.tokens() - 1, out.channels()));
    node().is(WEIGHT, TensorType.of(1, 1, out.channels()));
    return null;
  }

  private Void positionalEmbedding() {
    TensorType out = node().isSequence(OUTPUT);
    node().is(INPUT, out);
    node().is(WEIGHT, TensorType.of(1, out.tokens(), out.channels()));
    return null;
  }
}
