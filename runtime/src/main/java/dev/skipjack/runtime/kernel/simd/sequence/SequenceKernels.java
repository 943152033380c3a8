package dev.skipjack.runtime.kernel.simd.sequence;

import static dev.skipjack.runtime.kernel.Operand.INPUT;
import static dev.skipjack.runtime.kernel.Operand.OUTPUT;

import dev.skipjack.runtime.kernel.KernelTable;
import dev.skipjack.runtime.kernel.sequence.AttentionGradientSpec;
import dev.skipjack.runtime.kernel.sequence.AttentionSpec;
import dev.skipjack.runtime.kernel.sequence.ClassTokenGradientSpec;
import dev.skipjack.runtime.kernel.sequence.ClassTokenSpec;
import dev.skipjack.runtime.kernel.sequence.PixelsSpec;
import dev.skipjack.runtime.kernel.sequence.PositionalEmbeddingGradientSpec;
import dev.skipjack.runtime.kernel.sequence.PositionalEmbeddingSpec;
import dev.skipjack.runtime.kernel.sequence.SelectTokenGradientSpec;
import dev.skipjack.runtime.kernel.sequence.SelectTokenSpec;
import dev.skipjack.runtime.kernel.sequence.TokensSpec;
import dev.skipjack.runtime.kernel.simd.threads.Scratch;
import dev.skipjack.runtime.kernel.simd.threads.Workers;

/** The kernels of sequences. */
public final class SequenceKernels {
  private final Workers workers;
  private final Scratch shared;

  public SequenceKernels(Workers workers, Scratch shared) {
    this.workers = workers;
    this.shared = shared;
  }

  /** A line for each. */
  public void addTo(KernelTable table) {
    table
        .add(
            TokensSpec.class,
            spec -> operands -> new TokensKernel(operands, INPUT, OUTPUT, false, workers))
        .add(
            PixelsSpec.class,
            spec -> operands -> new TokensKernel(operands, OUTPUT, INPUT, true, workers))
        .add(ClassTokenSpec.class, spec -> operands -> new ClassTokenKernel(operands, workers))
        .add(
            ClassTokenGradientSpec.class,
            spec -> operands -> new ClassTokenGradientKernel(operands, workers))
        .add(
            PositionalEmbeddingSpec.class,
            spec -> operands -> new PositionalEmbeddingKernel(operands, workers))
        .add(
            PositionalEmbeddingGradientSpec.class,
            spec -> operands -> new PositionalEmbeddingGradientKernel(operands, workers))
        .add(
            SelectTokenSpec.class,
            spec -> operands -> new SelectTokenKernel(spec.index(), operands, workers))
        .add(
            SelectTokenGradientSpec.class,
            spec ->
                operands ->
                    new SelectTokenGradientKernel(spec.forward().index(), operands, workers))
        .add(AttentionSpec.class, spec -> operands -> new AttentionKernel(spec, operands, workers))
        .add(
            AttentionGradientSpec.class,
            spec ->
                operands -> new AttentionGradientKernel(spec.forward(), operands, workers, shared));
  }
}
