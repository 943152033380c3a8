package dev.skipjack.examples.reference.small;

import dev.skipjack.annotations.BatchNorm;
import dev.skipjack.annotations.Conv;
import dev.skipjack.annotations.GlobalAvgPool;
import dev.skipjack.annotations.Input;
import dev.skipjack.annotations.Layer;
import dev.skipjack.annotations.Linear;
import dev.skipjack.annotations.MaxPool;
import dev.skipjack.annotations.Model;
import dev.skipjack.annotations.Name;
import dev.skipjack.annotations.Relu;
import dev.skipjack.annotations.Residual;
import dev.skipjack.annotations.Shortcut;
import dev.skipjack.annotations.Skip;

/** A basic block, a bottleneck that halves the size, and one that is dilated instead. */
@Model(input = @Input(channels = 3, height = 16, width = 16))
public class SmallResNet {

  @Conv(out = 6, kernel = 3)
  @BatchNorm
  @Relu
  @MaxPool(kernel = 3, stride = 2, padding = 1)
  @Name({"conv1", "bn1"})
  Layer stem;

  @Residual(blocks = 1, out = 6)
  Layer layer1;

  @Residual(kind = Residual.Kind.BOTTLENECK, blocks = 1, out = 3, stride = 2)
  Layer layer2;

  @Conv(out = 3, kernel = 1)
  @BatchNorm
  @Relu
  @Name({"layer3.0.conv1", "layer3.0.bn1"})
  Layer narrow;

  @Conv(out = 3, kernel = 3, dilation = 2)
  @BatchNorm
  @Relu
  @Name({"layer3.0.conv2", "layer3.0.bn2"})
  Layer dilated;

  @Conv(out = 12, kernel = 1)
  @BatchNorm
  @Skip(from = "layer2", shortcut = Shortcut.IDENTITY)
  @Relu
  @Name({"layer3.0.conv3", "layer3.0.bn3"})
  Layer wide;

  @GlobalAvgPool
  @Linear(out = 5)
  @Name("fc")
  Layer logits;
}
