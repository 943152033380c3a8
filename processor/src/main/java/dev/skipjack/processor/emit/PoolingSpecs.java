package dev.skipjack.processor.emit;

import static dev.skipjack.processor.emit.KernelSpecs.call;
import static dev.skipjack.processor.emit.KernelSpecs.layouts;
import static dev.skipjack.processor.emit.KernelSpecs.span;
import static dev.skipjack.processor.ir.Operand.INPUT;

import com.palantir.javapoet.CodeBlock;
import dev.skipjack.processor.ir.Layout;
import dev.skipjack.processor.ir.Pooling;

/** The specs of the kernels of pooling, as {@link KernelCalls} asks for them. */
interface PoolingSpecs extends Pooling.Visitor<CodeBlock>, KernelSpecs {
  @Override
  default CodeBlock visitPool(Pooling.Pool op) {
    return spec(op, layout(INPUT));
  }

  @Override
  default CodeBlock visitPoolGradient(Pooling.PoolGradient op) {
    return call("pool.PoolGradientSpec", spec(op.forward(), layout(INPUT)));
  }

  @Override
  default CodeBlock visitFusedPool(Pooling.FusedPool op) {
    return spec(channels(), op, layout(INPUT));
  }

  @Override
  default CodeBlock visitFusedPoolGradient(Pooling.FusedPoolGradient op) {
    return call("pool.FusedPoolGradientSpec", spec(channels(), op.forward(), layout(INPUT)));
  }

  @Override
  default CodeBlock visitGlobalAveragePool(Pooling.GlobalAveragePool op) {
    return ofLayout("pool.GlobalAveragePoolSpec", layout(INPUT));
  }

  @Override
  default CodeBlock visitGlobalAveragePoolGradient(Pooling.GlobalAveragePoolGradient op) {
    return ofLayout("pool.GlobalAveragePoolGradientSpec", layout(INPUT));
  }

  @Override
  default CodeBlock visitGlobalMaxPool(Pooling.GlobalMaxPool op) {
    return call("pool.GlobalMaxPoolSpec");
  }

  @Override
  default CodeBlock visitGlobalMaxPoolGradient(Pooling.GlobalMaxPoolGradient op) {
    return call("pool.GlobalMaxPoolGradientSpec");
  }

  @Override
  default CodeBlock visitAdaptiveAveragePool(Pooling.AdaptiveAveragePool op) {
    return call("pool.AdaptiveAveragePoolSpec");
  }

  @Override
  default CodeBlock visitAdaptiveAveragePoolGradient(Pooling.AdaptiveAveragePoolGradient op) {
    return call("pool.AdaptiveAveragePoolGradientSpec");
  }

  // new GlobalAveragePoolSpec(), or with the layout
  private static CodeBlock ofLayout(String type, Layout layout) {
    return layout == Layout.PLANES ? call(type) : call(type, KernelSpecs.layout(layout));
  }

  // new PoolSpec(PoolSpec.Kind.MAX, kernel, stride, padding, ceilMode, countIncludePadding),
  // or with the layout
  static CodeBlock spec(Pooling.Pool op, Layout layout) {
    boolean isSquare = op.kernel().isSquare() && op.stride().isSquare() && op.padding().isSquare();
    return CodeBlock.of(
        "new $1T($1T.Kind.$2L, $3L, $4L, $5L, $6L, $7L$8L)",
        RuntimeTypes.kernel("pool.PoolSpec"),
        op.kind().name(),
        isSquare ? CodeBlock.of("$L", op.kernel().height()) : span(op.kernel()),
        isSquare ? CodeBlock.of("$L", op.stride().height()) : span(op.stride()),
        isSquare ? CodeBlock.of("$L", op.padding().height()) : span(op.padding()),
        op.ceilMode(),
        op.countIncludePadding(),
        layouts(layout));
  }

  // new FusedPoolSpec(pool, prologue)
  static CodeBlock spec(int channels, Pooling.FusedPool op, Layout layout) {
    return call(
        "pool.FusedPoolSpec",
        spec(op.pool(), layout),
        NormalizationSpecs.spec(channels, op.prologue()));
  }
}
