package dev.skipjack.examples.networks.detection;

import dev.skipjack.annotations.Add;
import dev.skipjack.annotations.BatchNorm;
import dev.skipjack.annotations.Conv;
import dev.skipjack.annotations.From;
import dev.skipjack.annotations.Input;
import dev.skipjack.annotations.Layer;
import dev.skipjack.annotations.Model;
import dev.skipjack.annotations.Output;
import dev.skipjack.annotations.Relu;
import dev.skipjack.annotations.Residual;
import dev.skipjack.annotations.Upsample;

/**
 * A small anchor-free detector of ten classes (FCOS, Tian et al. 2019, without centre-ness, a head
 * for each level): cells of 8 pixels for small things, cells of 16 for large ones.
 */
@Model(input = @Input(channels = 1, height = 64, width = 64))
public class ItemDetector {
  @Conv(out = 16, kernel = 3, stride = 2)
  @BatchNorm
  @Relu
  Layer stem;

  @Residual(blocks = 1, out = 24, stride = 2)
  Layer layer1;

  @Residual(blocks = 1, out = 48, stride = 2)
  Layer layer2;

  @Residual(blocks = 1, out = 96, stride = 2)
  Layer layer3;

  @Conv(out = 48, kernel = 1)
  Layer lateral4;

  @Upsample(scale = 2)
  Layer up;

  @From("layer2")
  @Conv(out = 48, kernel = 1)
  @Add("up")
  Layer p3;

  @Conv(out = 48, kernel = 3)
  @BatchNorm
  @Relu
  Layer small;

  @Output
  @Conv(out = 10, kernel = 3)
  Layer smallScores;

  @From("small")
  @Output
  @Conv(out = 4, kernel = 3)
  Layer smallDistances;

  @From("lateral4")
  @Conv(out = 48, kernel = 3)
  @BatchNorm
  @Relu
  Layer large;

  @Output
  @Conv(out = 10, kernel = 3)
  Layer largeScores;

  @From("large")
  @Output
  @Conv(out = 4, kernel = 3)
  Layer largeDistances;
}
