package dev.skipjack.processor.ir;

import static dev.skipjack.processor.ir.Operand.BETA;
import static dev.skipjack.processor.ir.Operand.BETA_GRADIENT;
import static dev.skipjack.processor.ir.Operand.GAMMA;
import static dev.skipjack.processor.ir.Operand.GAMMA_GRADIENT;
import static dev.skipjack.processor.ir.Operand.INPUT;
import static dev.skipjack.processor.ir.Operand.INPUT_GRADIENT;
import static dev.skipjack.processor.ir.Operand.MEAN;
import static dev.skipjack.processor.ir.Operand.MEAN_GRADIENT;
import static dev.skipjack.processor.ir.Operand.OUTPUT;
import static dev.skipjack.processor.ir.Operand.OUTPUT_GRADIENT;
import static dev.skipjack.processor.ir.Operand.VARIANCE;
import static dev.skipjack.processor.ir.Operand.VARIANCE_GRADIENT;
import static dev.skipjack.processor.ir.Signature.GRADIENT;
import static dev.skipjack.processor.ir.Signature.GRADIENT_FROM_BOTH;
import static dev.skipjack.processor.ir.Signature.MAP;
import static dev.skipjack.processor.ir.Signature.reads;

/** The {@link Signature} of pooling. */
interface PoolingSignatures extends Pooling.Visitor<Signature> {
  @Override
  default Signature visitPool(Pooling.Pool op) {
    return MAP;
  }

  @Override
  default Signature visitPoolGradient(Pooling.PoolGradient op) {
    return GRADIENT_FROM_BOTH;
  }

  @Override
  default Signature visitFusedPool(Pooling.FusedPool op) {
    return reads(INPUT, MEAN, VARIANCE, GAMMA, BETA).writes(OUTPUT).build();
  }

  @Override
  default Signature visitFusedPoolGradient(Pooling.FusedPoolGradient op) {
    return reads(INPUT, MEAN, VARIANCE, GAMMA, BETA, OUTPUT, OUTPUT_GRADIENT)
        .writes(op.input(), INPUT_GRADIENT)
        .writes(op.statistics(), MEAN_GRADIENT, VARIANCE_GRADIENT)
        .writes(op.norm(), GAMMA_GRADIENT, BETA_GRADIENT)
        .build();
  }

  @Override
  default Signature visitGlobalAveragePool(Pooling.GlobalAveragePool op) {
    return MAP;
  }

  @Override
  default Signature visitGlobalAveragePoolGradient(Pooling.GlobalAveragePoolGradient op) {
    return GRADIENT;
  }

  @Override
  default Signature visitGlobalMaxPool(Pooling.GlobalMaxPool op) {
    return MAP;
  }

  @Override
  default Signature visitGlobalMaxPoolGradient(Pooling.GlobalMaxPoolGradient op) {
    return GRADIENT_FROM_BOTH;
  }

  @Override
  default Signature visitAdaptiveAveragePool(Pooling.AdaptiveAveragePool op) {
    return MAP;
  }

  @Override
  default Signature visitAdaptiveAveragePoolGradient(Pooling.AdaptiveAveragePoolGradient op) {
    return GRADIENT;
  }
}
