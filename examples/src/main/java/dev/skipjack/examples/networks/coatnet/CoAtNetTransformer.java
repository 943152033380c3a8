package dev.skipjack.examples.networks.coatnet;

import dev.skipjack.annotations.Attention;
import dev.skipjack.annotations.Block;
import dev.skipjack.annotations.Conv;
import dev.skipjack.annotations.Gelu;
import dev.skipjack.annotations.Layer;
import dev.skipjack.annotations.LayerNorm;
import dev.skipjack.annotations.Name;
import dev.skipjack.annotations.Param;
import dev.skipjack.annotations.Shortcut;
import dev.skipjack.annotations.Skip;

/** Dai et al. 2021, section 2.1: attention that knows how far pixels are apart, then two layers. */
@Block
class CoAtNetTransformer {
  @LayerNorm(epsilon = 1e-6)
  @Attention(heads = Param.IN / 32, relativePosition = true)
  @Name({"norm1", "attn"})
  @Skip(from = Skip.INPUT, shortcut = Shortcut.IDENTITY)
  Layer attended;

  @LayerNorm(epsilon = 1e-6)
  @Conv(out = Param.IN * 4, kernel = 1, bias = true)
  @Gelu
  @Name({"norm2", "mlp.fc1"})
  Layer wide;

  @Conv(out = Param.IN, kernel = 1, bias = true)
  @Skip(from = "attended", shortcut = Shortcut.IDENTITY)
  @Name("mlp.fc2")
  Layer sum;
}
