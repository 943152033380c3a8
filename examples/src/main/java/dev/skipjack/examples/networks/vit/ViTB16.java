package dev.skipjack.examples.networks.vit;

import dev.skipjack.annotations.ClassToken;
import dev.skipjack.annotations.Input;
import dev.skipjack.annotations.Layer;
import dev.skipjack.annotations.LayerNorm;
import dev.skipjack.annotations.Linear;
import dev.skipjack.annotations.Model;
import dev.skipjack.annotations.Name;
import dev.skipjack.annotations.PatchEmbed;
import dev.skipjack.annotations.PositionalEmbedding;
import dev.skipjack.annotations.Repeat;
import dev.skipjack.annotations.SelectToken;

/**
 * Dosovitskiy et al. 2021, table 1: 86,567,656 parameters (torchvision's {@code vit_b_16}, which
 * drops nothing either).
 */
@Model(input = @Input(channels = 3, height = 224, width = 224))
public class ViTB16 {
  @PatchEmbed(size = 16, features = 768)
  @ClassToken
  @PositionalEmbedding
  @Name({"conv_proj", "class_token", "encoder.pos_embedding"})
  Layer tokens;

  @Repeat(block = EncoderLayer.class, times = 12)
  @Name("encoder.layers.encoder_layer_#")
  Layer layers;

  @LayerNorm(epsilon = 1e-6)
  @SelectToken(0)
  @Linear(out = 1000)
  @Name({"encoder.ln", "heads.head"})
  Layer logits;
}
