package dev.skipjack.examples.reference;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skipjack.runtime.parameters.Parameter;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The names and shapes of whole networks' tensors are torchvision's. Its lists are long, so there
 * is a digest of each, written by {@code src/main/python/names.py}; with {@code --list NETWORK}
 * that prints the names themselves.
 */
class TorchvisionNamesTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = ' ',
      textBlock =
          """
          AlexNet 16 12a60b133d7b54dc
          Vgg11 22 67a7eb563529a90c
          Vgg11Bn 54 ee867f83a281cbc7
          Vgg13 26 06fdc111ee6d2ed8
          Vgg13Bn 66 50719b09f72d03d3
          Vgg16 32 26a44a8d3cab16c6
          Vgg16Bn 84 7f63603ea8fd0df9
          Vgg19 38 2ae6c231664ee367
          Vgg19Bn 102 885add70e54bca0e
          ResNet18 102 fc669aac650ab66f
          ResNet34 182 efabbe4b2289112b
          ResNet50 267 584ee931ad382885
          ResNet101 522 a85edc6cd135a89d
          ResNet152 777 d9e4b3df983b2711
          ResNeXt50 267 379a66ba74321238
          ResNeXt101 522 4104e364e9080b7d
          WideResNet50 267 2eeb42447858de4f
          GoogLeNet 287 fa3d44cfc0caf557
          InceptionV3 472 060d097e94d4c79d
          SqueezeNet10 52 72c82121c56da74c
          SqueezeNet11 52 d67adc94cdb2fd98
          MnasNet 262 a7a5b7a4fef0e1ff
          ShuffleNetV2 282 6d95c44f61a9b376
          RegNetY400 331 ade00d0c8c654416
          MobileNetV2 262 07c1a8796c1aa659
          MobileNetV3Small 210 cb6b8a086b0ea7e8
          MobileNetV3Large 266 01e1084ad1e703da
          EfficientNetB0 311 29f2e4b8ed94097f
          DenseNet121 606 c4a956e878d257a8
          DenseNet161 806 b66bab0e56d41d25
          DenseNet169 846 fd90e10f1d684dad
          DenseNet201 1006 0d8c78bf4f9952f3
          ConvNeXtTiny 182 76e6adcc617daa3f
          ViTB16 152 55c98fb7dfaa7147
          FcnResNet50 279 911801c77f922f46
          FcnResNet50Plain 272 7ea20886567b67cd
          ResNet50Fpn 281 0bbaedf9477dc747
          RetinaNet 301 abeb608050ce4785
          """)
  void areTorchvisions(String network, int tensors, String digest) throws Exception {
    List<String> names =
        parameters(network).stream()
            .map(p -> p.name() + " " + Arrays.toString(p.shape()))
            .sorted()
            .toList();
    assertThat(names).hasSize(tensors);
    byte[] text = String.join("\n", names).getBytes(StandardCharsets.UTF_8);
    String ours = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(text), 0, 8);
    assertThat(ours).as(() -> String.join("\n", names)).isEqualTo(digest);
  }

  /** What the generated class lists, without memory for the values. */
  private static List<Parameter> parameters(String network) throws ReflectiveOperationException {
    Class<?> generated = Class.forName(TorchvisionNetworks.model(network).getName() + "Network");
    List<?> parameters = (List<?>) generated.getMethod("parameters").invoke(null);
    return parameters.stream().map(Parameter.class::cast).toList();
  }
}
