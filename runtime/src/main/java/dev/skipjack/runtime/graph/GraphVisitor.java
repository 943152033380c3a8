package dev.skipjack.runtime.graph;

import dev.skipjack.runtime.kernel.activation.ActivationSpec;
import dev.skipjack.runtime.kernel.activation.PreluSpec;
import dev.skipjack.runtime.kernel.convolution.ConvolutionSpec;
import dev.skipjack.runtime.kernel.convolution.ConvolutionTransposeSpec;
import dev.skipjack.runtime.kernel.linear.LinearSpec;
import dev.skipjack.runtime.kernel.movement.ChannelShuffleSpec;
import dev.skipjack.runtime.kernel.movement.CropSpec;
import dev.skipjack.runtime.kernel.movement.PadShortcutSpec;
import dev.skipjack.runtime.kernel.movement.PixelShuffleSpec;
import dev.skipjack.runtime.kernel.norm.GroupNormSpec;
import dev.skipjack.runtime.kernel.norm.LayerNormSpec;
import dev.skipjack.runtime.kernel.norm.LocalResponseNormSpec;
import dev.skipjack.runtime.kernel.norm.NormalizeSpec;
import dev.skipjack.runtime.kernel.pool.PoolSpec;
import dev.skipjack.runtime.kernel.pool.UpsampleSpec;
import dev.skipjack.runtime.kernel.sequence.AttentionSpec;
import dev.skipjack.runtime.kernel.sequence.SelectTokenSpec;

/**
 * Is told what a network computes when it predicts: its inputs, its outputs, then each operation
 * behind those whose values it reads. Nothing is fused; dropout and stochastic depth, which do
 * nothing then, are not there.
 *
 * <p>A value is assigned once, and its name is a Java identifier: that of the field whose last
 * layer makes it, or begins with it. Names of parameters are those of the weight file, which have a
 * dot or are no field's.
 */
public interface GraphVisitor {
  /**
   * The images {@code [N,channels,height,width]}, before everything else; then further inputs.
   *
   * @param size equal to the image's own if it may have any
   */
  void input(String value, int channels, MapSize size);

  /** One more input, of features {@code [N,features]}; further maps come as the images do. */
  void input(String value, int features);

  /**
   * An output, before all operations; the main one is the last.
   *
   * @param name of the model's field
   * @param value that will be assigned
   * @param channels of a map, or features
   * @param size of a map; null for features {@code [N,channels]}
   */
  void output(String name, String value, int channels, MapSize size);

  /**
   * An output that is a sequence {@code [N,tokens,features]}; as {@link #output}, but never the
   * main one.
   */
  void outputSequence(String name, String value, int tokens, int features);

  /**
   * To which layer the following operations belong.
   *
   * @param path of the field, such as {@code body.stage}
   * @param annotation as users write it, and which block or layer of it
   */
  void layer(String path, String annotation);

  /**
   * @param weight {@code [out, in/groups, kernel, kernel]}
   * @param bias null if there is none
   */
  void convolution(String out, ConvolutionSpec spec, String x, String weight, String bias);

  /**
   * A linear layer of each pixel's channels: a convolution of 1×1.
   *
   * @param weight {@code [out, in]}
   * @param bias null if there is none
   */
  void pixelLinear(String out, ConvolutionSpec spec, String x, String weight, String bias);

  /**
   * @param weight {@code [in, out, kernel, kernel]}
   * @param bias null if there is none
   */
  void convolutionTranspose(
      String out, ConvolutionTransposeSpec spec, String x, String weight, String bias);

  /**
   * @param weight {@code [out, in]}
   * @param bias null if there is none
   */
  void linear(String out, LinearSpec spec, String x, String weight, String bias);

  /** As {@link #linear}, of each token of a sequence. */
  void tokenLinear(String out, LinearSpec spec, String x, String weight, String bias);

  /** The pixels of a map as tokens, row by row: {@code [N, height * width, channels]}. */
  void tokens(String out, String x);

  /** The other way round: tokens as the pixels of a map of so many rows and columns. */
  void pixels(String out, String x, int height, int width);

  /**
   * One more token, before the others.
   *
   * @param weight {@code [1, 1, features]}
   */
  void classToken(String out, String x, String weight);

  /**
   * Added to every sequence.
   *
   * @param weight {@code [1, tokens, features]}
   */
  void positionalEmbedding(String out, String x, String weight);

  /** The features of one token. */
  void selectToken(String out, SelectTokenSpec spec, String x);

