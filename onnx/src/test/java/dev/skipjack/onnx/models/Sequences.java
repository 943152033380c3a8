package dev.skipjack.onnx.models;

import dev.skipjack.annotations.Attention;
import dev.skipjack.annotations.Block;
import dev.skipjack.annotations.ClassToken;
import dev.skipjack.annotations.Conv;
import dev.skipjack.annotations.Flatten;
import dev.skipjack.annotations.Gelu;
import dev.skipjack.annotations.GlobalAvgPool;
import dev.skipjack.annotations.Input;
import dev.skipjack.annotations.Layer;
import dev.skipjack.annotations.LayerNorm;
import dev.skipjack.annotations.Linear;
import dev.skipjack.annotations.Model;
import dev.skipjack.annotations.Name;
import dev.skipjack.annotations.Output;
import dev.skipjack.annotations.Param;
import dev.skipjack.annotations.PatchEmbed;
import dev.skipjack.annotations.PositionalEmbedding;
import dev.skipjack.annotations.Repeat;
import dev.skipjack.annotations.SelectToken;
import dev.skipjack.annotations.Skip;
import dev.skipjack.annotations.Softmax;

/** Models of sequences of tokens. */
public final class Sequences {
  private Sequences() {}

  /** A vision transformer, small. */
  @Model(input = @Input(channels = 3, height = 12, width = 8))
  public static class Transformer {
    @PatchEmbed(size = 4, features = 12)
    @ClassToken
    @PositionalEmbedding
    @Name({"patches", "class_token", "positions"})
    Layer tokens;

    @Repeat(block = Unit.class, times = 2)
    @Output
    Layer units;

    @LayerNorm
    @SelectToken(0)
    @Linear(out = 5)
    Layer logits;
  }

  /** Attention and two layers of each token, both with a way around. */
  @Block
  public static class Unit {
    @LayerNorm
    @Attention(heads = 3)
    @Skip(from = Skip.INPUT)
    Layer attended;

    @LayerNorm
    @Linear(out = Param.IN * 4)
    @Gelu
    Layer wide;

    @Linear(out = Param.IN, bias = false)
    @Skip(from = "attended")
    Layer sum;
  }

  /** Without class token, each pixel a token. */
  @Model(input = @Input(channels = 3, height = 4, width = 5))
  public static class Pixels {
    @Conv(out = 8, kernel = 3)
    @PatchEmbed(size = 1, features = 6)
    @Attention(heads = 1, bias = false)
    @Softmax
    Layer attended;

    @Flatten
    @Linear(out = 5)
    Layer logits;
  }

  /** Of maps, with and without distances, to more channels. */
  @Model(input = @Input(channels = 3, height = 6, width = 10))
  public static class RelativePositions {
    @Conv(out = 8, kernel = 3, stride = 2)
    @LayerNorm
    @Attention(heads = 3, out = 12, relativePosition = true)
    Layer near;

    @Attention(heads = 2, bias = false)
    Layer anywhere;

    @Attention(heads = 1, relativePosition = true)
    @Skip(from = "near")
    Layer all;

    @GlobalAvgPool
    @Linear(out = 5)
    Layer logits;
  }
}
