package dev.skipjack.examples.reference;

import dev.skipjack.examples.networks.classic.AlexNet;
import dev.skipjack.examples.networks.coatnet.CoAtNet0;
import dev.skipjack.examples.networks.convnext.ConvNeXtTiny;
import dev.skipjack.examples.networks.densenet.DenseNet121;
import dev.skipjack.examples.networks.detection.ResNet50Fpn;
import dev.skipjack.examples.networks.inception.GoogLeNet;
import dev.skipjack.examples.networks.inception.InceptionV3;
import dev.skipjack.examples.networks.mobilenet.EfficientNetB0;
import dev.skipjack.examples.networks.mobilenet.MnasNet;
import dev.skipjack.examples.networks.mobilenet.MobileNetV2;
import dev.skipjack.examples.networks.mobilenet.MobileNetV3Large;
import dev.skipjack.examples.networks.mobilenet.MobileNetV3Small;
import dev.skipjack.examples.networks.regnet.RegNetY400;
import dev.skipjack.examples.networks.resnet.ResNeXt50;
import dev.skipjack.examples.networks.resnet.ResNet18;
import dev.skipjack.examples.networks.resnet.ResNet50;
import dev.skipjack.examples.networks.resnet.SeResNet50;
import dev.skipjack.examples.networks.resnet.WideResNet50;
import dev.skipjack.examples.networks.segmentation.FcnResNet50;
import dev.skipjack.examples.networks.shufflenet.ShuffleNetV2;
import dev.skipjack.examples.networks.squeezenet.SqueezeNet11;
import dev.skipjack.examples.networks.vgg.Vgg11Bn;
import dev.skipjack.examples.networks.vit.ViTB16;
import java.util.List;

/** The networks that torchvision has too, by its names; CoAtNet by timm's. */
enum ReferenceNetwork {
  ALEXNET("alexnet", AlexNet.class, Objective.CLASSES, "logits"),
  VGG11_BN("vgg11_bn", Vgg11Bn.class, Objective.CLASSES, "logits"),
  RESNET18("resnet18", ResNet18.class, Objective.CLASSES, "logits"),
  RESNET50("resnet50", ResNet50.class, Objective.CLASSES, "logits"),
  DENSENET121("densenet121", DenseNet121.class, Objective.CLASSES, "logits"),
  RESNEXT50("resnext50", ResNeXt50.class, Objective.CLASSES, "logits"),
  MNASNET("mnasnet", MnasNet.class, Objective.CLASSES, "logits"),
  SHUFFLENET_V2("shufflenet_v2", ShuffleNetV2.class, Objective.CLASSES, "logits"),
  REGNET_Y_400MF("regnet_y_400mf", RegNetY400.class, Objective.CLASSES, "logits"),
  SERESNET50("seresnet50", SeResNet50.class, Objective.CLASSES, "logits"),
  CONVNEXT_TINY("convnext_tiny", ConvNeXtTiny.class, Objective.CLASSES, "logits"),
  VIT_B_16("vit_b_16", ViTB16.class, Objective.CLASSES, "logits"),
  COATNET_0("coatnet_0", CoAtNet0.class, Objective.CLASSES, "logits"),
  WIDE_RESNET50_2("wide_resnet50_2", WideResNet50.class, Objective.CLASSES, "logits"),
  SQUEEZENET1_1("squeezenet1_1", SqueezeNet11.class, Objective.CLASSES, "logits"),
  MOBILENET_V2("mobilenet_v2", MobileNetV2.class, Objective.CLASSES, "logits"),
  MOBILENET_V3_SMALL("mobilenet_v3_small", MobileNetV3Small.class, Objective.CLASSES, "logits"),
  MOBILENET_V3_LARGE("mobilenet_v3_large", MobileNetV3Large.class, Objective.CLASSES, "logits"),
  EFFICIENTNET_B0("efficientnet_b0", EfficientNetB0.class, Objective.CLASSES, "logits"),
  GOOGLENET("googlenet", GoogLeNet.class, Objective.CLASSES, "logits"),
  INCEPTION_V3("inception_v3", InceptionV3.class, Objective.CLASSES, "logits"),
  FCN_RESNET50("fcn_resnet50", FcnResNet50.class, Objective.PIXELS, "aux", "out"),
  RESNET50_FPN(
      "resnet50_fpn", ResNet50Fpn.class, Objective.WEIGHTED_SUM, "0", "1", "2", "3", "pool");

  final String title;
  final Class<?> model;
  final Objective objective;

  /** Torchvision's names of our outputs, in our order. */
  final List<String> outputs;

  ReferenceNetwork(String title, Class<?> model, Objective objective, String... outputs) {
    this.title = title;
    this.model = model;
    this.objective = objective;
    this.outputs = List.of(outputs);
  }

  @Override
  public String toString() {
    return title;
  }
}