  /**
   * Of every token, from the queries, keys and values that the features of x are.
   *
   * @param weight what is added for each distance of two tokens, if the spec is relative; else null
   * @param tokens of a sequence
   */
  void attention(String out, AttentionSpec spec, String x, String weight, int tokens);

  /** {@code (x - mean) / sqrt(variance + epsilon) * weight + bias}, of each channel. */
  void batchNorm(
      String out,
      NormalizeSpec spec,
      String x,
      String weight,
      String bias,
      String mean,
      String variance);

  /**
   * Of each image over the channels of a group and all pixels.
   *
   * @param weight {@code [channels]}, and {@code bias}; null if it is not affine
   * @param size of the map; null for features
   */
  void groupNorm(
      String out, GroupNormSpec spec, String x, String weight, String bias, MapSize size);

  /**
   * Of each pixel of a map, of features or of each token, over the channels; as {@link #groupNorm}.
   */
  void layerNorm(
      String out, LayerNormSpec spec, String x, String weight, String bias, MapSize size);

  /**
   * Each channel of a map times its own number.
   *
   * @param weight {@code [channels, 1, 1]}
   */
  void layerScale(String out, String x, String weight);

  /**
   * What is not positive times the slope of its channel, or of all.
   *
   * @param weight {@code [channels]} or {@code [1]}
   * @param size of the map; null for features
   */
  void prelu(String out, PreluSpec spec, String x, String weight, MapSize size);

  /** Across neighbouring channels. */
  void localResponseNorm(String out, LocalResponseNormSpec spec, String x);

  /**
   * Over the channels of each pixel of a map, or over features, also those of each token.
   *
   * @param ofMap whether x is a map
   */
  void softmax(String out, String x, boolean ofMap);

  /** Of each element. */
  void activation(String out, ActivationSpec spec, String x);

  /** Two values of one shape. */
  void add(String out, String a, String b);

  /**
   * Of one shape, or a map and another of its channels and one pixel or its size and one channel.
   */
  void multiply(String out, String x, String scale);

  /** The maximum or average of each window. */
  void pool(String out, PoolSpec spec, String x, MapSize from, MapSize to);

  /** To {@code [N,channels,1,1]}. */
  void globalAveragePool(String out, String x);

  /** The largest pixel of each channel: to {@code [N,channels,1,1]}. */
  void globalMaxPool(String out, String x);

  /**
   * Pixel i is the average of those from {@code floor(i from/to)} to {@code ceil((i + 1) from/to)},
   * exclusive.
   */
  void adaptiveAveragePool(String out, String x, MapSize from, MapSize to);

  /** Along the channels. */
  void concat(String out, String... parts);

  /** {@code count} channels from {@code first} on. */
  void channels(String out, String x, int first, int count);

  /**
   * Channel i of the output is channel {@code i % groups * channels / groups + i / groups} of x.
   */
  void channelShuffle(String out, ChannelShuffleSpec spec, String x, int channels);

  /** To scale times the height and width and a scale²-th of the channels. */
  void pixelShuffle(String out, PixelShuffleSpec spec, String x);

  /** To features: {@code [N, channels * height * width]}. */
  void flatten(String out, String x);

  /** Features as a map of one pixel: {@code [N, features, 1, 1]}. */
  void onePixel(String out, String x);

  /** Every stride-th pixel, zero channels appended. */
  void padShortcut(String out, PadShortcutSpec spec, String x);

  /** To more pixels. */
  void upsample(String out, UpsampleSpec spec, String x, MapSize from, MapSize to);

  /**
   * The weights of each output channel less their mean, over their deviation, in the same shape.
   *
   * @param spec as which an output channel is an image of one group
   * @param weight {@code [out, in, height, width]}
   */
  void standardizedWeight(
      String result, GroupNormSpec spec, String weight, int out, int in, int height, int width);

  /** Zero pixels on each side. */
  default void pad(String out, int pixels, String x) {
    pad(out, pixels, pixels, pixels, pixels, x);
  }

  /** Zero pixels on its sides. */
  void pad(String out, int top, int left, int bottom, int right, String x);

  /** Fewer pixels. */
  void crop(String out, CropSpec spec, String x, MapSize from, MapSize to);

  /**
   * A layer of the user's own.
   *
   * @param className of the {@link dev.skipjack.runtime.custom.CustomLayer}
   * @param weights in the order in which the class declares them
   */
  void custom(String out, String className, String x, String... weights);
}
