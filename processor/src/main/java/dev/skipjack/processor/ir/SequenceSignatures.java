package dev.skipjack.processor.ir;

import static dev.skipjack.processor.ir.Operand.INPUT;
import static dev.skipjack.processor.ir.Operand.INPUT_GRADIENT;
import static dev.skipjack.processor.ir.Operand.OUTPUT;
import static dev.skipjack.processor.ir.Operand.OUTPUT_GRADIENT;
import static dev.skipjack.processor.ir.Operand.WEIGHT;
import static dev.skipjack.processor.ir.Operand.WEIGHT_GRADIENT;
import static dev.skipjack.processor.ir.Signature.GRADIENT;
import static dev.skipjack.processor.ir.Signature.MAP;
import static dev.skipjack.processor.ir.Signature.reads;

/** The {@link Signature} of sequences. */
interface SequenceSignatures extends Sequence.Visitor<Signature> {
  Signature EMBEDDED = reads(INPUT, WEIGHT).writes(OUTPUT).build();

  @Override
  default Signature visitTokens(Sequence.Tokens op) {
    return MAP;
  }

  @Override
  default Signature visitPixels(Sequence.Pixels op) {
    return MAP;
  }

  @Override
  default Signature visitClassToken(Sequence.ClassToken op) {
    return EMBEDDED;
  }

  @Override
  default Signature visitClassTokenGradient(Sequence.ClassTokenGradient op) {
    return reads(OUTPUT_GRADIENT)
        .writes(op.input(), INPUT_GRADIENT)
        .writes(op.parameters(), WEIGHT_GRADIENT)
        .build();
  }

  @Override
  default Signature visitPositionalEmbedding(Sequence.PositionalEmbedding op) {
    return EMBEDDED;
  }

  @Override
  default Signature visitPositionalEmbeddingGradient(Sequence.PositionalEmbeddingGradient op) {
    return reads(OUTPUT_GRADIENT).writes(WEIGHT_GRADIENT).build();
  }

  @Override
  default Signature visitSelectToken(Sequence.SelectToken op) {
    return MAP;
  }

  @Override
  default Signature visitSelectTokenGradient(Sequence.SelectTokenGradient op) {
    return GRADIENT;
  }

  @Override
  default Signature visitAttention(Sequence.Attention op) {
    return reads(INPUT).reads(op.isRelative(), WEIGHT).writes(OUTPUT).build();
  }

  @Override
  default Signature visitAttentionGradient(Sequence.AttentionGradient op) {
    return reads(INPUT)
        .reads(op.forward().isRelative(), WEIGHT)
        .reads(OUTPUT_GRADIENT)
        .writes(op.input(), INPUT_GRADIENT)
        .writes(op.parameters(), WEIGHT_GRADIENT)
        .build();
  }
}
