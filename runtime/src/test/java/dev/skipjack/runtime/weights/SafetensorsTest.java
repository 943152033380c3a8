package dev.skipjack.runtime.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** The format to the byte, and an error with the file's and the tensor's name for all damage. */
class SafetensorsTest {
  @TempDir private Path directory;

  private Path file() {
    return directory.resolve("net.safetensors");
  }

  private static Map<String, INDArray> two() {
    Map<String, INDArray> arrays = new LinkedHashMap<>();
    arrays.put("b.weight", Nd4j.createFromArray(new float[][] {{1.5f}, {Float.NaN}}));
    arrays.put("a.bias", Nd4j.createFromArray(-Math.PI));
    return arrays;
  }

  private Path write(String header, int dataBytes) throws IOException {
    byte[] json = header.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
    ByteBuffer bytes = ByteBuffer.allocate(Long.BYTES + json.length + dataBytes);
    bytes.order(ByteOrder.LITTLE_ENDIAN).putLong(json.length).put(json);
    return Files.write(file(), bytes.array());
  }

  @Test
  void writesTheFormatToTheByte() throws IOException {
    Safetensors.write(file(), two());
    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file())).order(ByteOrder.LITTLE_ENDIAN);
    int length = (int) bytes.getLong(0);
    assertThat(length % 8).isZero();
    assertThat(new String(bytes.array(), 8, length, StandardCharsets.UTF_8).stripTrailing())
        .isEqualTo(
            """
            {"__metadata__":{"format":"pt"},\
            "b.weight":{"dtype":"F32","shape":[2,1],"data_offsets":[0,8]},\
            "a.bias":{"dtype":"F64","shape":[1],"data_offsets":[8,16]}}""");
    assertThat(bytes.capacity()).isEqualTo(8 + length + 16);
    assertThat(bytes.getFloat(8 + length)).isEqualTo(1.5f);
    assertThat(bytes.getDouble(8 + length + 8)).isEqualTo(-Math.PI);
  }

  @Test
  void readsWhatItWrote() throws IOException {
    Safetensors.write(file(), two());
    Map<String, INDArray> read = Safetensors.read(file(), DataType.DOUBLE);
    assertThat(read).containsOnlyKeys("b.weight", "a.bias");
    assertThat(read.get("b.weight").shape()).containsExactly(2, 1);
    assertThat(read.get("b.weight").toDoubleVector()).containsExactly(1.5, Double.NaN);
    assertThat(read.get("a.bias").toDoubleVector()).containsExactly(-Math.PI);
    assertThat(Safetensors.read(file(), DataType.FLOAT).get("a.bias").toFloatVector())
        .containsExactly((float) -Math.PI);
  }

  @Test
  void readsArraysOfManyPiecesAndViews() throws IOException {
    INDArray large = Nd4j.rand(DataType.FLOAT, 3, 250_001);
    Map<String, INDArray> arrays =
        Map.of("large", large, "turned", large.transpose(), "row", large.getRow(1));
    Safetensors.write(file(), arrays);
    assertThat(Safetensors.read(file(), DataType.FLOAT)).isEqualTo(arrays);
  }

  @Test
  void whatIsNotDenseIsCopiedOneByOne() throws IOException {
    List<INDArray> copies = new ArrayList<>();
    INDArray turned = Nd4j.rand(DataType.FLOAT, 3, 5).transpose();
    Safetensors.write(
        file(), Map.of("a", recording(turned, copies), "b", recording(turned, copies)));
    assertThat(copies).hasSize(2).allMatch(INDArray::wasClosed);
    Map<String, INDArray> read = Safetensors.read(file(), DataType.FLOAT);
    assertThat(read).isEqualTo(Map.of("a", turned, "b", turned));
  }

  /** Adds to {@code copies} what {@code array} is copied to, and wants the others closed then. */
  private static INDArray recording(INDArray array, List<INDArray> copies) {
    InvocationHandler handler =
        (proxy, method, arguments) -> {
          Object result = method.invoke(array, arguments);
          if (method.getName().equals("dup")) {
            assertThat(copies).allMatch(INDArray::wasClosed);
            copies.add((INDArray) result);
          }
          return result;
        };
    Class<?>[] types = {INDArray.class};
    return (INDArray) Proxy.newProxyInstance(INDArray.class.getClassLoader(), types, handler);
  }

  @Test
  void aFailedReadClosesWhatItMade() throws IOException {
    Safetensors.write(file(), two());
    Map<String, INDArray> arrays = new LinkedHashMap<>();
    try (SafetensorsReader reader = SafetensorsReader.open(file());
        FileChannel channel = FileChannel.open(file(), StandardOpenOption.WRITE)) {
      channel.truncate(channel.size() - 1);
      assertThatThrownBy(() -> Safetensors.read(reader, DataType.FLOAT, arrays))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("it ends at byte");
    }
    assertThat(arrays).containsOnlyKeys("b.weight", "a.bias");
    assertThat(arrays.values()).allMatch(INDArray::wasClosed);
  }

  @ParameterizedTest
  @CsvSource({
    "F16,0x0000,0",
    "F16,0x8000,-0.0",
    "F16,0x0001,0x1p-24",
    "F16,0x83ff,-0x3ffp-24",
    "F16,0x0400,0x1p-14",
    "F16,0x3555,0.333251953125",
    "F16,0xc000,-2",
    "F16,0x7bff,65504",
    "F16,0x7c00,Infinity",
    "F16,0xfc00,-Infinity",
    "F16,0x7e00,NaN",
    "BF16,0x0000,0",
    "BF16,0x3f80,1",
    "BF16,0xc049,-3.140625",
    "BF16,0x0001,0x1p-133",
    "BF16,0x7f80,Infinity",
    "BF16,0xffc0,NaN"
  })
  void readsHalfPrecision(String type, String bits, Double expected) throws IOException {
    Path file = write("{'h':{'dtype':'" + type + "','shape':[1],'data_offsets':[0,2]}}", 2);
    byte[] bytes = Files.readAllBytes(file);
    int value = Integer.decode(bits);
    bytes[bytes.length - 2] = (byte) value;
    bytes[bytes.length - 1] = (byte) (value >> 8);
    Files.write(file, bytes);
    assertThat(Safetensors.read(file, DataType.DOUBLE).get("h").getDouble(0)).isEqualTo(expected);
  }

  @Test
  void onlyFloatsAreWritten() {
    assertThatThrownBy(() -> Safetensors.write(file(), Map.of("i", Nd4j.createFromArray(1))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("'i' is of type INT, but FLOAT or DOUBLE is expected");
    assertThat(file()).doesNotExist();
  }

  @Test
  void aFileIsReplacedAndReadableLikeAnyOther() throws IOException {
    Path plain = Files.writeString(directory.resolve("plain"), "any");
    Files.writeString(file(), "old");
    Safetensors.write(file(), two());
    assertThat(Safetensors.read(file(), DataType.FLOAT)).hasSize(2);
    try (Stream<Path> left = Files.list(directory)) {
      assertThat(left).containsExactlyInAnyOrder(file(), plain); // no temporary file
    }
    Assumptions.assumeTrue(
        Files.getFileStore(directory).supportsFileAttributeView("posix"), "needs POSIX");
    assertThat(Files.getPosixFilePermissions(file()))
        .isEqualTo(Files.getPosixFilePermissions(plain))
        .contains(PosixFilePermission.OWNER_READ);
  }

  @Test
  void aFailedWriteLeavesTheOldFile() throws IOException {
    Files.createDirectories(file().resolve("occupied")); // no file can be moved onto it
    assertThatThrownBy(() -> Safetensors.write(file(), two())).isInstanceOf(IOException.class);
    assertThat(file().resolve("occupied")).exists();
    try (Stream<Path> left = Files.list(directory)) {
      assertThat(left).containsExactly(file());
    }
  }

  @Test
  void countersOfBatchesArePassedOver() throws IOException {
    Path file =
        write("{'n.num_batches_tracked':{'dtype':'I64','shape':[],'data_offsets':[0,8]}}", 8);
    assertThat(Safetensors.read(file, DataType.FLOAT)).isEmpty();
  }
}
