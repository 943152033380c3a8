package dev.skipjack.benchmarks.djl;

import static dev.skipjack.benchmarks.djl.DjlBlocks.batchNorm;
import static dev.skipjack.benchmarks.djl.DjlBlocks.bottleneck;
import static dev.skipjack.benchmarks.djl.DjlBlocks.convolution;
import static dev.skipjack.benchmarks.djl.DjlBlocks.denseBlock;
import static dev.skipjack.benchmarks.djl.DjlBlocks.depthwise;
import static dev.skipjack.benchmarks.djl.DjlBlocks.linear;
import static dev.skipjack.benchmarks.djl.DjlBlocks.maxPool;
import static dev.skipjack.benchmarks.djl.DjlBlocks.projection;
import static dev.skipjack.benchmarks.djl.DjlBlocks.relu;
import static dev.skipjack.benchmarks.djl.DjlBlocks.residual;
import static dev.skipjack.benchmarks.djl.DjlBlocks.transition;
import static dev.skipjack.benchmarks.djl.DjlBlocks.zeroPadded;

import ai.djl.nn.Block;
import ai.djl.nn.Blocks;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.norm.Dropout;
import ai.djl.nn.pooling.Pool;
import dev.skipjack.benchmarks.BenchmarkNetwork;

/** The networks in DJL, parameter for parameter those of torchvision and of the CIFAR papers. */
final class DjlNetworks {
  private DjlNetworks() {}

  static Block of(BenchmarkNetwork network) {
    SequentialBlock block =
        switch (network) {
          case DENSENET_BC_100 ->
              denseNet(new SequentialBlock().add(convolution(24, 3, 1)), 24, 12, 16, 16, 16);
          case DENSENET_121 -> denseNet(imageNetStem(), 64, 32, 6, 12, 24, 16);
          case RESNET_20 -> resNet20();
          case RESNET_18 -> resNet18();
          case RESNET_50 -> resNet50();
          case VGG_11_BN -> vgg11();
          case MOBILENET -> mobileNet();
          case MOBILENET_V2, EFFICIENTNET_B0, CONVNEXT_TINY, VIT_B_16 ->
              throw new IllegalArgumentException(network + " is not written for DJL");
        };
    return block.add(linear(network.classes()));
  }

  private static SequentialBlock denseNet(
      SequentialBlock stem, int channels, int growth, int... blocks) {
    int width = channels;
    SequentialBlock network = stem;
    for (int i = 0; i < blocks.length; i++) {
      if (i > 0) {
        width /= 2;
        network.add(transition(width));
      }
      network.add(denseBlock(blocks[i], growth));
      width += blocks[i] * growth;
    }
    return network.add(batchNorm()).add(relu()).add(Pool.globalAvgPool2dBlock());
  }

  private static SequentialBlock imageNetStem() {
    return new SequentialBlock()
        .add(convolution(64, 7, 2))
        .add(batchNorm())
        .add(relu())
        .add(maxPool(3, 2, 1));
  }

  private static SequentialBlock resNet20() {
    SequentialBlock network =
        new SequentialBlock().add(convolution(16, 3, 1)).add(batchNorm()).add(relu());
    for (int width = 16; width <= 64; width *= 2) {
      network.add(
          width == 16
              ? residual(width, 1, Blocks.identityBlock())
              : residual(width, 2, zeroPadded()));
      network.add(residual(width, 1, Blocks.identityBlock()));
      network.add(residual(width, 1, Blocks.identityBlock()));
    }
    return network.add(Pool.globalAvgPool2dBlock());
  }

  private static SequentialBlock resNet18() {
    SequentialBlock network = imageNetStem();
    for (int width = 64; width <= 512; width *= 2) {
      network.add(
          width == 64
              ? residual(width, 1, Blocks.identityBlock())
              : residual(width, 2, projection(width, 2)));
      network.add(residual(width, 1, Blocks.identityBlock()));
    }
    return network.add(Pool.globalAvgPool2dBlock());
  }

  private static SequentialBlock resNet50() {
    int[] blocks = {3, 4, 6, 3};
    SequentialBlock network = imageNetStem();
    for (int stage = 0; stage < blocks.length; stage++) {
      int width = 64 << stage;
      int stride = stage == 0 ? 1 : 2;
      network.add(bottleneck(width, stride, projection(4 * width, stride)));
      for (int i = 1; i < blocks[stage]; i++) {
        network.add(bottleneck(width, 1, Blocks.identityBlock()));
      }
    }
    return network.add(Pool.globalAvgPool2dBlock());
  }

  /** Howard et al. 2017, table 1. */
  private static SequentialBlock mobileNet() {
    int[] widths = {64, 128, 128, 256, 256, 512, 512, 512, 512, 512, 512, 1024, 1024};
    SequentialBlock network =
        new SequentialBlock().add(convolution(32, 3, 2)).add(batchNorm()).add(relu());
    int before = 32;
    for (int width : widths) {
      int stride = width > before && before > 32 ? 2 : 1;
      network.add(depthwise(before, stride)).add(batchNorm()).add(relu());
      network.add(convolution(width, 1, 1)).add(batchNorm()).add(relu());
      before = width;
    }
    return network.add(Pool.globalAvgPool2dBlock());
  }

  /** Configuration A with batch norm; the convolutions keep their biases, as in torchvision. */
  private static SequentialBlock vgg11() {
    int[][] stages = {{64}, {128}, {256, 256}, {512, 512}, {512, 512}};
    SequentialBlock network = new SequentialBlock();
    for (int[] stage : stages) {
      for (int width : stage) {
        network.add(convolution(width, 3, 1, true)).add(batchNorm()).add(relu());
      }
      network.add(maxPool(2, 2, 0));
    }
    network.add(Blocks.batchFlattenBlock());
    for (int i = 0; i < 2; i++) {
      network.add(linear(4096)).add(relu()).add(Dropout.builder().optRate(0.5f).build());
    }
    return network;
  }
}
