package dev.skipjack.examples.mobile;

import dev.skipjack.annotations.Concat;
import dev.skipjack.annotations.Conv;
import dev.skipjack.annotations.From;
import dev.skipjack.annotations.GlobalAvgPool;
import dev.skipjack.annotations.Input;
import dev.skipjack.annotations.Layer;
import dev.skipjack.annotations.Model;
import dev.skipjack.annotations.Name;
import dev.skipjack.annotations.Output;
import dev.skipjack.annotations.Relu;
import dev.skipjack.annotations.Relu6;
import dev.skipjack.annotations.Repeat;
import dev.skipjack.annotations.Resize;

/**
 * DeepLabV3 on MobileNetV2 (Chen et al. 2017; Sandler et al. 2018, section 6.3): the 21 classes of
 * PASCAL VOC, before the softmax, for every eighth pixel of an image from -1 to 1. The strides of
 * the last stages have become dilation, and the head is image pooling beside a 1×1 convolution.
 *
 * <p>513 pixels, as it was trained: TensorFlow's SAME pads both sides alike where sizes are odd.
 */
@Model(input = @Input(channels = 3, height = 513, width = 513))
public class Segmenter {
  @Conv(out = 32, kernel = 3, stride = 2)
  @Relu6
  Layer stem;

  @Conv(out = 32, kernel = 3, groups = 32)
  @Relu6
  Layer depthwise;

  @Conv(out = 16, kernel = 1)
  Layer project;

  @Repeat(block = FoldedBottleneck.class, times = 2, out = 24, stride = 2, first = 2)
  @Name("features")
  Layer stage1;

  @Repeat(block = FoldedBottleneck.class, times = 3, out = 32, stride = 2, first = 4)
  @Name("features")
  Layer stage2;

  @Repeat(block = FoldedBottleneck.class, out = 64, first = 7)
  @Name("features")
  Layer unit7;

  @Repeat(block = FoldedBottleneck.class, times = 3, out = 64, dilation = 2, first = 8)
  @Name("features")
  Layer stage3;

  @Repeat(block = FoldedBottleneck.class, times = 3, out = 96, dilation = 2, first = 11)
  @Name("features")
  Layer stage4;

  @Repeat(block = FoldedBottleneck.class, out = 160, dilation = 2, first = 14)
  @Name("features")
  Layer unit14;

  @Repeat(block = FoldedBottleneck.class, times = 2, out = 160, dilation = 4, first = 15)
  @Name("features")
  Layer stage5;

  @Repeat(block = FoldedBottleneck.class, out = 320, dilation = 4, first = 17)
  @Name("features")
  Layer stage6;

  @Conv(out = 256, kernel = 1)
  @Relu
  Layer aspp;

  @From("stage6")
  @GlobalAvgPool
  @Conv(out = 256, kernel = 1)
  @Relu
  @Resize(like = "aspp")
  Layer pooling;

  @Concat("aspp")
  @Conv(out = 256, kernel = 1)
  @Relu
  Layer projection;

  @Conv(out = 21, kernel = 1)
  @Output
  Layer logits;
}
