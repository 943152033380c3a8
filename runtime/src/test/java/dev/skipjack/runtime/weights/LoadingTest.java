package dev.skipjack.runtime.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skipjack.runtime.Network;
import dev.skipjack.runtime.parameters.Parameter;
import dev.skipjack.runtime.pictures.Preparation;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A network is as the file says, or as it was. */
class LoadingTest {
  @TempDir private Path directory;
  private Path file;

  @BeforeEach
  void name() {
    file = directory.resolve("net.safetensors");
  }

  private static Map<String, INDArray> tensors(Network network) {
    Map<String, INDArray> tensors = new LinkedHashMap<>();
    for (Parameter parameter : network.parameterList()) {
      tensors.put(parameter.name(), network.tensor(parameter).dup());
    }
    return tensors;
  }

  /** What does not load leaves the network as it was. */
  private void refuse(Network network, String... reasons) {
    Map<String, INDArray> before = tensors(network);
    assertThatThrownBy(() -> Weights.load(network, file))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(file.toString())
        .hasMessageContainingAll(reasons);
    assertThat(tensors(network)).isEqualTo(before);
  }

  /** A file of a network of this type, changed. */
  private void write(DataType type, Consumer<Map<String, INDArray>> change) throws IOException {
    try (BatchNormNetwork saved = new BatchNormNetwork(type, 1)) {
      Map<String, INDArray> tensors = tensors(saved);
      change.accept(tensors);
      Safetensors.write(file, tensors);
    }
  }

  /** The file of a network and a tensor of another type behind it. */
  private void writeWith(String name, ElementType type) throws IOException {
    write(DataType.FLOAT, tensors -> {});
    byte[] all = Files.readAllBytes(file);
    int length = (int) ByteBuffer.wrap(all).order(ByteOrder.LITTLE_ENDIAN).getLong();
    int data = all.length - Long.BYTES - length;
    String header = new String(all, Long.BYTES, length, StandardCharsets.UTF_8).strip();
    byte[] longer =
        String.format(
                "%s,\"%s\":{\"dtype\":\"%s\",\"shape\":[8],\"data_offsets\":[%d,%d]}}",
                header.substring(0, header.length() - 1), name, type, data, data + type.bits)
            .getBytes(StandardCharsets.UTF_8);
    ByteBuffer bytes = ByteBuffer.allocate(Long.BYTES + longer.length + data + type.bits);
    bytes.order(ByteOrder.LITTLE_ENDIAN).putLong(longer.length).put(longer);
    Files.write(file, bytes.put(all, Long.BYTES + length, data).array());
  }

