package dev.skipjack.examples.reference.small;

import dev.skipjack.annotations.Attention;
import dev.skipjack.annotations.ClassToken;
import dev.skipjack.annotations.Conv;
import dev.skipjack.annotations.Gelu;
import dev.skipjack.annotations.Input;
import dev.skipjack.annotations.Layer;
import dev.skipjack.annotations.LayerNorm;
import dev.skipjack.annotations.Linear;
import dev.skipjack.annotations.Model;
import dev.skipjack.annotations.Name;
import dev.skipjack.annotations.PatchEmbed;
import dev.skipjack.annotations.PositionalEmbedding;
import dev.skipjack.annotations.SelectToken;
import dev.skipjack.annotations.Shortcut;
import dev.skipjack.annotations.Skip;
import dev.skipjack.annotations.Softmax;

/** Attention of the pixels of a map, then of patches behind a class token. */
@Model(input = @Input(channels = 3, height = 16, width = 16))
public class SmallTransformer {

  @Conv(out = 6, kernel = 3, stride = 2)
  @LayerNorm(epsilon = 1e-6)
  @Attention(heads = 2, out = 8, relativePosition = true)
  @Name({"stem", "norm", "attn"})
  Layer maps;

  @PatchEmbed(size = 2, features = 12)
  @ClassToken
  @PositionalEmbedding
  @Name({"conv_proj", "class_token", "pos_embedding"})
  Layer tokens;

  @LayerNorm(epsilon = 1e-6)
  @Attention(heads = 3)
  @Name({"encoder1.ln_1", "encoder1.self_attention"})
  @Skip(from = "tokens", shortcut = Shortcut.IDENTITY)
  Layer attended1;

  @LayerNorm(epsilon = 1e-6)
  @Linear(out = 24)
  @Gelu
  @Name({"encoder1.ln_2", "encoder1.mlp.0"})
  Layer wide1;

  @Linear(out = 12)
  @Skip(from = "attended1", shortcut = Shortcut.IDENTITY)
  @Name("encoder1.mlp.2")
  Layer encoder1;

  @LayerNorm(epsilon = 1e-6)
  @Attention(heads = 2)
  @Name({"encoder2.ln_1", "encoder2.self_attention"})
  @Skip(from = "encoder1", shortcut = Shortcut.IDENTITY)
  Layer attended2;

  @LayerNorm(epsilon = 1e-6)
  @Linear(out = 24)
  @Gelu(approximate = Gelu.Approximate.TANH)
  @Name({"encoder2.ln_2", "encoder2.mlp.0"})
  Layer wide2;

  @Linear(out = 12)
  @Skip(from = "attended2", shortcut = Shortcut.IDENTITY)
  @Name("encoder2.mlp.2")
  Layer encoder2;

  @LayerNorm
  @SelectToken(0)
  @Linear(out = 4)
  @Softmax
  @Name({"ln", "mixture"})
  Layer mixture;

  @Linear(out = 5)
  @Name("head")
  Layer logits;
}
