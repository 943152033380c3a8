package dev.skipjack.examples.reference;

import dev.skipjack.examples.networks.classic.AlexNet;
import dev.skipjack.examples.networks.convnext.ConvNeXtTiny;
import dev.skipjack.examples.networks.densenet.DenseNet121;
import dev.skipjack.examples.networks.densenet.DenseNet161;
import dev.skipjack.examples.networks.densenet.DenseNet169;
import dev.skipjack.examples.networks.densenet.DenseNet201;
import dev.skipjack.examples.networks.detection.ResNet50Fpn;
import dev.skipjack.examples.networks.detection.RetinaNet;
import dev.skipjack.examples.networks.inception.GoogLeNet;
import dev.skipjack.examples.networks.inception.InceptionV3;
import dev.skipjack.examples.networks.mobilenet.EfficientNetB0;
import dev.skipjack.examples.networks.mobilenet.MnasNet;
import dev.skipjack.examples.networks.mobilenet.MobileNetV2;
import dev.skipjack.examples.networks.mobilenet.MobileNetV3Large;
import dev.skipjack.examples.networks.mobilenet.MobileNetV3Small;
import dev.skipjack.examples.networks.regnet.RegNetY400;
import dev.skipjack.examples.networks.resnet.ResNeXt101;
import dev.skipjack.examples.networks.resnet.ResNeXt50;
import dev.skipjack.examples.networks.resnet.ResNet101;
import dev.skipjack.examples.networks.resnet.ResNet152;
import dev.skipjack.examples.networks.resnet.ResNet18;
import dev.skipjack.examples.networks.resnet.ResNet34;
import dev.skipjack.examples.networks.resnet.ResNet50;
import dev.skipjack.examples.networks.resnet.WideResNet50;
import dev.skipjack.examples.networks.segmentation.FcnResNet50;
import dev.skipjack.examples.networks.segmentation.FcnResNet50Plain;
import dev.skipjack.examples.networks.shufflenet.ShuffleNetV2;
import dev.skipjack.examples.networks.squeezenet.SqueezeNet10;
import dev.skipjack.examples.networks.squeezenet.SqueezeNet11;
import dev.skipjack.examples.networks.vgg.Vgg11;
import dev.skipjack.examples.networks.vgg.Vgg11Bn;
import dev.skipjack.examples.networks.vgg.Vgg13;
import dev.skipjack.examples.networks.vgg.Vgg13Bn;
import dev.skipjack.examples.networks.vgg.Vgg16;
import dev.skipjack.examples.networks.vgg.Vgg16Bn;
import dev.skipjack.examples.networks.vgg.Vgg19;
import dev.skipjack.examples.networks.vgg.Vgg19Bn;
import dev.skipjack.examples.networks.vit.ViTB16;
import java.util.List;

/** Our networks that torchvision has too, by the simple names of their classes. */
final class TorchvisionNetworks {
  private static final List<Class<?>> MODELS =
      List.of(
          AlexNet.class,
          Vgg11.class,
          Vgg13.class,
          Vgg16.class,
          Vgg19.class,
          Vgg11Bn.class,
          Vgg13Bn.class,
          Vgg16Bn.class,
          Vgg19Bn.class,
          ResNet18.class,
          ResNet34.class,
          ResNet50.class,
          ResNet101.class,
          ResNet152.class,
          ResNeXt50.class,
          ResNeXt101.class,
          WideResNet50.class,
          GoogLeNet.class,
          InceptionV3.class,
          SqueezeNet10.class,
          SqueezeNet11.class,
          DenseNet121.class,
          DenseNet161.class,
          DenseNet169.class,
          DenseNet201.class,
          MnasNet.class,
          ShuffleNetV2.class,
          RegNetY400.class,
          ConvNeXtTiny.class,
          ViTB16.class,
          MobileNetV2.class,
          MobileNetV3Small.class,
          MobileNetV3Large.class,
          EfficientNetB0.class,
          FcnResNet50.class,
          FcnResNet50Plain.class,
          ResNet50Fpn.class,
          RetinaNet.class);

  private TorchvisionNetworks() {}

  /**
   * @throws IllegalArgumentException if there is none of that name
   */
  static Class<?> model(String name) {
    return MODELS.stream()
        .filter(model -> model.getSimpleName().equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no network '" + name + "': " + names()));
  }

  private static List<String> names() {
    return MODELS.stream().map(Class::getSimpleName).toList();
  }
}
