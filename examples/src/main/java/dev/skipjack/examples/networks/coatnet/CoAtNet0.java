package dev.skipjack.examples.networks.coatnet;

import dev.skipjack.annotations.BatchNorm;
import dev.skipjack.annotations.Conv;
import dev.skipjack.annotations.Gelu;
import dev.skipjack.annotations.GlobalAvgPool;
import dev.skipjack.annotations.Input;
import dev.skipjack.annotations.Layer;
import dev.skipjack.annotations.LayerNorm;
import dev.skipjack.annotations.Linear;
import dev.skipjack.annotations.Model;
import dev.skipjack.annotations.Name;
import dev.skipjack.annotations.Repeat;
import dev.skipjack.annotations.Tanh;

/**
 * Dai et al. 2021, tables 3 and 4: 25,036,820 parameters, as timm's {@code coatnet_0_224} with
 * {@code conv_pool_type="max"} and {@code transformer_pool_type="max"}, the paper's pools: two
 * stages of convolutions, two of attention; strides are the depthwise convolutions'. Nothing is
 * dropped.
 */
@Model(input = @Input(channels = 3, height = 224, width = 224))
public class CoAtNet0 {
  @Conv(out = 64, kernel = 3, stride = 2)
  @BatchNorm
  @Gelu
  @Name({"stem.conv1", "stem.norm1"})
  Layer smaller;

  @Conv(out = 64, kernel = 3, bias = false)
  @Name("stem.conv2")
  Layer stem;

  @Repeat(block = CoAtNetConvolutionDown.class, out = 96, numbered = false)
  @Name("stages.0.blocks.0")
  Layer down1;

  @Repeat(block = CoAtNetConvolution.class, times = 1, first = 1)
  @Name("stages.0.blocks")
  Layer stage1;

  @Repeat(block = CoAtNetConvolutionDown.class, out = 192, numbered = false)
  @Name("stages.1.blocks.0")
  Layer down2;

  @Repeat(block = CoAtNetConvolution.class, times = 2, first = 1)
  @Name("stages.1.blocks")
  Layer stage2;

  @Repeat(block = CoAtNetTransformerDown.class, out = 384, numbered = false)
  @Name("stages.2.blocks.0")
  Layer down3;

  @Repeat(block = CoAtNetTransformer.class, times = 4, first = 1)
  @Name("stages.2.blocks")
  Layer stage3;

  @Repeat(block = CoAtNetTransformerDown.class, out = 768, numbered = false)
  @Name("stages.3.blocks.0")
  Layer down4;

  @Repeat(block = CoAtNetTransformer.class, times = 1, first = 1)
  @Name("stages.3.blocks")
  Layer stage4;

  @GlobalAvgPool
  @LayerNorm(epsilon = 1e-6)
  @Linear(out = 768)
  @Tanh
  @Name({"head.norm", "head.pre_logits.fc"})
  Layer features;

  @Linear(out = 1000)
  @Name("head.fc")
  Layer logits;
}
