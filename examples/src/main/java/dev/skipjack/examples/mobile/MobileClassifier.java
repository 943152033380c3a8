package dev.skipjack.examples.mobile;

import dev.skipjack.annotations.Conv;
import dev.skipjack.annotations.Dropout;
import dev.skipjack.annotations.Freeze;
import dev.skipjack.annotations.GlobalAvgPool;
import dev.skipjack.annotations.Input;
import dev.skipjack.annotations.Layer;
import dev.skipjack.annotations.Linear;
import dev.skipjack.annotations.Model;
import dev.skipjack.annotations.Name;
import dev.skipjack.annotations.Relu6;
import dev.skipjack.annotations.Repeat;
import dev.skipjack.annotations.Resize;
import dev.skipjack.annotations.Upsample;

/**
 * {@link Segmenter}'s body with its strides, and a head for ten classes: images of CIFAR-10 are
 * enlarged to 64×64, as the body knows larger things, and its first layers, edges and colours, stay
 * as they are.
 */
@Model(input = @Input(channels = 3, height = 32, width = 32))
public class MobileClassifier {
  @Resize(height = 64, width = 64, mode = Upsample.Mode.BILINEAR)
  Layer enlarged;

  @Freeze
  @Conv(out = 32, kernel = 3, stride = 2)
  @Relu6
  Layer stem;

  @Freeze
  @Conv(out = 32, kernel = 3, groups = 32)
  @Relu6
  Layer depthwise;

  @Freeze
  @Conv(out = 16, kernel = 1)
  Layer project;

  @Freeze
  @Repeat(block = FoldedBottleneck.class, times = 2, out = 24, stride = 2, first = 2)
  @Name("features")
  Layer stage1;

  @Repeat(block = FoldedBottleneck.class, times = 3, out = 32, stride = 2, first = 4)
  @Name("features")
  Layer stage2;

  @Repeat(block = FoldedBottleneck.class, times = 4, out = 64, stride = 2, first = 7)
  @Name("features")
  Layer stage3;

  @Repeat(block = FoldedBottleneck.class, times = 3, out = 96, first = 11)
  @Name("features")
  Layer stage4;

  @Repeat(block = FoldedBottleneck.class, times = 3, out = 160, stride = 2, first = 14)
  @Name("features")
  Layer stage5;

  @Repeat(block = FoldedBottleneck.class, out = 320, first = 17)
  @Name("features")
  Layer stage6;

  @GlobalAvgPool
  @Dropout(0.2)
  @Linear(out = 10)
  Layer classifier;
}
