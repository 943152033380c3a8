package dev.skipjack.processor.emit;

import com.palantir.javapoet.CodeBlock;
import dev.skipjack.processor.ir.Node;
import dev.skipjack.processor.ir.Op;

/** The spec of every op's kernel, as an expression. */
record KernelCalls(Node node)
    implements ContractionSpecs,
        FusedSpecs,
        NormalizationSpecs,
        ElementwiseSpecs,
        PoolingSpecs,
        MovementSpecs,
        SequenceSpecs,
        UserDefinedSpecs,
        Op.Visitor<CodeBlock> {
  /** Null for a node that the memory plan made vanish. */
  static CodeBlock of(Node node) {
    return node.op().accept(new KernelCalls(node));
  }
}
