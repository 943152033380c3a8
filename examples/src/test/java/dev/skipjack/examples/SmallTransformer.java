package dev.skipjack.examples;

import dev.skipjack.annotations.Attention;
import dev.skipjack.annotations.ClassToken;
import dev.skipjack.annotations.Conv;
import dev.skipjack.annotations.Gelu;
import dev.skipjack.annotations.Input;
import dev.skipjack.annotations.Layer;
import dev.skipjack.annotations.LayerNorm;
import dev.skipjack.annotations.Linear;
import dev.skipjack.annotations.Model;
import dev.skipjack.annotations.PatchEmbed;
import dev.skipjack.annotations.PositionalEmbedding;
import dev.skipjack.annotations.SelectToken;
import dev.skipjack.annotations.Shortcut;
import dev.skipjack.annotations.Skip;

/**
 * All that a transformer of pictures has, as small as it can be: 50 tokens of 24 features, of what
 * the pixels of a map of 14x14 made of one another.
 */
@Model(input = @Input(channels = 1, height = 28, width = 28))
class SmallTransformer {
  @Conv(out = 16, kernel = 3, stride = 2)
  @Attention(heads = 2, relativePosition = true)
  Layer map;

  @PatchEmbed(size = 2, features = 24)
  @ClassToken
  @PositionalEmbedding
  Layer tokens;

  @LayerNorm
  @Attention(heads = 2)
  @Skip(from = "tokens", shortcut = Shortcut.IDENTITY)
  Layer attended;

  @LayerNorm
  @Linear(out = 48)
  @Gelu
  Layer wide;

  @Linear(out = 24)
  @Skip(from = "attended", shortcut = Shortcut.IDENTITY)
  Layer sum;

  @LayerNorm
  @SelectToken(0)
  @Linear(out = 10)
  Layer logits;
}
