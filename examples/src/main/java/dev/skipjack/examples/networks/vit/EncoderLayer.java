package dev.skipjack.examples.networks.vit;

import dev.skipjack.annotations.Attention;
import dev.skipjack.annotations.Block;
import dev.skipjack.annotations.Gelu;
import dev.skipjack.annotations.Layer;
import dev.skipjack.annotations.LayerNorm;
import dev.skipjack.annotations.Linear;
import dev.skipjack.annotations.Name;
import dev.skipjack.annotations.Param;
import dev.skipjack.annotations.Shortcut;
import dev.skipjack.annotations.Skip;

/**
 * Dosovitskiy et al. 2021, figure 1: attention, then two layers of each token, normalised before.
 */
@Block
class EncoderLayer {
  @LayerNorm(epsilon = 1e-6)
  @Attention(heads = 12)
  @Name({"ln_1", "self_attention"})
  @Skip(from = Skip.INPUT, shortcut = Shortcut.IDENTITY)
  Layer attended;

  @LayerNorm(epsilon = 1e-6)
  @Linear(out = Param.IN * 4)
  @Gelu
  @Name({"ln_2", "mlp.0"})
  Layer wide;

  @Linear(out = Param.IN)
  @Name("mlp.3")
  @Skip(from = "attended", shortcut = Shortcut.IDENTITY)
  Layer sum;
}
