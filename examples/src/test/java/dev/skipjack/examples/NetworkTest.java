package dev.skipjack.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skipjack.annotations.BatchNorm;
import dev.skipjack.annotations.Conv;
import dev.skipjack.annotations.Dropout;
import dev.skipjack.annotations.Flatten;
import dev.skipjack.annotations.GlobalAvgPool;
import dev.skipjack.annotations.Input;
import dev.skipjack.annotations.Layer;
import dev.skipjack.annotations.Linear;
import dev.skipjack.annotations.Model;
import dev.skipjack.annotations.Relu;
import dev.skipjack.runtime.GeneratedNetworks;
import dev.skipjack.runtime.InferenceNetwork;
import dev.skipjack.runtime.TrainingNetwork;
import dev.skipjack.runtime.weights.Weights;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Bad input and bad files: a clear error, and nothing changed or half written. */
class NetworkTest {
  @TempDir private Path directory;

  @Model(input = @Input(channels = 2, height = 4, width = 4))
  static class Small {
    @Conv(out = 3, kernel = 3)
    @BatchNorm
    @Relu
    @Dropout(0.2)
    Layer stem;

    @GlobalAvgPool
    @Flatten
    @Linear(out = 3)
    Layer logits;
  }

  @Model(input = @Input(channels = 2, height = 4, width = 4))
  static class Other {
    @Conv(out = 5, kernel = 3)
    @BatchNorm
    @Relu
    Layer stem;

    @GlobalAvgPool
    @Flatten
    @Linear(out = 3)
    Layer scores;
  }

  private static INDArray images(long... shape) {
    return Nd4j.rand(DataType.FLOAT, shape);
  }

