package dev.skipjack.benchmarks.skipjack;

import dev.skipjack.benchmarks.BenchmarkCase;
import dev.skipjack.benchmarks.BenchmarkNetwork;
import dev.skipjack.benchmarks.Engine;
import dev.skipjack.benchmarks.RandomBatch;
import dev.skipjack.benchmarks.Workload;
import dev.skipjack.examples.networks.convnext.ConvNeXtTinyNetwork;
import dev.skipjack.examples.networks.densenet.DenseNet121Network;
import dev.skipjack.examples.networks.densenet.DenseNetBC100Network;
import dev.skipjack.examples.networks.mobilenet.EfficientNetB0Network;
import dev.skipjack.examples.networks.mobilenet.MobileNetNetwork;
import dev.skipjack.examples.networks.mobilenet.MobileNetV2Network;
import dev.skipjack.examples.networks.resnet.ResNet18Network;
import dev.skipjack.examples.networks.resnet.ResNet20Network;
import dev.skipjack.examples.networks.resnet.ResNet50Network;
import dev.skipjack.examples.networks.vgg.Vgg11BnNetwork;
import dev.skipjack.examples.networks.vit.ViTB16Network;
import dev.skipjack.runtime.InferenceNetwork;
import dev.skipjack.runtime.Network;
import dev.skipjack.runtime.TrainingNetwork;
import dev.skipjack.runtime.parameters.Parameter;
import dev.skipjack.runtime.parameters.ParameterRole;
import dev.skipjack.runtime.weights.Weights;
import java.io.IOException;
import java.nio.file.Path;

/** Skipjack's generated networks. */
public final class SkipjackEngine implements Engine {
  private static final long SEED = 1;

  @Override
  public void saveWeights(BenchmarkNetwork network, Path directory) throws IOException {
    try (TrainingNetwork training = training(network)) {
      Weights.save(training, file(network, directory));
    }
  }

  @Override
  public Workload open(BenchmarkCase benchmarkCase, Path directory) throws IOException {
    BenchmarkNetwork network = benchmarkCase.network();
    RandomBatch batch = RandomBatch.of(benchmarkCase);
    return benchmarkCase.task() == BenchmarkCase.Task.TRAIN
        ? new SkipjackTraining(training(network), batch)
        : new SkipjackInference(inference(network, file(network, directory)), batch);
  }

  private static Path file(BenchmarkNetwork network, Path directory) {
    return directory.resolve(network + ".safetensors");
  }

  /** A network with new weights, the same each time. */
  public static TrainingNetwork training(BenchmarkNetwork network) {
    return switch (network) {
      case DENSENET_BC_100 -> DenseNetBC100Network.forTraining(SEED);
      case RESNET_20 -> ResNet20Network.forTraining(SEED);
      case DENSENET_121 -> DenseNet121Network.forTraining(SEED);
      case RESNET_18 -> ResNet18Network.forTraining(SEED);
      case RESNET_50 -> ResNet50Network.forTraining(SEED);
      case VGG_11_BN -> Vgg11BnNetwork.forTraining(SEED);
      case MOBILENET_V2 -> MobileNetV2Network.forTraining(SEED);
      case EFFICIENTNET_B0 -> EfficientNetB0Network.forTraining(SEED);
      case CONVNEXT_TINY -> ConvNeXtTinyNetwork.forTraining(SEED);
      case VIT_B_16 -> ViTB16Network.forTraining(SEED);
      case MOBILENET -> MobileNetNetwork.forTraining(SEED);
    };
  }

  /** Not by the vector of parameters: who asks for it may write to it, so all is packed anew. */
  static long parameters(Network network) {
    return network.parameterList().stream()
        .filter(parameter -> parameter.role() != ParameterRole.RUNNING)
        .mapToLong(Parameter::length)
        .sum();
  }

  private static InferenceNetwork inference(BenchmarkNetwork network, Path weights)
      throws IOException {
    return switch (network) {
      case DENSENET_BC_100 -> DenseNetBC100Network.forInference(weights);
      case RESNET_20 -> ResNet20Network.forInference(weights);
      case DENSENET_121 -> DenseNet121Network.forInference(weights);
      case RESNET_18 -> ResNet18Network.forInference(weights);
      case RESNET_50 -> ResNet50Network.forInference(weights);
      case VGG_11_BN -> Vgg11BnNetwork.forInference(weights);
      case MOBILENET_V2 -> MobileNetV2Network.forInference(weights);
      case EFFICIENTNET_B0 -> EfficientNetB0Network.forInference(weights);
      case CONVNEXT_TINY -> ConvNeXtTinyNetwork.forInference(weights);
      case VIT_B_16 -> ViTB16Network.forInference(weights);
      case MOBILENET -> MobileNetNetwork.forInference(weights);
    };
  }
}
