package dev.skipjack.benchmarks.djl;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.nn.Blocks;
import ai.djl.nn.LambdaBlock;
import ai.djl.nn.ParallelBlock;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.nn.core.Linear;
import ai.djl.nn.norm.BatchNorm;
import ai.djl.nn.pooling.Pool;
import java.util.List;

/** Layers and groups of layers in DJL, as the reference networks have them. */
final class DjlBlocks {
  private DjlBlocks() {}

  /** Padded so that stride 1 keeps the size; no bias. */
  static Block convolution(int out, int kernel, int stride) {
    return convolution(out, kernel, stride, false);
  }

  static Block convolution(int out, int kernel, int stride, boolean bias) {
    return convolution(out, kernel, stride, 1, bias);
  }

  /** Each channel by itself, 3×3. */
  static Block depthwise(int channels, int stride) {
    return convolution(channels, 3, stride, channels, false);
  }

  private static Block convolution(int out, int kernel, int stride, int groups, boolean bias) {
    return Conv2d.builder()
        .setFilters(out)
        .optGroups(groups)
        .setKernelShape(new Shape(kernel, kernel))
        .optStride(new Shape(stride, stride))
        .optPadding(new Shape(kernel / 2, kernel / 2))
        .optBias(bias)
        .build();
  }

  static Block batchNorm() {
    return BatchNorm.builder().optEpsilon(1e-5f).optMomentum(0.9f).build();
  }

  static Block relu() {
    return Activation.reluBlock();
  }

  static Block linear(int out) {
    return Linear.builder().setUnits(out).build();
  }

  static Block maxPool(int kernel, int stride, int padding) {
    return Pool.maxPool2dBlock(
        new Shape(kernel, kernel), new Shape(stride, stride), new Shape(padding, padding));
  }

  /** Huang et al. 2017: a bottleneck of four times the growth; the new maps follow the old. */
  static SequentialBlock denseBlock(int layers, int growth) {
    SequentialBlock block = new SequentialBlock();
    for (int i = 0; i < layers; i++) {
      SequentialBlock added =
          new SequentialBlock()
              .add(batchNorm())
              .add(relu())
              .add(convolution(4 * growth, 1, 1))
              .add(batchNorm())
              .add(relu())
              .add(convolution(growth, 3, 1));
      block.add(
          new ParallelBlock(
              maps -> new NDList(NDArrays.concat(both(maps), 1)),
              List.of(Blocks.identityBlock(), added)));
    }
    return block;
  }

  static Block transition(int out) {
    return new SequentialBlock()
        .add(batchNorm())
        .add(relu())
        .add(convolution(out, 1, 1))
        .add(Pool.avgPool2dBlock(new Shape(2, 2), new Shape(2, 2)));
  }

  /** He et al. 2016: two 3×3 convolutions around a shortcut. */
  static Block residual(int out, int stride, Block shortcut) {
    SequentialBlock main =
        new SequentialBlock()
            .add(convolution(out, 3, stride))
            .add(batchNorm())
            .add(relu())
            .add(convolution(out, 3, 1))
            .add(batchNorm());
    return added(main, shortcut);
  }

  /** The same for deep networks, with the stride on the 3×3 convolution, as in torchvision. */
  static Block bottleneck(int width, int stride, Block shortcut) {
    SequentialBlock main =
        new SequentialBlock()
            .add(convolution(width, 1, 1))
            .add(batchNorm())
            .add(relu())
            .add(convolution(width, 3, stride))
            .add(batchNorm())
            .add(relu())
            .add(convolution(4 * width, 1, 1))
            .add(batchNorm());
    return added(main, shortcut);
  }

  private static Block added(Block main, Block shortcut) {
    return new ParallelBlock(
        branches -> {
          NDList sides = both(branches);
          return new NDList(Activation.relu(sides.get(0).add(sides.get(1))));
        },
        List.of(main, shortcut));
  }

  /** Option B: a 1×1 convolution with batch norm. */
  static Block projection(int out, int stride) {
    return new SequentialBlock().add(convolution(out, 1, stride)).add(batchNorm());
  }

  /** Option A: every second pixel, and as many channels of zeros after those that are there. */
  static Block zeroPadded() {
    return LambdaBlock.singleton(
        x -> {
          NDArray kept =
              Pool.maxPool2d(x, new Shape(1, 1), new Shape(2, 2), new Shape(0, 0), false);
          return NDArrays.concat(new NDList(kept, kept.zerosLike()), 1);
        });
  }

  private static NDList both(List<NDList> branches) {
    return new NDList(branches.get(0).singletonOrThrow(), branches.get(1).singletonOrThrow());
  }
}
