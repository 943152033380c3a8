package dev.skipjack.examples.faces;

import dev.skipjack.annotations.Conv;
import dev.skipjack.annotations.From;
import dev.skipjack.annotations.Input;
import dev.skipjack.annotations.Layer;
import dev.skipjack.annotations.Model;
import dev.skipjack.annotations.Output;
import dev.skipjack.annotations.Padding;
import dev.skipjack.annotations.Relu;
import dev.skipjack.annotations.Repeat;

/**
 * BlazeFace for the back camera (Bazarevsky et al. 2019, "BlazeFace: Sub-millisecond Neural Face
 * Detection on Mobile GPUs"; MediaPipe's face_detection_back). Maps at stride 16 and 32 have 2 and
 * 6 anchors for each pixel: a score before the sigmoid, and 16 numbers of box and landmarks.
 *
 * <p>It was trained with TensorFlow, which pads a convolution of stride 2 behind the map by one
 * pixel more than before it: {@link Padding#SAME_UPPER}.
 */
@Model(input = @Input(channels = 3, height = 256, width = 256))
public class BlazeFace {
  @Conv(out = 24, kernel = 5, stride = 2, padding = Padding.SAME_UPPER)
  @Relu
  Layer stem;

  @Repeat(block = BlazeUnit.class, times = 7, out = 24)
  Layer stage1;

  @Repeat(block = BlazeDown.class, width = 24, out = 24)
  Layer down1;

  @Repeat(block = BlazeUnit.class, times = 7, out = 24)
  Layer stage2;

  @Repeat(block = BlazeDown.class, width = 24, out = 48)
  Layer down2;

  @Repeat(block = BlazeUnit.class, times = 7, out = 48)
  Layer stage3;

  @Repeat(block = BlazeDown.class, width = 48, out = 96)
  Layer down3;

  @Repeat(block = BlazeUnit.class, times = 7, out = 96)
  Layer stage4;

  @Conv(out = 2, kernel = 1)
  @Output
  Layer scores16;

  @From("stage4")
  @Conv(out = 32, kernel = 1)
  @Output
  Layer boxes16;

  @From("stage4")
  @Conv(out = 96, kernel = 3, stride = 2, padding = Padding.SAME_UPPER, groups = 96, bias = false)
  Layer depthwise4;

  @Conv(out = 96, kernel = 1)
  @Relu
  Layer down4;

  @Conv(out = 6, kernel = 1)
  @Output
  Layer scores32;

  @From("down4")
  @Conv(out = 96, kernel = 1)
  @Output
  Layer boxes32;
}
