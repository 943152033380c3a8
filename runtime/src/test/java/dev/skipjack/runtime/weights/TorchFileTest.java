package dev.skipjack.runtime.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that PyTorch wrote (torch/make_torch_files.py), and others that only look like them. */
class TorchFileTest {
  @TempDir private Path directory;

  private static Path file(String name) {
    try {
      return Path.of(TorchFileTest.class.getResource("torch/" + name).toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Shape and elements of every tensor that can be read, in pieces of 7. */
  private static Map<String, double[]> read(Path file) throws IOException {
    Map<String, double[]> values = new LinkedHashMap<>();
    try (WeightFile reader = WeightFile.open(file)) {
      for (StoredTensor tensor : reader.tensors()) {
        if (tensor.type().isReadable()) {
          int count = (int) Arrays.stream(tensor.shape()).reduce(1, (a, b) -> a * b);
          double[] all = new double[count];
          for (int first = 0; first < count; first += 7) {
            double[] piece = new double[Math.min(7, count - first)];
            reader.read(tensor, first, piece);
            System.arraycopy(piece, 0, all, first, piece.length);
          }
          values.put(tensor.name() + StoredTensor.describe(tensor.shape()), all);
        }
      }
    }
    return values;
  }

  private static double[] ramp(int... places) {
    return Arrays.stream(places).mapToDouble(place -> (place - 3) / 4.0).toArray();
  }

  private static int[] range(int from, int to) {
    return IntStream.range(from, to).toArray();
  }

  @ParameterizedTest
  @ValueSource(strings = {"plain.pth", "stream.pth", "protocol4.pth"})
  void everyTypeAndOrderIsReadAsPyTorchHasIt(String name) throws IOException {
    Map<String, double[]> values = read(file(name));
    assertThat(values.keySet())
        .containsExactly(
            "float[4x3x2x2]",
            "double[5]",
            "half[2x3]",
            "bfloat16[3x2]",
            "scalar[]",
            "empty[0x3]",
            "transposed[5x3]",
            "channels_last[2x3x4x5]",
            "shared_begin[10]",
            "shared_middle[4x5]",
            "every_other[20]");
    assertThat(values.get("float[4x3x2x2]")).isEqualTo(ramp(range(0, 48)));
    assertThat(values.get("double[5]")).isEqualTo(ramp(range(0, 5)));
    assertThat(values.get("half[2x3]")).isEqualTo(ramp(range(0, 6)));
    assertThat(values.get("bfloat16[3x2]")).isEqualTo(ramp(range(0, 6)));
    assertThat(values.get("scalar[]")).isEqualTo(ramp(0));
    assertThat(values.get("empty[0x3]")).isEmpty();
    assertThat(values.get("transposed[5x3]"))
        .isEqualTo(ramp(0, 5, 10, 1, 6, 11, 2, 7, 12, 3, 8, 13, 4, 9, 14));
    assertThat(values.get("channels_last[2x3x4x5]")).isEqualTo(ramp(range(0, 120)));
    assertThat(values.get("shared_begin[10]")).isEqualTo(ramp(range(0, 10)));
    assertThat(values.get("shared_middle[4x5]")).isEqualTo(ramp(range(10, 30)));
    assertThat(values.get("every_other[20]"))
        .isEqualTo(ramp(IntStream.range(0, 20).map(i -> 2 * i).toArray()));
  }

  /** With an optimizer beside it, and "module." before every name. */
  @ParameterizedTest
  @ValueSource(strings = {"checkpoint.pth", "checkpoint-stream.pth"})
  void ofACheckpointTheWeightsAreRead(String name) throws IOException {
    Map<String, double[]> values = read(file(name));
    assertThat(values.keySet())
        .containsExactly(
            "0.weight[3x2x1x1]",
            "1.weight[3]",
            "1.bias[3]",
            "1.running_mean[3]",
            "1.running_var[3]");
    assertThat(values.get("0.weight[3x2x1x1]")).isEqualTo(ramp(range(0, 6)));
  }

  @Test
  void parametersAreTensors() throws IOException {
    assertThat(read(file("parameters.pth")).get("0.weight[3x2x1x1]")).isEqualTo(ramp(range(0, 6)));
  }

  /** Beside a tensor that is none of them, and behind the names of who wrapped the module. */
  @ParameterizedTest
  @ValueSource(strings = {"best.pth", "milestones.pth", "compiled.pth"})
  void whatStandsBesideTheWeightsIsNotTakenForThem(String name) throws IOException {
    Map<String, double[]> values = read(file(name));
    assertThat(values.keySet()).containsExactly("weight[3]");
    assertThat(values.get("weight[3]")).isEqualTo(ramp(0, 1, 2));
  }

  @Test
  void whoseWeightsAreMeantIsNotGuessed() {
    refused(file("two.pth"), "tensors in each of model, net", "torch.save(checkpoint[\"model\"]");
  }

  private static void refused(Path file, String... reasons) {
    assertThatThrownBy(() -> WeightFile.open(file).close())
        .isInstanceOf(IOException.class)
        .hasMessageContaining(file.toString())
        .hasMessageContainingAll(reasons);
  }

  @Test
  void whatRunsCodeIsRefusedByName() {
    refused(file("evil.pth"), "posix.system", "nothing of it is run");
    assertThat(Path.of("evil-was-here")).doesNotExist();
    refused(file("module.pth"), "torch.nn.modules.container.Sequential", "model.state_dict()");
    refused(file("script.pth"), "TorchScript", "model.state_dict()");
  }

  /** An archive as PyTorch's, with this pickle and a storage of the floats 1, 2, 3. */
  private Path archive(byte[] pickle) throws IOException {
    Path file = directory.resolve("made.pth");
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
      put(zip, "made/data.pkl", pickle);
      ByteBuffer elements = ByteBuffer.allocate(12).order(ByteOrder.LITTLE_ENDIAN);
      put(zip, "made/data/0", elements.putFloat(1).putFloat(2).putFloat(3).array());
    }
    return file;
  }

  private static void put(ZipOutputStream zip, String name, byte[] bytes) throws IOException {
    ZipEntry entry = new ZipEntry(name);
    entry.setMethod(ZipEntry.STORED);
    entry.setSize(bytes.length);
    CRC32 sum = new CRC32();
    sum.update(bytes);
    entry.setCrc(sum.getValue());
    zip.putNextEntry(entry);
    zip.write(bytes);
    zip.closeEntry();
  }

  private static byte[] latin(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  /** A dictionary of one tensor "w" in storage "0" of three floats. */
  private static byte[] tensor(String offsetShapeStrides) {
    return tensor(offsetShapeStrides, "");
  }

  private static byte[] tensor(String offsetShapeStrides, String bits) {
    return latin(
        "\u0080\u0002}X\u0001\0\0\0wctorch._utils\n_rebuild_tensor_v2\n((X\u0007\0\0\0storage"
            + "ctorch\nFloatStorage\nX\u0001\0\0\0"
            + "0X\u0003\0\0\0cpuK\u0003tQ"
            + offsetShapeStrides
            + "\u0089)"
            + bits
            + "tRs.");
  }

  @Test
  void aViewStaysWithinItsStorage() throws IOException {
    assertThat(read(archive(tensor("K\0K\u0003\u0085K\u0001\u0085"))).get("w[3]")).hasSize(3);
    String leaves = "leaves its storage '0', of which the file has 3 elements of F32";
    refused(archive(tensor("K\u0001K\u0003\u0085K\u0001\u0085")), "tensor 'w'", leaves);
    refused(archive(tensor("K\0K\u0003\u0085K\u0002\u0085")), leaves);
    refused(archive(tensor("K\0K\u0004\u0085K\0\u0085")), "strides [0]", leaves);
    refused(archive(tensor("J\u00ff\u00ff\u00ff\u00ffK\u0003\u0085K\u0001\u0085")), leaves);
    refused(archive(tensor("K\0J\u00ff\u00ff\u00ff\u00ff\u0085K\u0001\u0085")), leaves);
    String huge = "J\u00ff\u00ff\u00ff\u007f";
    refused(archive(tensor("K\0(" + huge.repeat(3) + "t(K\u0001K\u0001K\u0001t")), leaves);
  }

  /** PyTorch 2 conjugates by a bit of the tensor, {@code x.conj().imag}: its storage stays. */
  @Test
  void aTensorOfTheOtherSignIsReadWithThatSign() throws IOException {
    String values = "K\0K\u0003\u0085K\u0001\u0085";
    Path file = archive(tensor(values, "}X\u0003\0\0\0neg\u0088s"));
    assertThat(read(file).get("w[3]")).containsExactly(-1, -2, -3);
    file = archive(tensor(values, "}"));
    assertThat(read(file).get("w[3]")).containsExactly(1, 2, 3);
  }

  @Test
  void aPickleThatTakesForEverOrTooMuchIsRefused() throws IOException {
    // each list holds the one before twice: as a key, its hash would take 2^60 steps
    ByteArrayOutputStream nested = new ByteArrayOutputStream();
    nested.writeBytes(latin("\u0080\u0002}]q\0000"));
    for (int i = 0; i < 60; i++) {
      String last = "h" + (char) i;
      nested.writeBytes(latin("](" + last + last + "eq" + (char) (i + 1) + "0"));
    }
    nested.writeBytes(latin("h" + (char) 60 + "Ns."));
    refused(archive(nested.toByteArray()), "there are no tensors in its dictionary");
    refused(archive(latin("\u0080\u0002X\u00ff\u00ff\u00ff\u007fa.")), "a text of 2,147,483,647");
    refused(archive(latin("\u0080\u0002L" + "9".repeat(1000) + "L\n.")), "the opcode 0x4c");
    refused(archive(latin("\u0080\u0002" + "N".repeat(4_000_001) + ".")), "4,000,000 steps");
    refused(archive(latin("\u0080\u0002](K\u0001")), "premature end of file");
    refused(archive(latin("\u0080\u0002K\u0001.")), "no dictionary of names and tensors");
  }

  /** Cut, and with bytes changed: read, or refused as a damaged file; never anything else. */
  @ParameterizedTest
  @ValueSource(strings = {"plain.pth", "stream.pth", "checkpoint.pth", "protocol4.pth"})
  void damagedFilesAreReadOrRefused(String name) throws IOException {
    byte[] whole = Files.readAllBytes(file(name));
    SplittableRandom random = new SplittableRandom(1);
    Path damaged = directory.resolve("damaged.pth");
    int refused = 0;
    for (int i = 0; i < 250; i++) {
      byte[] bytes =
          i % 4 == 0 ? Arrays.copyOf(whole, random.nextInt(whole.length)) : whole.clone();
      for (int change = random.nextInt(4); change >= 0 && bytes.length > 0; change--) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
      }
      Files.write(damaged, bytes);
      try {
        read(damaged);
      } catch (IOException e) {
        assertThat(e).hasMessageContaining(damaged.toString());
        refused++;
      }
    }
    assertThat(refused).isBetween(80, 250);
  }
}
