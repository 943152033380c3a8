package dev.skipjack.examples.networks.dla;

import dev.skipjack.annotations.BatchNorm;
import dev.skipjack.annotations.Conv;
import dev.skipjack.annotations.GlobalAvgPool;
import dev.skipjack.annotations.Input;
import dev.skipjack.annotations.Layer;
import dev.skipjack.annotations.Linear;
import dev.skipjack.annotations.Model;
import dev.skipjack.annotations.Relu;
import dev.skipjack.annotations.Repeat;

/** Yu et al. 2018, table 1: 15,742,104 parameters. */
@Model(input = @Input(channels = 3, height = 224, width = 224))
public class Dla34 {
  @Conv(out = 16, kernel = 7)
  @BatchNorm
  @Relu
  Layer base;

  @Conv(out = 16, kernel = 3)
  @BatchNorm
  @Relu
  Layer level0;

  @Conv(out = 32, kernel = 3, stride = 2)
  @BatchNorm
  @Relu
  Layer level1;

  @Repeat(block = DlaTree.class, out = 64, stride = 2)
  Layer level2;

  @Repeat(block = DlaTwoTrees.class, out = 128, stride = 2)
  Layer level3;

  @Repeat(block = DlaTwoTrees.class, out = 256, stride = 2)
  Layer level4;

  @Repeat(block = DlaTreeOfInput.class, out = 512, stride = 2)
  Layer level5;

  @GlobalAvgPool
  @Linear(out = 1000)
  Layer logits;
}
