package dev.skipjack.examples.reference.small;

import dev.skipjack.annotations.Add;
import dev.skipjack.annotations.BatchNorm;
import dev.skipjack.annotations.ChannelShuffle;
import dev.skipjack.annotations.Concat;
import dev.skipjack.annotations.Conv;
import dev.skipjack.annotations.Elu;
import dev.skipjack.annotations.From;
import dev.skipjack.annotations.GlobalAvgMaxPool;
import dev.skipjack.annotations.GlobalAvgPool;
import dev.skipjack.annotations.GlobalMaxPool;
import dev.skipjack.annotations.GroupNorm;
import dev.skipjack.annotations.Input;
import dev.skipjack.annotations.Layer;
import dev.skipjack.annotations.LayerScale;
import dev.skipjack.annotations.Linear;
import dev.skipjack.annotations.MaxPool;
import dev.skipjack.annotations.Mish;
import dev.skipjack.annotations.Model;
import dev.skipjack.annotations.Multiply;
import dev.skipjack.annotations.Name;
import dev.skipjack.annotations.Padding;
import dev.skipjack.annotations.PixelShuffle;
import dev.skipjack.annotations.Prelu;
import dev.skipjack.annotations.Relu;
import dev.skipjack.annotations.Shortcut;
import dev.skipjack.annotations.Sigmoid;
import dev.skipjack.annotations.Skip;
import dev.skipjack.annotations.Slice;
import dev.skipjack.annotations.Split;

/** Channels in groups, shuffled and split; factors of each channel and of each pixel. */
@Model(input = @Input(channels = 3, height = 16, width = 16))
public class SmallGates {

  @Conv(out = 8, kernel = 3, weightStandardized = true)
  @GroupNorm(groups = 2)
  @Mish
  @Name({"stem", "norm"})
  Layer stem;

  @Conv(
      out = 8,
      kernel = {1, 7},
      groups = 2)
  @BatchNorm
  @Relu
  @MaxPool(kernel = 3, stride = 2, padding = Padding.SAME_UPPER)
  @Name({"row", "bn_row"})
  Layer row;

  @Conv(
      out = 8,
      kernel = {7, 1},
      stride = {2, 1},
      groups = 4)
  @Prelu
  @ChannelShuffle(groups = 2)
  @Split(into = {"left", "right"})
  @Name({"column", "shared_slope"})
  Layer halves;

  @From("halves.left")
  @Conv(
      out = 4,
      kernel = 3,
      stride = {1, 2})
  @Prelu(eachChannel = true)
  @Name({"left", "slopes"})
  Layer left;

  @From("halves")
  @Slice(first = 4)
  @Conv(
      out = 4,
      kernel = 3,
      stride = {1, 2})
  @Elu(0.5)
  @Name("right")
  Layer right;

  @From("left")
  @Concat("right")
  Layer whole;

  @GlobalAvgPool
  @Linear(out = 8)
  @Sigmoid
  @Multiply("whole")
  @Name("channels")
  Layer gated;

  @Conv(out = 1, kernel = 3)
  @Sigmoid
  @Multiply("gated")
  @LayerScale
  @Skip(from = "whole", shortcut = Shortcut.IDENTITY)
  @Name({"pixels.conv", "pixels.layer_scale"})
  Layer sum;

  @Conv(out = 12, kernel = 1)
  @PixelShuffle(scale = 2)
  @GlobalAvgMaxPool
  @Linear(out = 5)
  @Name({"enlarge", "both"})
  Layer both;

  @From("sum")
  @Conv(out = 6, kernel = 1)
  @GlobalMaxPool
  @Linear(out = 5)
  @Add("both")
  @Name({"largest", "fc"})
  Layer logits;
}
