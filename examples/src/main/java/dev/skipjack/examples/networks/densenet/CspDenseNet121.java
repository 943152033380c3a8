package dev.skipjack.examples.networks.densenet;

import dev.skipjack.annotations.BatchNorm;
import dev.skipjack.annotations.Concat;
import dev.skipjack.annotations.Conv;
import dev.skipjack.annotations.DenseBlock;
import dev.skipjack.annotations.From;
import dev.skipjack.annotations.GlobalAvgPool;
import dev.skipjack.annotations.Input;
import dev.skipjack.annotations.Layer;
import dev.skipjack.annotations.Linear;
import dev.skipjack.annotations.Model;
import dev.skipjack.annotations.Relu;
import dev.skipjack.annotations.Repeat;
import dev.skipjack.annotations.Split;
import dev.skipjack.annotations.Transition;
import dev.skipjack.examples.networks.ImageNetStem;

/**
 * DenseNet-121 whose blocks are partial (Wang et al. 2020, CSPNet): half of the channels goes past
 * each dense block and meets what comes through it behind a transition of its own. The paper gives
 * no widths for a network of this depth; these are our own design.
 */
@Model(input = @Input(channels = 3, height = 224, width = 224))
public class CspDenseNet121 {
  @Repeat(block = ImageNetStem.class, out = 64)
  Layer stem;

  @Split(into = {"past", "through"})
  Layer halves1;

  @From("halves1.through")
  @DenseBlock(layers = 6, growth = 32)
  @BatchNorm
  @Relu
  @Conv(out = 96, kernel = 1, bias = false)
  Layer dense1;

  @From("halves1.past")
  @Concat("dense1")
  Layer stage1;

  @Transition(compression = 1)
  Layer down1;

  @Split(into = {"past", "through"})
  Layer halves2;

  @From("halves2.through")
  @DenseBlock(layers = 12, growth = 32)
  @BatchNorm
  @Relu
  @Conv(out = 192, kernel = 1, bias = false)
  Layer dense2;

  @From("halves2.past")
  @Concat("dense2")
  Layer stage2;

  @Transition(compression = 1)
  Layer down2;

  @Split(into = {"past", "through"})
  Layer halves3;

  @From("halves3.through")
  @DenseBlock(layers = 24, growth = 32)
  @BatchNorm
  @Relu
  @Conv(out = 384, kernel = 1, bias = false)
  Layer dense3;

  @From("halves3.past")
  @Concat("dense3")
  Layer stage3;

  @Transition(compression = 1)
  Layer down3;

  @Split(into = {"past", "through"})
  Layer halves4;

  @From("halves4.through")
  @DenseBlock(layers = 16, growth = 32)
  @BatchNorm
  @Relu
  @Conv(out = 512, kernel = 1, bias = false)
  Layer dense4;

  @From("halves4.past")
  @Concat("dense4")
  @BatchNorm
  @Relu
  @GlobalAvgPool
  Layer features;

  @Linear(out = 1000)
  Layer logits;
}