  @Test
  void wrongImagesAreRefusedWithWhatWasExpected() {
    try (TrainingNetwork network = NetworkTest_SmallNetwork.forTraining(1)) {
      assertThatThrownBy(() -> network.forward(images(1, 3, 4, 4)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(
              "Small expects images [N,2,4,4] of FLOAT with N of at least 1,"
                  + " got [1, 3, 4, 4] of FLOAT");
      assertThatThrownBy(() -> network.forward(images(2, 4, 4)))
          .hasMessageContaining("got [2, 4, 4]");
      assertThatThrownBy(() -> network.forward(Nd4j.rand(DataType.DOUBLE, 1, 2, 4, 4)))
          .hasMessageContaining("of DOUBLE");
    }
  }

  @Test
  void backwardNeedsItsOwnForward() {
    try (TrainingNetwork network = NetworkTest_SmallNetwork.forTraining(1)) {
      INDArray gradient = images(2, 3);
      assertThatThrownBy(() -> network.backward(gradient))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("needs a forward pass of its own");
      network.forward(images(2, 2, 4, 4));
      assertThatThrownBy(() -> network.backward(images(3, 3)))
          .hasMessageContaining("expects a gradient [2,3] of FLOAT, got [3, 3]");
      network.backward(gradient);
      assertThatThrownBy(() -> network.backward(gradient))
          .isInstanceOf(IllegalStateException.class);
    }
  }

  @Test
  void aClosedNetworkSaysSo() {
    TrainingNetwork network = NetworkTest_SmallNetwork.forTraining(1);
    network.close();
    network.close();
    assertThatThrownBy(() -> network.forward(images(1, 2, 4, 4)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("Small is closed");
  }

  @Test
  void generatedNetworksAreFoundByTheirModel() {
    try (TrainingNetwork network = GeneratedNetworks.forTraining(Small.class, DataType.DOUBLE, 1)) {
      assertThat(network.name()).isEqualTo("Small");
      assertThat(network.dataType()).isEqualTo(DataType.DOUBLE);
    }
  }

  @Test
  void batchesOfAnySizeAndForksAgree() {
    TrainingNetwork training = NetworkTest_SmallNetwork.forTraining(1);
    try (InferenceNetwork network = training.inference()) {
      INDArray all = images(5, 2, 4, 4);
      INDArray expected = network.predict(all).dup();
      for (int n = 0; n < 5; n++) {
        INDArray one = all.slice(n).reshape(1, 2, 4, 4);
        assertThat(network.predict(one).equalsWithEps(expected.slice(n).reshape(1, 3), 1e-5))
            .isTrue();
      }
      training.close(); // the others still hold the parameters
      try (InferenceNetwork fork = network.fork()) {
        assertThat(fork.predict(all).equalsWithEps(expected, 1e-6)).isTrue();
      }
      assertThat(network.predict(all).equalsWithEps(expected, 1e-6)).isTrue();
    }
  }

  @Test
  void weightsSurviveAFileInBothTypes() throws IOException {
    Path file = directory.resolve("small.safetensors");
    for (DataType type : new DataType[] {DataType.FLOAT, DataType.DOUBLE}) {
      try (TrainingNetwork saved = NetworkTest_SmallNetwork.forTraining(type, 1);
          TrainingNetwork loaded = NetworkTest_SmallNetwork.forTraining(type, 2)) {
        saved.forward(Nd4j.rand(type, 2, 2, 4, 4)); // moves the running statistics
        Weights.save(saved, file);
        assertThat(loaded.parameters()).isNotEqualTo(saved.parameters());
        Weights.load(loaded, file);
        assertThat(loaded.parameters()).isEqualTo(saved.parameters());
        assertThat(loaded.runningStatistics()).isEqualTo(saved.runningStatistics());
      }
    }
    try (Stream<Path> left = Files.list(directory)) {
      assertThat(left).containsExactly(file); // no temporary file
    }
  }

  @Test
  void everyMismatchIsListedAndNothingIsChanged() throws IOException {
    Path file = directory.resolve("other.safetensors");
    try (TrainingNetwork other = NetworkTest_OtherNetwork.forTraining(1);
        TrainingNetwork network = NetworkTest_SmallNetwork.forTraining(1)) {
      Weights.save(other, file);
      INDArray before = network.parameters().dup();
      assertThatThrownBy(() -> Weights.load(network, file))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("do not fit Small")
          .hasMessageContaining("misshapen   stem.conv.weight [5x2x3x3], expected [3x2x3x3]")
          .hasMessageContaining("missing     logits.bias [3]")
          .hasMessageContaining("unexpected  scores.weight [3x5]");
      assertThat(network.parameters()).isEqualTo(before);
    }
  }

  @Test
  void damagedWeightFilesAreRefused() throws IOException {
    Path file = directory.resolve("small.safetensors");
    try (TrainingNetwork network = NetworkTest_SmallNetwork.forTraining(1)) {
      Weights.save(network, file);
      byte[] good = Files.readAllBytes(file);
      refuse(file, Arrays.copyOf(good, 5), "too few for a header");
      refuse(file, Arrays.copyOf(good, good.length - 8), "truncated or corrupt");
      refuse(file, Arrays.copyOf(good, good.length + 8), "its tensors end at byte");
      byte[] header = good.clone();
      header[8] = '[';
      refuse(file, header, "its header is not a JSON object: it begins with byte 0x5b");
      byte[] length = good.clone();
      length[7] = 0x7f;
      refuse(file, length, "its header claims");
      // as another program writes them, without a checksum
      String text =
          new String(good, StandardCharsets.ISO_8859_1)
              .replace("skipjack.crc32c", "somebody.crc32c");
      byte[] type = text.replaceFirst("F32", "I32").getBytes(StandardCharsets.ISO_8859_1);
      refuse(file, type, "is of type 'I32', but one of [F32, F64, F16, BF16] is");
      byte[] shape =
          text.replaceFirst("\\[3,2,3,3\\]", "[3,2,3,4]").getBytes(StandardCharsets.ISO_8859_1);
      refuse(file, shape, "needs 288 bytes, but has 216");
    }
  }

  private static void refuse(Path file, byte[] bytes, String reason) throws IOException {
    Files.write(file, bytes);
    assertThatThrownBy(() -> NetworkTest_SmallNetwork.forInference(file))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(file.toString())
        .hasMessageContaining(reason);
  }

  /** Batches are large, and those of a user need not outlive a step. */
  @ParameterizedTest
  @EnumSource(names = {"FLOAT", "DOUBLE"})
  void noArrayOfAUserIsKept(DataType type) throws InterruptedException {
    try (TrainingNetwork network = GeneratedNetworks.forTraining(Small.class, type, 1);
        InferenceNetwork inference = network.inference()) {
      List<WeakReference<?>> kept = new ArrayList<>();
      for (int step = 0; step < 5; step++) {
        INDArray images = Nd4j.rand(type, 3, 2, 4, 4);
        INDArray gradient = Nd4j.rand(type, 3, 3);
        network.forward(images);
        network.backward(gradient);
        inference.predict(images);
        for (INDArray array : List.of(images, gradient)) {
          kept.add(new WeakReference<>(array));
          kept.add(new WeakReference<>(array.data()));
        }
      }
      for (int i = 0; i < 50 && kept.stream().anyMatch(r -> r.get() != null); i++) {
        System.gc();
        Thread.sleep(20);
      }
      assertThat(kept).allSatisfy(reference -> assertThat(reference.get()).isNull());
    }
  }
}
