package dev.skipjack.processor.layout;

import dev.skipjack.processor.ir.Contraction.Convolution;
import dev.skipjack.processor.ir.Elementwise.Multiply;
import dev.skipjack.processor.ir.Fused.FusedConvolution;
import dev.skipjack.processor.ir.Graph;
import dev.skipjack.processor.ir.Layout;
import dev.skipjack.processor.ir.LayoutRule;
import dev.skipjack.processor.ir.Node;
import dev.skipjack.processor.ir.Normalization.LayerNorm;
import dev.skipjack.processor.ir.Normalization.Normalize;
import dev.skipjack.processor.ir.Op;
import dev.skipjack.processor.ir.TensorType;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** What a network does: which of its ops are fast where their maps lie in blocks depends on it. */
public enum Mode {
  /** Forward and backward. Factors and layer norms have no fast gradient in blocks yet. */
  TRAINING(Set.of(Multiply.class, LayerNorm.class)) {
    @Override
    Function<Node, Optional<NodeCost>> costs(Graph graph) {
      return new TrainingEstimates(graph)::of;
    }

    @Override
    double reorder(TensorType map) {
      return TrainingCosts.reorder(map);
    }
  },

  /** Forward alone. These are what folding leaves, which was not measured in blocks yet. */
  INFERENCE(Set.of(Convolution.class, FusedConvolution.class, Normalize.class)) {
    @Override
    Function<Node, Optional<NodeCost>> costs(Graph graph) {
      return InferenceEstimates::of;
    }

    @Override
    double reorder(TensorType map) {
      return LayoutCosts.reorder(map);
    }
  };

  private final Set<Class<? extends Op>> slowInBlocks;

  Mode(Set<Class<? extends Op>> slowInBlocks) {
    this.slowInBlocks = slowInBlocks;
  }

  /**
   * Which layouts an op shall have, of those that it takes: what is slow in blocks has planes, and
   * so has, while training, a convolution that reads another layout than it can write.
   */
  LayoutRule fast(Op op) {
    boolean slow =
        slowInBlocks.contains(op.getClass()) || this == TRAINING && writesPartsOfBlocks(op);
    return slow ? LayoutRule.PLANES : op.layoutRule();
  }

  private static boolean writesPartsOfBlocks(Op op) {
    return op instanceof Convolution plain && !Layout.fillsBlocks(plain.outChannels())
        || op instanceof FusedConvolution fused
            && !Layout.fillsBlocks(fused.convolution().outChannels());
  }

  /** What the nodes of a graph are estimated to take; empty of one that takes always the same. */
  abstract Function<Node, Optional<NodeCost>> costs(Graph graph);

  /** What it takes to reorder a map, in nanoseconds for an image. */
  abstract double reorder(TensorType map);
}
