package dev.skipjack.processor.build;

import dev.skipjack.processor.ir.Elementwise;
import dev.skipjack.processor.ir.Pooling;
import dev.skipjack.processor.ir.Value;

/** What each annotation of a layer becomes. */
final class LayerBuilder {
  private LayerBuilder() {}

  /** The value that the layer makes of another; an error type if it makes none, which is told. */
  static Value build(Step step, Value x) {
    if (SequenceLayers.refuses(step, x)) {
      return step.error();
    }
    SingleLayers single = new SingleLayers(step);
    return switch (step.annotation.name()) {
      case "Conv" -> single.conv(x);
      case "ConvTranspose" -> new ResizeLayers(step).convTranspose(x);
      case "Linear" -> single.linear(x);
      case "BatchNorm" -> single.batchNorm(x);
      case "LayerScale" -> single.layerScale(x);
      case "Prelu" -> single.prelu(x);
      case "GroupNorm" -> new NormLayers(step).groupNorm(x);
      case "InstanceNorm" -> new NormLayers(step).instanceNorm(x);
      case "LayerNorm" -> new NormLayers(step).layerNorm(x);
      case "Softmax" -> new NormLayers(step).softmax(x);
      case "LocalResponseNorm" -> single.localResponseNorm(x);
      case "Relu" -> single.activation(x, Elementwise.Kind.RELU);
      case "LeakyRelu" -> single.leakyRelu(x);
      case "Sigmoid" -> single.activation(x, Elementwise.Kind.SIGMOID);
      case "Tanh" -> single.activation(x, Elementwise.Kind.TANH);
      case "Relu6" -> single.activation(x, Elementwise.Kind.RELU6);
      case "Silu" -> single.activation(x, Elementwise.Kind.SILU);
      case "HardSwish" -> single.activation(x, Elementwise.Kind.HARD_SWISH);
      case "HardSigmoid" -> single.activation(x, Elementwise.Kind.HARD_SIGMOID);
      case "Mish" -> single.activation(x, Elementwise.Kind.MISH);
      case "Elu" -> single.elu(x);
      case "Gelu" -> single.gelu(x);
      case "MaxPool" -> single.pool(x, Pooling.Kind.MAX);
      case "AvgPool" -> single.pool(x, Pooling.Kind.AVERAGE);
      case "GlobalAvgPool" -> single.globalAveragePool(x);
      case "AdaptiveAvgPool" -> new ResizeLayers(step).adaptiveAvgPool(x);
      case "Upsample" -> new ResizeLayers(step).upsample(x);
      case "Resize" -> new ResizeLayers(step).resize(x);
      case "Pad" -> new ResizeLayers(step).pad(x);
      case "Crop" -> new ResizeLayers(step).crop(x);
      case "Flatten" -> single.flatten(x);
      case "Dropout" -> single.dropout(x);
      case "DenseBlock" -> new DenseLayers(step).denseBlock(x);
      case "Transition" -> new DenseLayers(step).transition(x);
      case "Skip" -> new SkipLayers(step).skip(x);
      case "Residual" -> new SkipLayers(step).residual(x);
      case "Add" -> new WiringLayers(step).add(x);
      case "Concat" -> new WiringLayers(step).concat(x);
      case "Multiply" -> new WiringLayers(step).multiply(x);
      case "SqueezeExcite" -> new SqueezeExciteLayers(step).squeezeExcite(x);
      case "Custom" -> new CustomLayers(step).custom(x);
      case "Slice" -> new ChannelLayers(step).slice(x);
      case "Split" -> new ChannelLayers(step).split(x);
      case "ChannelShuffle" -> new ChannelLayers(step).channelShuffle(x);
      case "PixelShuffle" -> new ResizeLayers(step).pixelShuffle(x);
      case "GlobalMaxPool" -> single.globalMaxPool(x);
      case "GlobalAvgMaxPool" -> single.globalAverageAndMaxPool(x);
      case "PatchEmbed" -> new SequenceLayers(step).patchEmbed(x);
      case "ClassToken" -> new SequenceLayers(step).classToken(x);
      case "PositionalEmbedding" -> new SequenceLayers(step).positionalEmbedding(x);
      case "SelectToken" -> new SequenceLayers(step).selectToken(x);
      case "Attention" -> new SequenceLayers(step).attention(x);
      case "Repeat" -> new RepeatLayers(step).repeat(x);
      case "Pyramid" -> new PyramidLayers(step).pyramid();
      case "Backbone" -> new BackboneLayers(step).backbone(x);
      default -> throw new IllegalStateException("no rule for " + step.annotation.text());
    };
  }
}
