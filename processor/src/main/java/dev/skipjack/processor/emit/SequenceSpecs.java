package dev.skipjack.processor.emit;

import static dev.skipjack.processor.emit.KernelSpecs.call;

import com.palantir.javapoet.CodeBlock;
import dev.skipjack.processor.ir.Sequence;

/** The specs of the kernels of sequences, as {@link KernelCalls} asks for them. */
interface SequenceSpecs extends Sequence.Visitor<CodeBlock>, KernelSpecs {
  @Override
  default CodeBlock visitTokens(Sequence.Tokens op) {
    return call("sequence.TokensSpec");
  }

  @Override
  default CodeBlock visitPixels(Sequence.Pixels op) {
    return call("sequence.PixelsSpec");
  }

  @Override
  default CodeBlock visitClassToken(Sequence.ClassToken op) {
    return call("sequence.ClassTokenSpec");
  }

  @Override
  default CodeBlock visitClassTokenGradient(Sequence.ClassTokenGradient op) {
    return call("sequence.ClassTokenGradientSpec");
  }

  @Override
  default CodeBlock visitPositionalEmbedding(Sequence.PositionalEmbedding op) {
    return call("sequence.PositionalEmbeddingSpec");
  }

  @Override
  default CodeBlock visitPositionalEmbeddingGradient(Sequence.PositionalEmbeddingGradient op) {
    return call("sequence.PositionalEmbeddingGradientSpec");
  }

  @Override
  default CodeBlock visitSelectToken(Sequence.SelectToken op) {
    return spec(op);
  }

  @Override
  default CodeBlock visitSelectTokenGradient(Sequence.SelectTokenGradient op) {
    return call("sequence.SelectTokenGradientSpec", spec(op.forward()));
  }

  @Override
  default CodeBlock visitAttention(Sequence.Attention op) {
    return attention(channels() / 3, op);
  }

  @Override
  default CodeBlock visitAttentionGradient(Sequence.AttentionGradient op) {
    return call("sequence.AttentionGradientSpec", attention(channels() / 3, op.forward()));
  }

  // new SelectTokenSpec(index)
  static CodeBlock spec(Sequence.SelectToken op) {
    return call("sequence.SelectTokenSpec", op.index());
  }

  // new AttentionSpec(features, heads), or new AttentionSpec(features, heads, height, width)
  static CodeBlock attention(int features, Sequence.Attention op) {
    CodeBlock spec =
        CodeBlock.of(
            "new $T($L, $L", RuntimeTypes.kernel("sequence.AttentionSpec"), features, op.heads());
    return op.isRelative()
        ? CodeBlock.of("$L, $L, $L)", spec, op.height(), op.width())
        : CodeBlock.of("$L)", spec);
  }
}
