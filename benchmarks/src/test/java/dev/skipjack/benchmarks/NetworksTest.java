package dev.skipjack.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.skipjack.examples.networks.convnext.ConvNeXtTiny;
import dev.skipjack.examples.networks.densenet.DenseNet121;
import dev.skipjack.examples.networks.densenet.DenseNetBC100;
import dev.skipjack.examples.networks.mobilenet.EfficientNetB0;
import dev.skipjack.examples.networks.mobilenet.MobileNet;
import dev.skipjack.examples.networks.mobilenet.MobileNetV2;
import dev.skipjack.examples.networks.resnet.ResNet18;
import dev.skipjack.examples.networks.resnet.ResNet20;
import dev.skipjack.examples.networks.resnet.ResNet50;
import dev.skipjack.examples.networks.vgg.Vgg11Bn;
import dev.skipjack.examples.networks.vit.ViTB16;
import java.io.IOException;
import java.io.InputStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Our copies of the networks have the published sizes. */
class NetworksTest {
  @ParameterizedTest
  @EnumSource
  void compilerCountsWhatWasPublished(BenchmarkNetwork network) throws IOException {
    Class<?> model =
        switch (network) {
          case DENSENET_BC_100 -> DenseNetBC100.class;
          case RESNET_20 -> ResNet20.class;
          case DENSENET_121 -> DenseNet121.class;
          case RESNET_18 -> ResNet18.class;
          case RESNET_50 -> ResNet50.class;
          case VGG_11_BN -> Vgg11Bn.class;
          case MOBILENET_V2 -> MobileNetV2.class;
          case EFFICIENTNET_B0 -> EfficientNetB0.class;
          case CONVNEXT_TINY -> ConvNeXtTiny.class;
          case VIT_B_16 -> ViTB16.class;
          case MOBILENET -> MobileNet.class;
        };
    try (InputStream json = model.getResourceAsStream(model.getSimpleName() + ".json")) {
      JsonNode report = new ObjectMapper().readTree(json);
      assertThat(report.get("parameters").asLong()).isEqualTo(network.parameters());
      assertThat(report.get("multiplyAdds").asLong()).isEqualTo(network.multiplyAdds());
    }
  }
}
