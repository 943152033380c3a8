package dev.skipjack.onnx.models;

import dev.skipjack.annotations.*;
import dev.skipjack.annotations.Softmax;
import dev.skipjack.runtime.custom.CustomLayer;
import dev.skipjack.runtime.custom.Gradients;
import dev.skipjack.runtime.custom.Tensor;
import dev.skipjack.runtime.custom.Weights;

/** What classifiers are made of. */
public final class Classifiers {
  private Classifiers() {}

  /** Activations, groups, dilation, strides on odd sizes, pools, and a dropout at the very end. */
  @Model(input = @Input(channels = 3, height = 19, width = 17))
  public static class Plain {
    @Conv(out = 8, kernel = 3, stride = 2)
    @BatchNorm(epsilon = 1e-3)
    @LeakyRelu(0.2)
    Layer stem;

    @Conv(out = 8, kernel = 3, groups = 4, dilation = 2, bias = true)
    @LocalResponseNorm(size = 5)
    @Tanh
    Layer grouped;

    @MaxPool(kernel = 3, stride = 2, ceilMode = true)
    @Conv(out = 12, kernel = 2, padding = 1)
    @LocalResponseNorm(size = 4, alpha = 1, k = 2)
    @Sigmoid
    Layer down;

    @AvgPool(kernel = 3, stride = 2, padding = 1, ceilMode = true)
    @Flatten
    @Dropout
    @Linear(out = 20)
    @Relu
    Layer hidden;

    @Linear(out = 7, bias = false)
    @Dropout(0.2)
    Layer logits;
  }

  /** Norms of each image by itself, on maps and on features, with and without what they learn. */
  @Model(input = @Input(channels = 3, height = 9, width = 7))
  public static class Normed {
    @InstanceNorm
    @Conv(out = 8, kernel = 3)
    @GroupNorm(groups = 2, epsilon = 1e-3)
    @Relu
    Layer stem;

    @Conv(out = 6, kernel = 3)
    @LayerNorm(epsilon = 1e-6)
    Layer deeper;

    @Linear(out = 6, eachPixel = true)
    @InstanceNorm(affine = true)
    Layer deepest;

    @LayerNorm(affine = false)
    @GroupNorm(groups = 3, affine = false)
    @LayerScale(initial = 0.3)
    Layer plain;

    @Flatten @LayerNorm Layer flat;

    @Linear(out = 12)
    @GroupNorm(groups = 4)
    @Relu
    Layer hidden;

    @BatchNorm
    @Linear(out = 5)
    Layer logits;
  }

  /** The same where the size is not known. */
  @Model(input = @Input(channels = 3, height = Input.ANY, width = Input.ANY))
  public static class NormedAnySize {
    @Conv(out = 8, kernel = 3, stride = 2, weightStandardized = true)
    @GroupNorm(groups = 4)
    @Relu
    Layer stem;

    @LayerNorm
    @InstanceNorm
    @Split(into = {"left", "right"})
    Layer halves;

    @From("halves.right")
    @Conv(out = 4, kernel = 3)
    @Add("halves.left")
    @GlobalAvgPool
    @Linear(out = 5)
    Layer logits;
  }

  /** Every activation that came after 2015, behind convolutions and features. */
  @Model(input = @Input(channels = 3, height = 9, width = 11))
  public static class Activated {
    @Conv(out = 8, kernel = 3)
    @BatchNorm
    @Silu
    Layer silu;

    @Conv(out = 8, kernel = 3)
    @BatchNorm
    @Relu6
    @SqueezeExcite(reduction = 4, activation = Activation.SILU, gate = Activation.HARD_SIGMOID)
    Layer relu6;

    @Conv(out = 8, kernel = 3)
    @Gelu
    Layer gelu;

    @Conv(out = 8, kernel = 3)
    @HardSwish
    Layer hardSwish;

    @Conv(out = 8, kernel = 3)
    @Mish
    @Prelu(eachChannel = true, initial = 0.7)
    Layer mish;

    @GlobalAvgPool
    @Linear(out = 12)
    @Softmax
    @Elu(0.7)
    Layer elu;

    @Linear(out = 12)
    @Gelu(approximate = Gelu.Approximate.TANH)
    Layer geluTanh;

    @Linear(out = 12)
    @HardSigmoid
    Layer hardSigmoid;

    @Linear(out = 12)
    @Prelu(eachChannel = true)
    Layer prelu;

    @Linear(out = 5)
    Layer logits;
  }

  /** Dense blocks, transitions, every shortcut, a sum and a concatenation, some of it frozen. */
  @Model(input = @Input(channels = 3, height = 16, width = 16))
  @StochasticDepth(lastSurvival = 0.7)
  public static class Connected {
    @Freeze
    @Conv(out = 8, kernel = 3)
    @BatchNorm
    @Relu
    Layer stem;

    @DenseBlock(layers = 2, growth = 4, bottleneck = 2, dropout = 0.1)
    Layer dense;

    @Transition(compression = 0.5, pool = Transition.Pool.MAX)
    Layer down;

    @Conv(out = 12, kernel = 3, stride = 2)
    @Skip(from = "down", shortcut = Shortcut.AUTO)
    @Relu
    Layer doubled;

    @Residual(blocks = 2, out = 14, stride = 2, shortcut = Shortcut.ZERO_PAD)
    Layer padded;

    @Residual(blocks = 1, out = 16, stride = 2, shortcut = Shortcut.CONV)
    Layer projected;

    @From("doubled")
    @AvgPool(kernel = 3, countIncludePad = false)
    @Conv(out = 16, kernel = 1)
    Layer side;

    @Add("projected")
    Layer sum;

    @Concat({"projected", "side"})
    Layer joined;

    @GlobalAvgPool
    @Linear(out = 10)
    Layer logits;
  }

  /** Blocks, placed with values, and parameters of other names. */
  @Model(input = @Input(channels = 1, height = 14, width = 10))
  public static class Blocks {
    @Name("entry")
    @Init(Init.Scheme.XAVIER)
    @Conv(out = 8, kernel = 3)
    Layer stem;

    @Repeat(block = Unit.class, times = 2, out = 8, width = 4)
    Layer units;

    @AdaptiveAvgPool(5)
    @Flatten
    @Linear(out = 4)
    Layer logits;
  }

  /** Narrow and wide again. */
  @Block
  public static class Unit {
    @Conv(out = Param.WIDTH, kernel = 1)
    @BatchNorm
    @Relu
    Layer narrow;

    @Conv(out = Param.OUT, kernel = 3)
    @BatchNorm
    Layer wide;

    @Skip(from = Skip.INPUT)
    @Relu
    Layer sum;
  }

  /** What ONNX has no operator for. */
  @Model(input = @Input(channels = 3, height = 8, width = 8))
  public static class WithOwnLayer {
    @Conv(out = 4, kernel = 3)
    @Custom(Doubled.class)
    Layer doubled;

    @GlobalAvgPool
    @Linear(out = 3)
    Layer logits;
  }

  /** A layer of a user's own. */
  public static final class Doubled implements CustomLayer {
    @Override
    public void forward(Tensor input, Weights weights, Tensor output) {
      for (int i = 0; i < input.length(); i++) {
        output.values()[i] = 2 * input.values()[i];
      }
    }

    @Override
    public void backward(Tensor input, Weights weights, Tensor output, Gradients gradients) {
      for (int i = 0; i < input.length(); i++) {
        gradients.input().values()[i] = 2 * gradients.output().values()[i];
      }
    }
  }
}
