package dev.skipjack.examples;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.skipjack.examples.networks.DenseNet100;
import dev.skipjack.examples.networks.DenseNet121;
import dev.skipjack.examples.networks.DenseNet161;
import dev.skipjack.examples.networks.DenseNet169;
import dev.skipjack.examples.networks.DenseNet201;
import dev.skipjack.examples.networks.DenseNet264;
import dev.skipjack.examples.networks.DenseNet40;
import dev.skipjack.examples.networks.DenseNetBC100;
import dev.skipjack.examples.networks.DenseNetBC190;
import dev.skipjack.examples.networks.DenseNetBC22;
import dev.skipjack.examples.networks.LeNet5;
import dev.skipjack.examples.networks.ResNet101;
import dev.skipjack.examples.networks.ResNet110;
import dev.skipjack.examples.networks.ResNet110B;
import dev.skipjack.examples.networks.ResNet152;
import dev.skipjack.examples.networks.ResNet18;
import dev.skipjack.examples.networks.ResNet20;
import dev.skipjack.examples.networks.ResNet20B;
import dev.skipjack.examples.networks.ResNet32;
import dev.skipjack.examples.networks.ResNet32B;
import dev.skipjack.examples.networks.ResNet34;
import dev.skipjack.examples.networks.ResNet44;
import dev.skipjack.examples.networks.ResNet44B;
import dev.skipjack.examples.networks.ResNet50;
import dev.skipjack.examples.networks.ResNet56;
import dev.skipjack.examples.networks.ResNet56B;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every network has the size that its paper or reference implementation states, to the digit. */
class NetworksTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Path PAGE = Path.of("..", "docs", "networks.md");

  /** No independent figure is known; the table shows ours. */
  private static final long UNKNOWN = -1;

  /**
   * @param parameters learned ones
   * @param multiplyAdds of one image, forward
   * @param source of both figures
   */
  private record Reference(Class<?> model, long parameters, long multiplyAdds, String source) {}

  private static final String PAPER = "paper";
  private static final String TORCHVISION = "torchvision";

  static List<Reference> references() {
    return List.of(
        new Reference(LeNet5.class, 61_706, 416_520, "usual modern form"),
        new Reference(ResNet18.class, 11_689_512, 1_814_073_344, TORCHVISION),
        new Reference(ResNet34.class, 21_797_672, 3_663_761_408L, TORCHVISION),
        new Reference(ResNet50.class, 25_557_032, 4_089_184_256L, TORCHVISION),
        new Reference(ResNet101.class, 44_549_160, 7_801_405_440L, TORCHVISION),
        new Reference(ResNet152.class, 60_192_808, 11_513_626_624L, TORCHVISION),
        new Reference(ResNet20.class, 269_722, UNKNOWN, PAPER),
        new Reference(ResNet32.class, 464_154, UNKNOWN, PAPER),
        new Reference(ResNet44.class, 658_586, UNKNOWN, PAPER),
        new Reference(ResNet56.class, 853_018, UNKNOWN, PAPER),
        new Reference(ResNet110.class, 1_727_962, UNKNOWN, PAPER),
        new Reference(ResNet20B.class, UNKNOWN, UNKNOWN, ""),
        new Reference(ResNet32B.class, UNKNOWN, UNKNOWN, ""),
        new Reference(ResNet44B.class, UNKNOWN, UNKNOWN, ""),
        new Reference(ResNet56B.class, UNKNOWN, UNKNOWN, ""),
        new Reference(ResNet110B.class, 1_730_714, UNKNOWN, PAPER),
        new Reference(DenseNet40.class, 1_019_722, 264_812_928, PAPER),
        new Reference(DenseNet100.class, 6_979_642, 1_769_516_448, PAPER),
        new Reference(DenseNetBC22.class, 71_686, 31_238_322, PAPER),
        new Reference(DenseNetBC100.class, 769_162, 287_929_692, PAPER),
        new Reference(DenseNetBC190.class, 25_624_430, 9_301_945_740L, PAPER),
        new Reference(DenseNet121.class, 7_978_856, 2_834_161_664L, TORCHVISION),
        new Reference(DenseNet161.class, 28_681_000, 7_727_907_072L, TORCHVISION),
        new Reference(DenseNet169.class, 14_149_480, 3_359_843_328L, TORCHVISION),
        new Reference(DenseNet201.class, 20_013_928, 4_291_365_888L, TORCHVISION),
        new Reference(DenseNet264.class, 33_337_704, 5_751_653_376L, PAPER));
  }

  private static JsonNode report(Class<?> model) throws IOException {
    try (InputStream json = model.getResourceAsStream(model.getSimpleName() + ".json")) {
      return JSON.readTree(json);
    }
  }

  @ParameterizedTest
  @MethodSource("references")
  void hasTheSizeOfItsReference(Reference reference) throws IOException {
    JsonNode report = report(reference.model());
    if (reference.parameters() != UNKNOWN) {
      assertThat(report.get("parameters").asLong()).isEqualTo(reference.parameters());
    }
    if (reference.multiplyAdds() != UNKNOWN) {
      assertThat(report.get("multiplyAdds").asLong()).isEqualTo(reference.multiplyAdds());
    }
  }
}
