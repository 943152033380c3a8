package dev.skipjack.benchmarks.dl4j;

import dev.skipjack.benchmarks.BenchmarkNetwork;
import dev.skipjack.benchmarks.TrainingRecipe;
import java.util.Locale;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.conf.graph.ScaleVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.weights.WeightInit;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.learning.config.Nesterovs;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** Builds the CIFAR networks as graphs of DL4J. */
final class Dl4jGraph {
  private static final String INPUT = "input";

  private final GraphBuilder builder;
  private String last = INPUT;
  private int vertices;

  private Dl4jGraph(BenchmarkNetwork network) {
    this.builder =
        new NeuralNetConfiguration.Builder()
            .seed(1)
            .weightInit(WeightInit.RELU)
            .activation(Activation.IDENTITY)
            .updater(new Nesterovs(TrainingRecipe.LEARNING_RATE, TrainingRecipe.MOMENTUM))
            .l2(TrainingRecipe.WEIGHT_DECAY)
            .convolutionMode(ConvolutionMode.Truncate)
            .graphBuilder()
            .addInputs(INPUT)
            .setInputTypes(
                InputType.convolutional(network.size(), network.size(), BenchmarkNetwork.CHANNELS));
  }

  /**
   * @throws IllegalArgumentException for networks that it cannot build
   */
  static ComputationGraphConfiguration of(BenchmarkNetwork network) {
    Dl4jGraph graph = new Dl4jGraph(network);
    switch (network) {
      case DENSENET_BC_100 -> graph.denseNetBC100();
      case RESNET_20 -> graph.resNet20();
      default -> throw new IllegalArgumentException("not built in DL4J: " + network);
    }
    return graph.classifier(network.classes());
  }

  private void denseNetBC100() {
    int width = 24;
    convolution(width, 3, 1);
    for (int block = 0; block < 3; block++) {
      if (block > 0) {
        width /= 2;
        normalizeRelu();
        convolution(width, 1, 1);
        layer(
            new SubsamplingLayer.Builder(SubsamplingLayer.PoolingType.AVG)
                .kernelSize(2, 2)
                .stride(2, 2)
                .build());
      }
      for (int i = 0; i < 16; i++) {
        denseLayer(12);
        width += 12;
      }
    }
    normalizeRelu();
  }

  private void denseLayer(int growth) {
    String maps = last;
    normalizeRelu();
    convolution(4 * growth, 1, 1);
    normalizeRelu();
    String added = convolution(growth, 3, 1);
    last = name("concat");
    builder.addVertex(last, new MergeVertex(), maps, added);
  }

  private void resNet20() {
    convolution(16, 3, 1);
    normalizeRelu();
    for (int width = 16; width <= 64; width *= 2) {
      for (int i = 0; i < 3; i++) {
        residual(width, width > 16 && i == 0 ? 2 : 1);
      }
    }
  }

  private void residual(int out, int stride) {
    String entry = last;
    convolution(out, 3, stride);
    normalizeRelu();
    convolution(out, 3, 1);
    String main = layer(new BatchNormalization.Builder().build());
    String shortcut = stride == 1 ? entry : zeroPadded(entry);
    last = name("sum");
    builder.addVertex(last, new ElementWiseVertex(ElementWiseVertex.Op.Add), main, shortcut);
    layer(new ActivationLayer(Activation.RELU));
  }

  /** Every second pixel, and as many channels of zeros after those that are there. */
  private String zeroPadded(String entry) {
    last = entry;
    String kept =
        layer(
            new SubsamplingLayer.Builder(SubsamplingLayer.PoolingType.MAX)
                .kernelSize(1, 1)
                .stride(2, 2)
                .build());
    String zeros = name("zeros");
    builder.addVertex(zeros, new ScaleVertex(0), kept);
    String padded = name("padded");
    builder.addVertex(padded, new MergeVertex(), kept, zeros);
    return padded;
  }

  private String convolution(int out, int kernel, int stride) {
    return layer(
        new ConvolutionLayer.Builder(kernel, kernel)
            .stride(stride, stride)
            .padding(kernel / 2, kernel / 2)
            .nOut(out)
            .hasBias(false)
            .build());
  }

  private void normalizeRelu() {
    layer(new BatchNormalization.Builder().build());
    layer(new ActivationLayer(Activation.RELU));
  }

  private String layer(Layer layer) {
    String name = name("layer");
    builder.addLayer(name, layer, last);
    last = name;
    return name;
  }

  private String name(String kind) {
    return String.format(Locale.ROOT, "%s%d", kind, vertices++);
  }

  private ComputationGraphConfiguration classifier(int classes) {
    layer(new GlobalPoolingLayer.Builder(PoolingType.AVG).build());
    String logits =
        layer(
            new OutputLayer.Builder(LossFunction.MCXENT)
                .activation(Activation.SOFTMAX)
                .nOut(classes)
                .build());
    return builder.setOutputs(logits).build();
  }
}