  /** Cut while it is read: after the header and most tensors have been looked at. */
  @ParameterizedTest
  @ValueSource(longs = {1, 9, 13, 30, 300_000, 799_000})
  void aFileThatIsCutMeanwhileChangesNothing(long missing) throws IOException {
    try (BatchNormNetwork saved = new BatchNormNetwork(DataType.FLOAT, 1);
        BatchNormNetwork network = new BatchNormNetwork(DataType.FLOAT, 2)) {
      Weights.save(saved, file);
      Map<String, INDArray> before = tensors(network);
      try (SafetensorsReader reader = SafetensorsReader.open(file)) {
        Match match = Match.of(network, file, reader.tensors(), Partial.NOTHING);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
          channel.truncate(channel.size() - missing);
        }
        assertThatThrownBy(() -> Weights.copy(reader, match, network))
            .isInstanceOf(IOException.class)
            .hasMessageContaining(file.toString())
            .hasMessageContaining("it ends at byte");
      }
      assertThat(tensors(network)).isEqualTo(before);
    }
  }

  /** A factory's network is loaded without a copy beside it, to the same values or not at all. */
  @Test
  void aFactoryLoadsTheSameOrClosesTheNetwork() throws IOException {
    try (BatchNormNetwork saved = new BatchNormNetwork(DataType.FLOAT, 1)) {
      Weights.save(saved, file);
      try (BatchNormNetwork loaded =
          Weights.loadInto(new BatchNormNetwork(DataType.FLOAT, 2), file)) {
        assertThat(tensors(loaded)).isEqualTo(tensors(saved));
      }
    }
    write(DataType.FLOAT, tensors -> tensors.get("bn.running_var").putScalar(2, -1.0));
    BatchNormNetwork network = new BatchNormNetwork(DataType.FLOAT, 2);
    assertThatThrownBy(() -> Weights.loadInto(network, file))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("a variance is at least 0");
    assertThatThrownBy(network::parameters).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void aValueThatNoNetworkCanHaveIsNamed() throws IOException {
    try (BatchNormNetwork network = new BatchNormNetwork(DataType.FLOAT, 2)) {
      write(DataType.DOUBLE, tensors -> tensors.get("conv.weight").putScalar(499, 399, -1e300));
      refuse(network, "'conv.weight' has -1.0E300 at [499, 399], which FLOAT cannot hold");
      for (double value : new double[] {Double.NaN, Double.POSITIVE_INFINITY}) {
        write(DataType.FLOAT, tensors -> tensors.get("conv.weight").putScalar(7, 5, value));
        refuse(network, "'conv.weight' has " + value + " at [7, 5], and would predict NaN");
      }
      write(DataType.FLOAT, tensors -> tensors.get("bn.running_var").putScalar(1, -0.5));
      refuse(network, "'bn.running_var' has -0.5 at [1], but a variance is at least 0");
      write(DataType.FLOAT, tensors -> tensors.get("bn.running_mean").putScalar(1, -0.5));
      Weights.load(network, file);
      write(DataType.FLOAT, tensors -> tensors.get("bn.running_var").putScalar(1, 0));
      Weights.load(network, file);
      assertThat(network.runningStatistics().toDoubleVector()).containsExactly(0, 0, 0, 1, 0, 1);
    }
    try (BatchNormNetwork network = new BatchNormNetwork(DataType.DOUBLE, 2)) {
      write(DataType.DOUBLE, tensors -> tensors.get("conv.weight").putScalar(0, 0, 1e300));
      Weights.load(network, file);
      assertThat(network.parameters().getDouble(0)).isEqualTo(1e300);
    }
  }

  @Test
  void aDivergedNetworkIsNotSavedOverAGoodFile() throws IOException {
    try (BatchNormNetwork network = new BatchNormNetwork(DataType.FLOAT, 1)) {
      Weights.save(network, file);
      byte[] good = Files.readAllBytes(file);
      network.tensor(network.parameterList().get(0)).putScalar(3, 2, Double.NaN);
      assertThatThrownBy(() -> Weights.save(network, file))
          .isInstanceOf(IOException.class)
          .hasMessageStartingWith("Norm is not saved to " + file)
          .hasMessageContaining("conv.weight has NaN at [3, 2], and would predict NaN");
      assertThat(Files.readAllBytes(file)).isEqualTo(good);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"I64", "BOOL", "F8_E4M3", "U8", "C64"})
  void aTensorOfAnotherTypeIsInTheWayOnlyWhereItIsWanted(String type) throws IOException {
    writeWith("position_ids", ElementType.valueOf(type));
    try (BatchNormNetwork network = new BatchNormNetwork(DataType.FLOAT, 2)) {
      refuse(network, "unexpected  position_ids [8] of type " + type);
      LoadedPart part = Weights.loadPart(network, file, name -> name);
      assertThat(part.loaded()).hasSize(3);
      assertThat(part.unused().toString()).contains("position_ids [8] of type " + type);
    }
    writeWith("bn.num_batches_tracked", ElementType.valueOf(type));
    try (BatchNormNetwork network = new BatchNormNetwork(DataType.FLOAT, 2)) {
      Weights.load(network, file);
    }
  }

  @Test
  void aParameterOfAnotherTypeIsNamed() throws IOException {
    write(DataType.FLOAT, tensors -> {});
    String text = Files.readString(file, StandardCharsets.ISO_8859_1);
    Files.writeString(file, text.replaceFirst("F32", "I32"), StandardCharsets.ISO_8859_1);
    try (BatchNormNetwork network = new BatchNormNetwork(DataType.FLOAT, 2)) {
      refuse(
          network,
          "mistyped    conv.weight [500x400] is of type 'I32',"
              + " but one of [F32, F64, F16, BF16] is expected");
    }
  }

  @Test
  void aFileSaysHowPicturesArePrepared() throws IOException {
    Preparation preparation = Preparation.of(3, 28, 28).padded(32, 32).withClasses(List.of("ä"));
    try (BatchNormNetwork network = new BatchNormNetwork(DataType.FLOAT, 1);
        BatchNormNetwork loaded = new BatchNormNetwork(DataType.FLOAT, 2)) {
      Weights.save(network, file);
      assertThat(Weights.preparation(file)).isEmpty();
      loaded.prepareWith(preparation);
      Weights.loadPart(loaded, file, "");
      assertThat(loaded.preparation()).contains(preparation); // of the rest of the network
      Weights.load(loaded, file);
      assertThat(loaded.preparation()).isEmpty(); // not that of what it was before
      network.prepareWith(preparation);
      Weights.save(network, file);
      assertThat(Weights.preparation(file)).contains(preparation);
      Weights.load(loaded, file);
      assertThat(loaded.preparation()).contains(preparation);
      assertThat(Safetensors.read(file, DataType.FLOAT)).hasSize(3);
      byte[] newer =
          new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1)
              .replace("\\\"version\\\":1", "\\\"version\\\":9")
              .replace(Checksum.KEY, Checksum.KEY.replace('c', 'x'))
              .getBytes(StandardCharsets.ISO_8859_1);
      Files.write(file, newer);
      refuse(loaded, "the preparation of pictures has version 9, this Skipjack reads up to 1");
    }
  }

  @Test
  void whatIsNoFileIsNamed() throws IOException {
    try (BatchNormNetwork network = new BatchNormNetwork(DataType.FLOAT, 2)) {
      refuse(network, "there is no such file");
      Files.createDirectory(file);
      refuse(network, "it is a directory");
      Files.delete(file);
      Files.createSymbolicLink(file, file);
      String reason = "cannot read the weights in " + file + ": ";
      assertThatThrownBy(() -> Weights.load(network, file))
          .isInstanceOf(IOException.class)
          .hasMessageMatching("(?s)" + Pattern.quote(reason) + ".+"); // in the system's words
      Files.delete(file);
      Files.writeString(file, "any");
      if (file.toFile().setReadable(false) && !Files.isReadable(file)) { // not an administrator
        refuse(network, "cannot read the weights in " + file + ": no permission to read it");
      }
    }
  }

  /** In the header, the text and the numbers; what another program wrote without it is read. */
  @Test
  void aFlippedBitIsFoundByTheChecksum() throws IOException {
    try (BatchNormNetwork saved = new BatchNormNetwork(DataType.FLOAT, 1);
        BatchNormNetwork network = new BatchNormNetwork(DataType.FLOAT, 2)) {
      Weights.save(saved, file);
      byte[] whole = Files.readAllBytes(file);
      for (int at = 0; at < whole.length; at += at < 300 ? 1 : 40_009) {
        byte[] damaged = whole.clone();
        damaged[at] ^= 1;
        Files.write(file, damaged);
        if (isOfTheKey(whole, at)) { // it has no checksum then, and its tensors are right
          assertThat(Safetensors.read(file, DataType.FLOAT)).isEqualTo(tensors(saved));
        } else {
          refuse(network, "cannot read the weights in ");
        }
      }
      damageLast(whole);
      String reason = "it is damaged, or a program that changed it kept 'skipjack.crc32c'";
      refuse(network, "its checksum is ", reason, "Fetch it again, or");
      assertThatThrownBy(() -> Weights.loadPart(network, file, "")).hasMessageContaining(reason);
      assertThatThrownBy(() -> Weights.loadPart(network, file, "head."))
          .hasMessageContaining("fit nowhere into"); // without reading all of it
      assertThatThrownBy(() -> Weights.loadInto(new BatchNormNetwork(DataType.FLOAT, 2), file))
          .hasMessageContaining(reason);
      assertThatThrownBy(() -> Safetensors.read(file, DataType.FLOAT)).hasMessageContaining(reason);
      String unchecked = new String(whole, StandardCharsets.ISO_8859_1).replace("crc32c", "before");
      damageLast(unchecked.getBytes(StandardCharsets.ISO_8859_1));
      Weights.load(network, file);
    }
  }

  private void damageLast(byte[] whole) throws IOException {
    byte[] damaged = whole.clone();
    damaged[damaged.length - 4] ^= 1;
    Files.write(file, damaged);
  }

  private static boolean isOfTheKey(byte[] whole, int at) {
    int key = new String(whole, StandardCharsets.ISO_8859_1).indexOf(Checksum.KEY);
    return at >= key && at < key + Checksum.KEY.length();
  }
}
