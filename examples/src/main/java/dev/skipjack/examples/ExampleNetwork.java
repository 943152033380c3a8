package dev.skipjack.examples;

import dev.skipjack.app.AppModel;
import dev.skipjack.examples.networks.classic.LeNet5;
import dev.skipjack.examples.networks.classic.LeNet5Network;
import dev.skipjack.examples.networks.densenet.DenseNet40;
import dev.skipjack.examples.networks.densenet.DenseNet40Network;
import dev.skipjack.examples.networks.densenet.DenseNetBC100;
import dev.skipjack.examples.networks.densenet.DenseNetBC100Network;
import dev.skipjack.examples.networks.densenet.DenseNetBC22;
import dev.skipjack.examples.networks.densenet.DenseNetBC22Network;
import dev.skipjack.examples.networks.densenet.DenseNetBC40;
import dev.skipjack.examples.networks.densenet.DenseNetBC40Network;
import dev.skipjack.examples.networks.resnet.ResNet110;
import dev.skipjack.examples.networks.resnet.ResNet110Network;
import dev.skipjack.examples.networks.resnet.ResNet20;
import dev.skipjack.examples.networks.resnet.ResNet20Network;
import dev.skipjack.examples.networks.resnet.ResNet56;
import dev.skipjack.examples.networks.resnet.ResNet56Network;
import dev.skipjack.examples.networks.resnet.StochasticDepth110;
import dev.skipjack.examples.networks.resnet.StochasticDepth110Network;
import dev.skipjack.examples.networks.vgg.CifarVgg11;
import dev.skipjack.examples.networks.vgg.CifarVgg11Network;
import dev.skipjack.runtime.InferenceNetwork;
import dev.skipjack.runtime.TrainingNetwork;
import java.io.IOException;
import java.nio.file.Path;

/** The networks of the command line, with what was generated for them. */
enum ExampleNetwork {
  LENET5("lenet5", LeNet5.class, LeNet5Network::forTraining, LeNet5Network::forInference),
  CIFAR_VGG11(
      "cifar-vgg11",
      CifarVgg11.class,
      CifarVgg11Network::forTraining,
      CifarVgg11Network::forInference),
  RESNET20("resnet20", ResNet20.class, ResNet20Network::forTraining, ResNet20Network::forInference),
  RESNET56("resnet56", ResNet56.class, ResNet56Network::forTraining, ResNet56Network::forInference),
  RESNET110(
      "resnet110", ResNet110.class, ResNet110Network::forTraining, ResNet110Network::forInference),
  STOCHASTIC_DEPTH_110(
      "stochastic-depth-110",
      StochasticDepth110.class,
      StochasticDepth110Network::forTraining,
      StochasticDepth110Network::forInference),
  DENSENET_40(
      "densenet-40",
      DenseNet40.class,
      DenseNet40Network::forTraining,
      DenseNet40Network::forInference),
  DENSENET_BC_22(
      "densenet-bc-22",
      DenseNetBC22.class,
      DenseNetBC22Network::forTraining,
      DenseNetBC22Network::forInference),
  DENSENET_BC_40(
      "densenet-bc-40",
      DenseNetBC40.class,
      DenseNetBC40Network::forTraining,
      DenseNetBC40Network::forInference),
  DENSENET_BC_100(
      "densenet-bc-100",
      DenseNetBC100.class,
      DenseNetBC100Network::forTraining,
      DenseNetBC100Network::forInference);

  private final AppModel model;

  ExampleNetwork(
      String title,
      Class<?> type,
      AppModel.ForTraining forTraining,
      AppModel.ForInference forInference) {
    this.model = new AppModel(title, type, forTraining, forInference);
  }

  AppModel model() {
    return model;
  }

  TrainingNetwork train(long seed) {
    return model.forTraining().open(seed);
  }

  InferenceNetwork load(Path weights) throws IOException {
    return model.forInference().open(weights);
  }

  /** As users write it. */
  @Override
  public String toString() {
    return model.name();
  }
}
