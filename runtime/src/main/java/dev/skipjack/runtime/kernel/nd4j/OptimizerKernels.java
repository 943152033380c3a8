package dev.skipjack.runtime.kernel.nd4j;

import dev.skipjack.runtime.kernel.optimizer.AdamSpec;
import dev.skipjack.runtime.kernel.optimizer.AdamStep;
import dev.skipjack.runtime.kernel.optimizer.Clip;
import dev.skipjack.runtime.kernel.optimizer.ClipSpec;
import dev.skipjack.runtime.kernel.optimizer.MovingAverage;
import dev.skipjack.runtime.kernel.optimizer.SgdSpec;
import dev.skipjack.runtime.kernel.optimizer.SgdStep;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.ops.transforms.Transforms;

/** Optimizers, one operation on whole vectors after the other. */
final class OptimizerKernels {
  private OptimizerKernels() {}

  static SgdStep sgd(SgdSpec spec, Resources resources) {
    FlatVectors vectors = new FlatVectors(resources);
    Denormals denormals = new Denormals(resources.type);
    double momentum = spec.momentum();
    return (parameters, gradients, velocity, learningRate) -> {
      if (spec.weightDecay() > 0) {
        vectors.add(spec.weightDecay(), parameters, gradients);
      }
      vectors.scale(velocity, momentum, velocity);
      vectors.add(1, gradients, velocity);
      denormals.flush(velocity);
      if (spec.nesterov()) {
        vectors.add(-learningRate, gradients, parameters);
        vectors.add(-learningRate * momentum, velocity, parameters);
      } else {
        vectors.add(-learningRate, velocity, parameters);
      }
    };
  }

  static AdamStep adam(AdamSpec spec, Resources resources) {
    FlatVectors vectors = new FlatVectors(resources);
    Denormals denormals = new Denormals(resources.type);
    return (parameters, gradients, mean, square, step, learningRate) -> {
      if (spec.decoupled()) {
        vectors.scale(parameters, 1 - learningRate * spec.weightDecay(), parameters);
      } else if (spec.weightDecay() > 0) {
        vectors.add(spec.weightDecay(), parameters, gradients);
      }
      vectors.scale(mean, spec.beta1(), mean);
      vectors.add(1 - spec.beta1(), gradients, mean);
      denormals.flush(mean);
      vectors.square(gradients);
      vectors.scale(square, spec.beta2(), square);
      vectors.add(1 - spec.beta2(), gradients, square);
      denormals.flush(square);
      double meanCorrection = 1 - Math.pow(spec.beta1(), step);
      double squareCorrection = 1 - Math.pow(spec.beta2(), step);
      // gradients = mean / (sqrt(square / correction) + epsilon)
      vectors.divide(square, squareCorrection, gradients);
      Transforms.sqrt(gradients, false);
      vectors.increase(gradients, spec.epsilon());
      vectors.divide(mean, gradients, gradients);
      vectors.add(-learningRate / meanCorrection, gradients, parameters);
    };
  }

  static MovingAverage movingAverage(Resources resources) {
    FlatVectors vectors = new FlatVectors(resources);
    Denormals denormals = new Denormals(resources.type);
    BoundOp subtract = resources.op("subtract");
    return (values, average, decay) -> {
      INDArray difference = resources.scratch.like(Scratch.Slot.B, average);
      subtract.run(BoundOp.arrays(values, average), difference);
      vectors.add(1 - decay, difference, average);
      denormals.flush(average);
    };
  }

  static Clip clip(ClipSpec spec, Resources resources) {
    return switch (spec.kind()) {
      case VALUE -> {
        Clip norm = clipByNorm(Double.POSITIVE_INFINITY, resources);
        BoundOp op = resources.op("clipbyvalue", new long[0], -spec.limit(), spec.limit());
        yield gradients -> {
          double before = norm.run(gradients);
          if (Double.isFinite(before)) {
            op.run(BoundOp.arrays(gradients), gradients);
          }
          return before;
        };
      }
      case GLOBAL_NORM -> clipByNorm(spec.limit(), resources);
    };
  }

  /** As PyTorch's clip_grad_norm_, with its small number beside the norm. */
  private static Clip clipByNorm(double limit, Resources resources) {
    FlatVectors vectors = new FlatVectors(resources);
    BoundOp op = resources.op("reduce_norm2");
    INDArray result = resources.filled(0); // without axes
    return gradients -> {
      op.run(BoundOp.arrays(gradients), result);
      double norm = result.getDouble(0);
      if (norm > limit && norm < Double.POSITIVE_INFINITY) {
        vectors.scale(gradients, limit / (norm + 1e-6), gradients);
      }
      return norm;
    };
  }
}
