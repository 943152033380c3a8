package dev.skipjack.onnx.models;

import dev.skipjack.annotations.*;
import dev.skipjack.annotations.Softmax;

/** What answers with maps, and with several. */
public final class Maps {
  private Maps() {}

  /** Transposed convolutions, enlarged and cut maps; an output that another layer reads. */
  @Model(input = @Input(channels = 3, height = 11, width = 14))
  public static class Resized {
    @Conv(out = 6, kernel = 3, stride = 2)
    @BatchNorm
    @Relu
    Layer down;

    @ConvTranspose(out = 6, kernel = 3, stride = 3, padding = 1, outputPadding = 2)
    @BatchNorm
    @Relu
    @Output
    Layer up;

    @Crop(like = "down", offset = 2)
    @Concat("down")
    Layer cut;

    @Upsample(like = Skip.INPUT, mode = Upsample.Mode.BILINEAR)
    @Output
    Layer smooth;

    @From("down")
    @Resize(height = 3, width = 29, mode = Upsample.Mode.BILINEAR)
    @Output
    Layer blurred;

    @From("down")
    @Resize(height = 31, width = 2)
    @Output
    Layer picked;

    @From("down")
    @Upsample(like = Skip.INPUT)
    @Pad(2)
    @Conv(out = 4, kernel = 5, padding = 0)
    Layer nearest;

    @Upsample(scale = 2)
    @Crop(like = Crop.INPUT)
    @Concat("smooth")
    @Conv(out = 5, kernel = 1)
    @Output
    Layer classes;
  }

  /** Windows that are no squares, and strides that are two numbers. */
  @Model(input = @Input(channels = 3, height = 19, width = 14))
  public static class Rectangles {
    @Conv(
        out = 6,
        kernel = {3, 5},
        stride = {2, 1})
    @BatchNorm
    @Relu
    Layer down;

    @MaxPool(
        kernel = {2, 3},
        stride = {1, 2},
        padding = {0, 1},
        ceilMode = true)
    @Output
    Layer narrow;

    @AvgPool(
        kernel = {3, 2},
        stride = {2, 1},
        padding = {1, 0},
        ceilMode = true)
    @Output
    Layer averaged;

    @Conv(
        out = 6,
        kernel = 1,
        stride = {1, 2},
        groups = 3)
    @Output
    Layer grouped;
  }

  /** As TensorFlow pads. */
  @Model(input = @Input(channels = 3, height = 11, width = 14))
  public static class Upper {
    @Conv(
        out = 6,
        kernel = {3, 2},
        stride = {2, 1},
        padding = Padding.SAME_UPPER)
    @Output
    Layer strided;

    @From(Skip.INPUT)
    @Conv(out = 6, kernel = 3, stride = 2, groups = 3, padding = Padding.SAME_UPPER)
    @Output
    Layer grouped;

    @From(Skip.INPUT)
    @MaxPool(kernel = 3, stride = 2, padding = Padding.SAME_UPPER)
    @Output
    Layer most;

    @From(Skip.INPUT)
    @MaxPool(kernel = 2, stride = 1, padding = Padding.SAME_UPPER)
    @Output
    Layer dense;

    @From(Skip.INPUT)
    @AvgPool(kernel = 5, stride = 4, padding = Padding.SAME_UPPER)
    @Output
    Layer averaged;

    @From(Skip.INPUT)
    @AvgPool(
        kernel = {4, 3},
        stride = {1, 2},
        padding = Padding.SAME_UPPER)
    @Output
    Layer both;

    @From(Skip.INPUT)
    @Conv(out = 4, kernel = 4, padding = Padding.SAME_UPPER)
    @Output
    Layer even;
  }

  /** Resized maps of images of any size, whose sizes follow from the image's. */
  @Model(input = @Input(channels = 3, height = Input.ANY, width = Input.ANY))
  public static class AnySize {
    @Conv(out = 6, kernel = 7, stride = 2)
    @BatchNorm
    @Relu
    Layer stem;

    @MaxPool(kernel = 3, stride = 2, padding = 1, ceilMode = true)
    @DenseBlock(layers = 2, growth = 4)
    Layer down;

    @AdaptiveAvgPool(3)
    @Upsample(scale = 2)
    Layer context;

    @From("down")
    @Pad(3)
    @Upsample(like = Skip.INPUT)
    @Conv(out = 4, kernel = 1)
    Layer nearest;

    @From("down")
    @ConvTranspose(out = 4, kernel = 4, stride = 2, padding = 1)
    @Crop(like = "stem")
    @Skip(from = "stem", shortcut = Shortcut.CONV)
    @Upsample(like = Skip.INPUT, mode = Upsample.Mode.BILINEAR)
    @Add("nearest")
    @Output
    Layer classes;

    @From("context")
    @SqueezeExcite(reduction = 2, activation = Activation.TANH)
    @GlobalAvgPool
    @Linear(out = 4)
    @Multiply("classes")
    @Output
    Layer gated;

    @Conv(out = 8, kernel = 3)
    @Softmax
    Layer shares;

    @Conv(out = 1, kernel = 3)
    @Sigmoid
    @Multiply("gated")
    @Output
    Layer attended;

    @Slice(first = 2)
    @Concat("gated")
    @ChannelShuffle(groups = 3)
    @Conv(out = 8, kernel = 1)
    @PixelShuffle(scale = 2)
    @Output
    Layer shuffled;

    @GlobalMaxPool
    @Linear(out = 3)
    @Output
    Layer most;

    @From("context")
    @GlobalAvgMaxPool
    @Linear(out = 3)
    @Output
    Layer logits;
  }

  /** A pyramid and a head for two maps, on a backbone whose last stage is dilated. */
  @Model(input = @Input(channels = 3, height = 32, width = 64))
  public static class Levels {
    @Backbone(value = Stages.class, outputStride = 8)
    Layer body;

    @From("body.third")
    @Conv(out = 6, kernel = 3)
    @Relu
    @Output
    Layer head;

    @From("body.fourth")
    @Shared("head")
    @Output
    Layer headAgain;

    @Pyramid(
        taps = {"body.first", "body.second", "body.third"},
        out = 8,
        extra = Pyramid.Extra.MAX_POOL)
    @Output
    Layer fpn;
  }

  /** Outputs that are another name of something: of a placed layer, of the same one twice. */
  @Model(input = @Input(channels = 3, height = 12, width = 12))
  public static class Placed {
    @Backbone(value = Stages.class, to = "second")
    @Output
    Layer body;

    @From("body.first")
    @Dropout
    @Output
    Layer early;

    @Conv(out = 4, kernel = 3)
    @Pad(2)
    @MaxPool(kernel = 1)
    Layer single;

    @Pad(3)
    @MaxPool(kernel = 3)
    Layer largest;

    @Conv(out = 4, kernel = 3)
    @Pad(2)
    @AvgPool(kernel = 2)
    @Output
    Layer classes;
  }

  /** Stages of a residual network. */
  @Model(input = @Input(channels = 3, height = 32, width = 32))
  public static class Stages {
    @Conv(out = 8, kernel = 3, stride = 2)
    @BatchNorm
    @Relu
    Layer first;

    @Residual(blocks = 2, out = 12, stride = 2)
    Layer second;

    @Residual(blocks = 2, out = 16, stride = 2)
    Layer third;

    @Residual(blocks = 2, out = 16, stride = 2)
    Layer fourth;

    @GlobalAvgPool
    @Linear(out = 5)
    Layer logits;
  }
}
