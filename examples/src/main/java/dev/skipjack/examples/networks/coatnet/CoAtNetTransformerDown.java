package dev.skipjack.examples.networks.coatnet;

import dev.skipjack.annotations.Add;
import dev.skipjack.annotations.Attention;
import dev.skipjack.annotations.Block;
import dev.skipjack.annotations.Conv;
import dev.skipjack.annotations.From;
import dev.skipjack.annotations.Gelu;
import dev.skipjack.annotations.Layer;
import dev.skipjack.annotations.LayerNorm;
import dev.skipjack.annotations.MaxPool;
import dev.skipjack.annotations.Name;
import dev.skipjack.annotations.Param;
import dev.skipjack.annotations.Shortcut;
import dev.skipjack.annotations.Skip;

/** A {@link CoAtNetTransformer} at half the size: pooled before attention and around it. */
@Block
class CoAtNetTransformerDown {
  @MaxPool(kernel = 3, stride = 2, padding = 1)
  @Conv(out = Param.OUT, kernel = 1, bias = true)
  @Name("shortcut.expand")
  Layer shortcut;

  @From(Skip.INPUT)
  @LayerNorm(epsilon = 1e-6)
  @MaxPool(kernel = 3, stride = 2, padding = 1)
  @Attention(heads = Param.OUT / 32, out = Param.OUT, relativePosition = true)
  @Add("shortcut")
  @Name({"norm1.norm", "attn"})
  Layer attended;

  @LayerNorm(epsilon = 1e-6)
  @Conv(out = Param.OUT * 4, kernel = 1, bias = true)
  @Gelu
  @Name({"norm2", "mlp.fc1"})
  Layer wide;

  @Conv(out = Param.OUT, kernel = 1, bias = true)
  @Skip(from = "attended", shortcut = Shortcut.IDENTITY)
  @Name("mlp.fc2")
  Layer sum;
}
