package dev.skipjack.processor.layout;

import dev.skipjack.processor.ir.Contraction.Convolution;
import dev.skipjack.processor.ir.Elementwise.Factors;
import dev.skipjack.processor.ir.Elementwise.Multiply;
import dev.skipjack.processor.ir.Fused.FusedConvolution;
import dev.skipjack.processor.ir.Graph;
import dev.skipjack.processor.ir.Layout;
import dev.skipjack.processor.ir.LayoutRule;
import dev.skipjack.processor.ir.Node;
import dev.skipjack.processor.ir.Normalization.Normalize;
import dev.skipjack.processor.ir.Op;
import dev.skipjack.processor.ir.TensorType;
import java.util.Optional;
import java.util.function.Function;

/** What a network does: which of its ops are fast where their maps lie in blocks depends on it. */
public enum Mode {
  /** Forward and backward. */
  TRAINING {
    /** No gradient of factors of pixels is, and not those of all convolutions. */
    @Override
    boolean isSlowInBlocks(Op op) {
      return op instanceof Multiply multiply && multiply.factors() == Factors.PIXELS
          || op instanceof Convolution plain && hasSlowGradient(plain)
          || op instanceof FusedConvolution fused && hasSlowGradient(fused.convolution());
    }

    @Override
    Function<Node, Optional<NodeCost>> costs(Graph graph) {
      return new TrainingEstimates(graph)::of;
    }

    @Override
    double reorder(TensorType map) {
      return TrainingCosts.reorder(map);
    }
  },

  /** Forward alone. */
  INFERENCE {
    /**
     * What folding leaves. A normalization has the kernel in blocks that trains, but {@link
     * LayoutCosts} knows no times of it in predictions, and what has no estimate counts as equally
     * fast in both: it lies in planes until it is measured.
     */
    @Override
    boolean isSlowInBlocks(Op op) {
      return op instanceof Convolution || op instanceof FusedConvolution || op instanceof Normalize;
    }

    @Override
    Function<Node, Optional<NodeCost>> costs(Graph graph) {
      return InferenceEstimates::of;
    }

    @Override
    double reorder(TensorType map) {
      return LayoutCosts.reorder(map);
    }
  };

  /**
   * Groups have no fast gradient in blocks; where outputs fill none, those of a pixel alone have.
   */
  private static boolean hasSlowGradient(Convolution op) {
    boolean isDepthwise = op.groups() == op.inChannels() && op.groups() == op.outChannels();
    boolean isGrouped = op.groups() > 1 && !isDepthwise;
    return isGrouped || !Layout.fillsBlocks(op.outChannels()) && !op.isPointwise();
  }

  /** Which layouts an op shall have, of those that it takes: what is slow in blocks has planes. */
  LayoutRule fast(Op op) {
    return isSlowInBlocks(op) ? LayoutRule.PLANES : op.layoutRule();
  }

  /** Whether it lacks a kernel in blocks that is worth having, or its gradient does. */
  abstract boolean isSlowInBlocks(Op op);

  /** What the nodes of a graph are estimated to take; empty of one that takes always the same. */
  abstract Function<Node, Optional<NodeCost>> costs(Graph graph);

  /** What it takes to reorder a map, in nanoseconds for an image. */
  abstract double reorder(TensorType map);
}
