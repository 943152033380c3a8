package dev.skipjack.examples;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.skipjack.examples.networks.classic.AlexNet;
import dev.skipjack.examples.networks.classic.AlexNet2012;
import dev.skipjack.examples.networks.classic.LeNet5;
import dev.skipjack.examples.networks.coatnet.CoAtNet0;
import dev.skipjack.examples.networks.convnext.ConvNeXtTiny;
import dev.skipjack.examples.networks.densenet.CspDenseNet121;
import dev.skipjack.examples.networks.densenet.DenseNet100;
import dev.skipjack.examples.networks.densenet.DenseNet121;
import dev.skipjack.examples.networks.densenet.DenseNet161;
import dev.skipjack.examples.networks.densenet.DenseNet169;
import dev.skipjack.examples.networks.densenet.DenseNet201;
import dev.skipjack.examples.networks.densenet.DenseNet264;
import dev.skipjack.examples.networks.densenet.DenseNet40;
import dev.skipjack.examples.networks.densenet.DenseNetBC100;
import dev.skipjack.examples.networks.densenet.DenseNetBC190;
import dev.skipjack.examples.networks.densenet.DenseNetBC22;
import dev.skipjack.examples.networks.densenet.DenseNetBC40;
import dev.skipjack.examples.networks.densenet.PeleeNet;
import dev.skipjack.examples.networks.densenet.SeDenseNet121;
import dev.skipjack.examples.networks.detection.DenseNet121Fpn;
import dev.skipjack.examples.networks.detection.ItemDetector;
import dev.skipjack.examples.networks.detection.ResNet50Fpn;
import dev.skipjack.examples.networks.detection.RetinaNet;
import dev.skipjack.examples.networks.dla.Dla34;
import dev.skipjack.examples.networks.inception.GoogLeNet;
import dev.skipjack.examples.networks.inception.InceptionV3;
import dev.skipjack.examples.networks.mobilenet.EfficientNetB0;
import dev.skipjack.examples.networks.mobilenet.MnasNet;
import dev.skipjack.examples.networks.mobilenet.MobileNet;
import dev.skipjack.examples.networks.mobilenet.MobileNetV2;
import dev.skipjack.examples.networks.mobilenet.MobileNetV3Large;
import dev.skipjack.examples.networks.mobilenet.MobileNetV3Small;
import dev.skipjack.examples.networks.regnet.RegNetY400;
import dev.skipjack.examples.networks.resnet.ResNeXt101;
import dev.skipjack.examples.networks.resnet.ResNeXt50;
import dev.skipjack.examples.networks.resnet.ResNet101;
import dev.skipjack.examples.networks.resnet.ResNet110;
import dev.skipjack.examples.networks.resnet.ResNet110B;
import dev.skipjack.examples.networks.resnet.ResNet152;
import dev.skipjack.examples.networks.resnet.ResNet18;
import dev.skipjack.examples.networks.resnet.ResNet20;
import dev.skipjack.examples.networks.resnet.ResNet20B;
import dev.skipjack.examples.networks.resnet.ResNet32;
import dev.skipjack.examples.networks.resnet.ResNet32B;
import dev.skipjack.examples.networks.resnet.ResNet34;
import dev.skipjack.examples.networks.resnet.ResNet44;
import dev.skipjack.examples.networks.resnet.ResNet44B;
import dev.skipjack.examples.networks.resnet.ResNet50;
import dev.skipjack.examples.networks.resnet.ResNet56;
import dev.skipjack.examples.networks.resnet.ResNet56B;
import dev.skipjack.examples.networks.resnet.SeResNet50;
import dev.skipjack.examples.networks.resnet.StochasticDepth110;
import dev.skipjack.examples.networks.resnet.StochasticDepth110PerImage;
import dev.skipjack.examples.networks.resnet.WideResNet50;
import dev.skipjack.examples.networks.segmentation.FcnResNet50Plain;
import dev.skipjack.examples.networks.segmentation.LandWaterUNet;
import dev.skipjack.examples.networks.segmentation.PaddedUNet;
import dev.skipjack.examples.networks.segmentation.UNet;
import dev.skipjack.examples.networks.shufflenet.ShuffleNetV2;
import dev.skipjack.examples.networks.squeezenet.SqueezeNet10;
import dev.skipjack.examples.networks.squeezenet.SqueezeNet11;
import dev.skipjack.examples.networks.vgg.CifarVgg11;
import dev.skipjack.examples.networks.vgg.Vgg11;
import dev.skipjack.examples.networks.vgg.Vgg11Bn;
import dev.skipjack.examples.networks.vgg.Vgg13;
import dev.skipjack.examples.networks.vgg.Vgg13Bn;
import dev.skipjack.examples.networks.vgg.Vgg16;
import dev.skipjack.examples.networks.vgg.Vgg16Bn;
import dev.skipjack.examples.networks.vgg.Vgg19;
import dev.skipjack.examples.networks.vgg.Vgg19Bn;
import dev.skipjack.examples.networks.vit.ViTB16;
import dev.skipjack.examples.networks.vovnet.VoVNet39;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every network has the size that its paper or reference implementation states, to the digit. */
class NetworksTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Path PAGE = Path.of("..", "docs", "networks.md");

  /**
   * @param model or its variant of {@link SizedNetworks}
   * @param parameters learned ones, and those that stay as they are; empty for designs of our own
   * @param multiplyAdds of one image, forward: exact, or rounded as published ({@code 7.07 G})
   * @param source of the figures
   */
  private record Reference(Class<?> model, String parameters, String multiplyAdds, String source) {}

  private static final String COUNT = "independent count";
  private static final String TORCHVISION = "torchvision";
  private static final String TIMM = "timm";
  private static final String AUTHORS = "its authors' program";
  private static final String OWN = "our own design";

  private static final String INTRODUCTION =
      """
      # Networks

      Every network of the examples, as the compiler counts it: learned parameters (and those that stay as
      they are, the bilinear interpolation of FCN) and, for one image of the given size, the multiply-adds of
      convolutions, linear layers and attention. The last column says with what the figures agree, to the last digit that
      is known: what torchvision states in its sources, what timm 1.0.29 has when it runs, or the count of a program that
      has nothing in common with ours and gives torchvision's figures too, `examples/src/main/python/counts.py` for those that few
      have counted. They agree with the rounded ones in the papers. `NetworksTest` checks it and writes this
      page.

      timm's are `seresnet50`, `mobilenetv1_100`, `coatnet_0_224`, `dla34` and `vovnet39a`. PeleeNet's authors' program is
      `peleenet.py` of github.com/Robert-JunWang/PeleeNet (05e928a), run with torch. `CspDenseNet121` is in neither library
      and not among the authors' configurations (github.com/WongKinYiu/CrossStagePartialNetworks); the paper gives no widths
      for it, those that readers have written differ in them from each other, and ours are our own. So is where
      `SeDenseNet121` weighs channels. `InceptionV3` is without the auxiliary classifier, with which torchvision's has
      27,161,264 parameters. `RetinaNet` counts the 53,120 factors and offsets of its backbone's batch norm, as torchvision's
      does without weights; with them it freezes these, and states 34,014,999. `ResNet50Fpn` is the backbone of torchvision's
      Faster and Mask R-CNN too, parameters and names; their heads, which look at regions, are not here.

      Networks that take images of any size are counted at a size for which others have counted; HxW means
      256x320, for RetinaNet 256x384. They accept multiples of what their stages need, which may exclude that size: the first line of
      `summary` and the Javadoc of the generated class say which. One network in full:
      `mvn -q compile exec:exec -Dskipjack.args="summary --network ResNet50"`.

      All of them train and predict: `NetworksTrainTest` takes two steps with each, the large ones with
      `mvn -q test -pl examples -am -Dtest=NetworksTrainTest -Dsurefire.failIfNoSpecifiedTests=false
      -Dskipjack.networks=all -Dskipjack.jdk.flags=-Xmx8g`, 78 of the 79 in 8 min on 2 cores that had other work too, build
      included; `CoAtNet0` is newer than that run. 76 of them took less than 4 min before.

      | network | input | learned parameters | multiply-adds | equal to |
      |---|---|---:|---:|---|
      """;

  static List<Reference> references() {
    return List.of(
        new Reference(LeNet5.class, "61,706", "416,520", COUNT),
        new Reference(AlexNet.class, "61,100,840", "714,188,480", TORCHVISION),
        new Reference(AlexNet2012.class, "60,965,224", "724,406,816", COUNT),
        new Reference(Vgg11.class, "132,863,336", "7,609,090,048", TORCHVISION),
        new Reference(Vgg11Bn.class, "132,868,840", "7,609,090,048", TORCHVISION),
        new Reference(Vgg13.class, "133,047,848", "11,308,466,176", TORCHVISION),
        new Reference(Vgg13Bn.class, "133,053,736", "11,308,466,176", TORCHVISION),
        new Reference(Vgg16.class, "138,357,544", "15,470,264,320", TORCHVISION),
        new Reference(Vgg16Bn.class, "138,365,992", "15,470,264,320", TORCHVISION),
        new Reference(Vgg19.class, "143,667,240", "19,632,062,464", TORCHVISION),
        new Reference(Vgg19Bn.class, "143,678,248", "19,632,062,464", TORCHVISION),
        new Reference(ResNet18.class, "11,689,512", "1,814,073,344", TORCHVISION),
        new Reference(ResNet34.class, "21,797,672", "3,663,761,408", TORCHVISION),
        new Reference(ResNet50.class, "25,557,032", "4,089,184,256", TORCHVISION),
        new Reference(ResNet101.class, "44,549,160", "7,801,405,440", TORCHVISION),
        new Reference(ResNet152.class, "60,192,808", "11,513,626,624", TORCHVISION),
        new Reference(ResNeXt50.class, "25,028,904", "4,230,479,872", TORCHVISION),
        new Reference(ResNeXt101.class, "88,791,336", "16,414,015,488", TORCHVISION),
        new Reference(WideResNet50.class, "68,883,240", "11,398,021,120", TORCHVISION),
        new Reference(ResNet20.class, "269,722", "40.55 M", COUNT),
        new Reference(ResNet32.class, "464,154", "68,862,592", COUNT),
        new Reference(ResNet44.class, "658,586", "97,174,144", COUNT),
        new Reference(ResNet56.class, "853,018", "125.49 M", COUNT),
        new Reference(ResNet110.class, "1,727,962", "252.89 M", COUNT),
        new Reference(ResNet20B.class, "272,474", "40,813,184", COUNT),
        new Reference(ResNet32B.class, "466,906", "69,124,736", COUNT),
        new Reference(ResNet44B.class, "661,338", "97,436,288", COUNT),
        new Reference(ResNet56B.class, "855,770", "125,747,840", COUNT),
        new Reference(ResNet110B.class, "1,730,714", "253,149,824", COUNT),
        new Reference(StochasticDepth110.class, "1,727,962", "252.89 M", COUNT),
        new Reference(StochasticDepth110PerImage.class, "1,727,962", "252.89 M", COUNT),
        new Reference(DenseNet40.class, "1,019,722", "264,812,928", COUNT),
        new Reference(DenseNet100.class, "6,979,642", "1,769,516,448", COUNT),
        new Reference(DenseNetBC22.class, "71,686", "31,238,322", COUNT),
        new Reference(DenseNetBC40.class, "176,122", "72,365,352", COUNT),
        new Reference(DenseNetBC100.class, "769,162", "287,929,692", COUNT),
        new Reference(DenseNetBC190.class, "25,624,430", "9,301,945,740", COUNT),
        new Reference(DenseNet121.class, "7,978,856", "2,834,161,664", TORCHVISION),
        new Reference(DenseNet161.class, "28,681,000", "7,727,907,072", TORCHVISION),
        new Reference(DenseNet169.class, "14,149,480", "3,359,843,328", TORCHVISION),
        new Reference(DenseNet201.class, "20,013,928", "4,291,365,888", TORCHVISION),
        new Reference(DenseNet264.class, "33,337,704", "5,751,653,376", COUNT),
        new Reference(GoogLeNet.class, "6,624,904", "1,498,376,192", TORCHVISION),
        new Reference(InceptionV3.class, "23,834,568", "5,713,216,096", TORCHVISION),
        new Reference(SqueezeNet10.class, "1,248,424", "818,924,576", TORCHVISION),
        new Reference(SqueezeNet11.class, "1,235,496", "349,151,936", TORCHVISION),
        new Reference(MobileNet.class, "4,231,976", "568,740,352", TIMM),
        new Reference(MnasNet.class, "4,383,312", "314,415,872", TORCHVISION),
        new Reference(ShuffleNetV2.class, "2,278,604", "144,907,992", TORCHVISION),
        new Reference(RegNetY400.class, "4,344,144", "401,842,848", TORCHVISION),
        new Reference(SeResNet50.class, "28,088,024", "4,091,699,200", TIMM),
        new Reference(SeDenseNet121.class, "8,284,952", "2,834,464,768", COUNT),
        new Reference(CspDenseNet121.class, "7,169,320", "2,644,441,088", COUNT),
        new Reference(ConvNeXtTiny.class, "28,589,128", "4,455,531,264", TORCHVISION),
        new Reference(ViTB16.class, "86,567,656", "17,563,828,224", TORCHVISION),
        new Reference(CoAtNet0.class, "25,036,820", "4,546,507,776", TIMM),
        new Reference(MobileNetV2.class, "3,504,872", "300,774,272", TORCHVISION),
        new Reference(MobileNetV3Small.class, "2,542,856", "56,510,400", TORCHVISION),
        new Reference(MobileNetV3Large.class, "5,483,032", "216,589,760", TORCHVISION),
        new Reference(EfficientNetB0.class, "5,288,548", "385,814,752", TORCHVISION),
        new Reference(PeleeNet.class, "2,802,248", "507,757,568", AUTHORS),
        new Reference(Dla34.class, "15,742,104", "3,060,043,776", TIMM),
        new Reference(VoVNet39.class, "22,600,296", "7,072,227,328", TIMM),
        new Reference(UNet.class, "31,030,658", "150.4 G", COUNT),
        new Reference(PaddedUNet.class, "31,030,658", "60,120,104,960", COUNT),
        new Reference(
            SizedNetworks.Fcn32sAt500.class, "134,346,581 + 1,806,336", "181.37 G", COUNT),
        new Reference(SizedNetworks.Fcn16sAt500.class, "134,357,354 + 458,640", "181.45 G", COUNT),
        new Reference(SizedNetworks.Fcn8sAt500.class, "134,362,751 + 127,008", "181.53 G", COUNT),
        new Reference(SizedNetworks.FcnResNet50At520.class, "35,322,218", "152.717 G", TORCHVISION),
        new Reference(FcnResNet50Plain.class, "32,957,013", "43,239,997,440", COUNT),
        new Reference(ResNet50Fpn.class, "26,852,416", "11,312,824,320", COUNT),
        new Reference(RetinaNet.class, "34,068,119", "23,251,247,616", TORCHVISION),
        new Reference(DenseNet121Fpn.class, "10,034,048", "9,244,508,160", COUNT),
        new Reference(SizedNetworks.FcDenseNet56At224.class, "1,376,795", "8.92 G", COUNT),
        new Reference(SizedNetworks.FcDenseNet67At224.class, "3,463,243", "20.90 G", COUNT),
        new Reference(SizedNetworks.FcDenseNet103At224.class, "9,322,091", "20.07 G", COUNT),
        new Reference(CifarVgg11.class, "", "", OWN),
        new Reference(LandWaterUNet.class, "", "", OWN),
        new Reference(ItemDetector.class, "", "", OWN));
  }

  static List<Reference> published() {
    return references().stream().filter(reference -> !reference.source().equals(OWN)).toList();
  }

  static List<Class<?>> models() {
    return references().stream()
        .<Class<?>>map(reference -> SizedNetworks.original(reference.model()))
        .toList();
  }

  static JsonNode report(Class<?> model) throws IOException {
    String name = model.getName().substring(model.getPackageName().length() + 1).replace('$', '_');
    try (InputStream json = model.getResourceAsStream(name + ".json")) {
      return JSON.readTree(json);
    }
  }

  /** Kept as a golden: {@code -Dskipjack.goldens=update} writes it anew. */
  @Test
  void thePageShowsEverySize() throws IOException {
    StringBuilder page = new StringBuilder(INTRODUCTION);
    for (Reference reference : references()) {
      JsonNode report = report(reference.model());
      page.append(
          String.format(
              Locale.ROOT,
              "| `%s` | %s | %s | %,d | %s |\n",
              SizedNetworks.original(reference.model()).getSimpleName(),
              report.get("input").asText(),
              parameters(report),
              report.get("multiplyAdds").asLong(),
              equalTo(reference)));
    }
    if ("update".equals(System.getProperty("skipjack.goldens"))) {
      Files.writeString(PAGE, page);
    }
    assertThat(PAGE).content().isEqualTo(page.toString());
  }

  /** As {@link Reference#parameters()} writes them. */
  private static String parameters(JsonNode report) {
    long frozen = report.get("frozenParameters").asLong();
    long learned = report.get("parameters").asLong() - frozen;
    return String.format(Locale.ROOT, frozen == 0 ? "%,d" : "%,d + %,d", learned, frozen);
  }

  private static String equalTo(Reference reference) {
    String multiplyAdds = reference.multiplyAdds();
    return reference.source() + (multiplyAdds.contains(".") ? " " + multiplyAdds : "");
  }

  @ParameterizedTest
  @MethodSource("published")
  void hasTheSizeOfItsReference(Reference reference) throws IOException {
    JsonNode report = report(reference.model());
    assertThat(parameters(report)).isEqualTo(reference.parameters());
    assertThat(report.get("multiplyAdds").asLong()).satisfies(is(reference.multiplyAdds()));
  }

  /** The same number, rounded as it was published. */
  private static Consumer<Long> is(String published) {
    return count -> {
      String[] parts = published.split(" ");
      if (parts.length == 1) {
        assertThat(String.format(Locale.ROOT, "%,d", count)).isEqualTo(published);
        return;
      }
      int decimals = parts[0].length() - parts[0].indexOf('.') - 1;
      double unit = parts[1].equals("G") ? 1e9 : 1e6;
      assertThat(String.format(Locale.ROOT, "%." + decimals + "f", count / unit))
          .isEqualTo(parts[0]);
    };
  }
}
