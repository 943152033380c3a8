package dev.skipjack.runtime.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.factory.Nd4j;

/** Every rule of the format: a file that breaks it, and the text of the error. */
class HeaderRulesTest {
  @TempDir private Path directory;

  private Path file() {
    return directory.resolve("net.safetensors");
  }

  /** A file of this header and so many bytes of data. */
  private Path write(byte[] header, int dataBytes) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(Long.BYTES + header.length + dataBytes);
    bytes.order(ByteOrder.LITTLE_ENDIAN).putLong(header.length).put(header);
    return Files.write(file(), bytes.array());
  }

  private Path write(String header, int dataBytes) throws IOException {
    return write(header.replace('\'', '"').getBytes(StandardCharsets.UTF_8), dataBytes);
  }

  private void refuse(Path file, String reason) {
    assertThatThrownBy(() -> Safetensors.read(file, DataType.FLOAT))
        .isExactlyInstanceOf(IOException.class)
        .hasMessageStartingWith("cannot read the weights in " + file + ": ")
        .hasMessageContaining(reason);
  }

  private static final String GOOD = "{'a':{'dtype':'F32','shape':[1],'data_offsets':[0,4]}}";

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        // JSON
        "` {}`|0|is not a JSON object: it begins with byte 0x20, expected '{'",
        "[]|0|is not a JSON object: it begins with byte 0x5b, expected '{'",
        "{'a'|0|its header is not JSON: Unexpected end-of-input",
        "{} x|0|its header is followed by more than spaces",
        "{}{}|0|its header is followed by more than spaces",
        "{'a':{'dtype':'F32','shape':[1],'data_offsets':[0,4]},"
            + "'a':{'dtype':'F32','shape':[1],'data_offsets':[0,4]}}|4|Duplicate field 'a'",
        "{'aA':{'dtype':'F32','shape':[1],'data_offsets':[0,4]},"
            + "'a\\u0041':{'dtype':'F32','shape':[1],'data_offsets':[4,8]}}|8|Duplicate field 'aA'",
        "{'a':{'dtype':'F64','dtype':'F32','shape':[1],'data_offsets':[0,4]}}|4|field 'dtype'",
        "{'a':{'dtype':'F32','shape':[9],'shape':[1],'data_offsets':[0,4]}}|4|field 'shape'",
        "{'__metadata__':{'k':'v','k':'w'}}|0|Duplicate field 'k'",
        "{'__metadata__':{},'__metadata__':{}}|0|Duplicate field '__metadata__'",
        "{'\\ud800':{'dtype':'F32','shape':[1],'data_offsets':[0,4]}}|4|half a surrogate pair",
        // metadata
        "{'__metadata__':[]}|0|its __metadata__ are no object",
        "{'__metadata__':{'k':1}}|0|no text for 'k', but VALUE_NUMBER_INT",
        "{'__metadata__':{'k':null}}|0|no text for 'k', but VALUE_NULL",
        "{'__metadata__':{'k':{}}}|0|no text for 'k', but START_OBJECT",
        "{'__metadata__':{'dtype':'F32','shape':[2],'data_offsets':[0,8]}}|8|no text for 'shape'",
        // a tensor's keys
        "{'a':1}|4|tensor 'a' is no object",
        "{'a':null}|4|tensor 'a' is no object",
        "{'a':{'shape':[1],'data_offsets':[0,4]}}|4|tensor 'a' has no dtype",
        "{'a':{'dtype':'F32','data_offsets':[0,4]}}|4|tensor 'a' has no shape",
        "{'a':{'dtype':'F32','shape':[1]}}|4|tensor 'a' has no data_offsets",
        "{'a':{'dtype':'f32','shape':[1],'data_offsets':[0,4]}}|4|of type 'f32', which safetensors",
        "{'a':{'dtype':32,'shape':[1],'data_offsets':[0,4]}}|4|of type 32, which safetensors does",
        "{'a':{'dtype':'F32','shape':1,'data_offsets':[0,4]}}|4|tensor 'a' has no shape",
        "{'a':{'dtype':'F32','shape':[1.0],'data_offsets':[0,4]}}|4|has 1.0 in its shape, expected",
        "{'a':{'dtype':'F32','shape':[1e0],'data_offsets':[0,4]}}|4|has 1e0 in its shape, expected",
        "{'a':{'dtype':'F32','shape':['1'],'data_offsets':[0,4]}}|4|has 1 in its shape, expected a",
        "{'a':{'dtype':'F32','shape':[-1],'data_offsets':[0,4]}}|4|has -1 in its shape, expected a",
        "{'a':{'dtype':'F32','shape':[[1]],'data_offsets':[0,4]}}|4|has [ in its shape, expected a",
        "{'a':{'dtype':'F32','shape':[18446744073709551617],'data_offsets':[0,4]}}|4|in its shape",
        "{'a':{'dtype':'F32','shape':[1],'data_offsets':[0]}}|4|has 1 data_offsets, expected 2",
        "{'a':{'dtype':'F32','shape':[1],'data_offsets':[0,4,8]}}|4|has 3 data_offsets, expected 2",
        "{'a':{'dtype':'F32','shape':[1],'data_offsets':[-4,0]}}|4|has -4 in its data_offsets",
        "{'a':{'dtype':'F32','shape':[1],'data_offsets':[0.0,4]}}|4|has 0.0 in its data_offsets",
        // sizes and places
        "{'a':{'dtype':'F32','shape':[2],'data_offsets':[0,4]}}|4|needs 8 bytes, but has 4",
        "{'a':{'dtype':'F64','shape':[2,3],'data_offsets':[0,8]}}|8|of shape [2x3] and type F64",
        "{'a':{'dtype':'F32','shape':[4294967296,4294967296],'data_offsets':[0,4]}}|4|2^63 bits",
        "{'a':{'dtype':'F32','shape':[4294967296,4294967296,0],'data_offsets':[0,0]}}|0|2^63 bits",
        "{'a':{'dtype':'F64','shape':[1152921504606846976],'data_offsets':[0,8]}}|8|2^63 bits",
        "{'a':{'dtype':'F4','shape':[3],'data_offsets':[0,2]}}|2|needs 12 bits, which are no whole",
        "{'a':{'dtype':'F32','shape':[1],'data_offsets':[4,0]}}|4|lies at bytes 4 to 0",
        "{'a':{'dtype':'F32','shape':[1],'data_offsets':[4,8]}}|4|bytes 4 to 8, but there are 4",
        "{'a':{'dtype':'F32','shape':[1],'data_offsets':[4,8]}}|8|gap at byte 0, before tensor 'a'",
        "{'a':{'dtype':'F32','shape':[1],'data_offsets':[0,4]}}|8|its tensors end at byte 4 of 8",
        "{'a':{'dtype':'F32','shape':[1],'data_offsets':[0,4]},"
            + "'b':{'dtype':'F32','shape':[1],'data_offsets':[0,4]}}|4|overlap or leave a gap",
        "{'a':{'dtype':'F32','shape':[1],'data_offsets':[0,4]},"
            + "'b':{'dtype':'F32','shape':[1],'data_offsets':[8,12]}}|12|leave a gap at byte 4",
        "{}|4|its tensors end at byte 0 of 4",
      })
  void aBrokenRuleIsNamed(String header, int dataBytes, String reason) throws IOException {
    refuse(write(header, dataBytes), reason);
  }

  @Test
  void bytesThatAreNoTextAreRefused() throws IOException {
    byte[] header = GOOD.replace('\'', '"').replace('a', 'X').getBytes(StandardCharsets.UTF_8);
    header[2] = (byte) 0xff;
    refuse(write(header, 4), "its header is not UTF-8");
    byte[] wide = GOOD.replace('\'', '"').getBytes(StandardCharsets.UTF_16LE);
    refuse(write(wide, 4), "its header is not JSON");
    refuse(
        write("{'a':" + "[".repeat(5000) + "]".repeat(5000) + "}", 0), "tensor 'a' is no object");
    String deep = "{'a':{'x':" + "[".repeat(5000) + "]".repeat(5000) + "}}";
    refuse(write(deep, 0), "nesting depth");
    refuse(write(GOOD.replace("'a'", "'a\n'"), 4), "Illegal unquoted character");
    refuse(write(GOOD + "\n", 4), "its header is followed by more than spaces");
  }

  @Test
  void aHeaderHasItsLimits() throws IOException {
    refuse(Files.write(file(), new byte[7]), "it has 7 bytes, too few for a header");
    refuse(Files.write(file(), new byte[8]), "its header claims 0 bytes, the file has 8");
    byte[] bytes = Files.readAllBytes(write(GOOD, 4));
    ByteBuffer head = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    head.putLong(0, bytes.length);
    refuse(Files.write(file(), bytes), "its header claims 66 bytes, the file has 66");
    head.putLong(0, 100_000_001);
    refuse(Files.write(file(), bytes), "claims 100000001 bytes, the format allows 100000000");
    head.putLong(0, -1);
    refuse(
        Files.writeString(file(), "<!DOCTYPE html><title>404 Not Found</title>"),
        "it is no safetensors file, nor one of torch.save");
    refuse(Files.write(file(), bytes), "claims 18446744073709551615 bytes, the format allows");
  }

  @Test
  void whatTheFormatAllowsIsRead() throws IOException {
    assertThat(Safetensors.read(write("{}", 0), DataType.FLOAT)).isEmpty();
    assertThat(Safetensors.read(write("{'__metadata__':null}  ", 0), DataType.FLOAT)).isEmpty();
    assertThat(Safetensors.read(write(GOOD + "   ", 4), DataType.FLOAT)).containsOnlyKeys("a");
    String scalar = "{'größe\\u0041':{'dtype':'F32','shape':[],'data_offsets':[0,4],'x':[{}]}}";
    assertThat(Safetensors.read(write(scalar, 4), DataType.FLOAT).get("größeA").shape()).isEmpty();
    String empty =
        "{'b':{'dtype':'F32','shape':[1],'data_offsets':[0,4]},"
            + "'a':{'dtype':'F64','shape':[3,0],'data_offsets':[0,0]},"
            + "'c':{'dtype':'F64','shape':[0],'data_offsets':[4,4]}}";
    assertThat(Safetensors.read(write(empty, 4), DataType.FLOAT)).containsOnlyKeys("a", "b", "c");
    Path file = write("{'__metadata__':{'format':'pt','ä':'\\u00e4\\ud83d\\ude00'}}", 0);
    try (SafetensorsReader reader = SafetensorsReader.open(file)) {
      assertThat(reader.metadata()).isEqualTo(Map.of("format", "pt", "ä", "ä😀"));
    }
  }

  @ParameterizedTest
  @EnumSource(ElementType.class)
  void everyTypeIsKnown(ElementType type) throws IOException {
    String header =
        String.format("{'a':{'dtype':'%s','shape':[8],'data_offsets':[0,%d]}}", type, type.bits);
    Path file = write(header, type.bits);
    try (SafetensorsReader reader = SafetensorsReader.open(file)) {
      assertThat(reader.tensors()).hasSize(1).first().extracting("type").isEqualTo(type);
    }
    if (type.isReadable()) {
      assertThat(Safetensors.read(file, DataType.FLOAT).get("a").shape()).containsExactly(8);
    } else {
      refuse(file, "tensor 'a' is of type '" + type + "', but one of [F32, F64, F16, BF16] is");
    }
  }

  @Test
  void anyNumberOfDimensionsIsRead() throws IOException {
    String shape = "1,".repeat(39) + "1";
    Path file = write("{'a':{'dtype':'F32','shape':[" + shape + "],'data_offsets':[0,4]}}", 4);
    assertThat(Safetensors.read(file, DataType.FLOAT).get("a").rank()).isEqualTo(40);
  }

  @Test
  void aNumberThatTheTypeCannotHoldIsNamed() throws IOException {
    Safetensors.write(
        file(), Map.of("a", Nd4j.createFromArray(new double[][] {{1, -1e300}, {1e300, 1}})));
    refuse(file(), "tensor 'a' has -1.0E300 at [0, 1], which FLOAT cannot hold: compute in DOUBLE");
    assertThat(Safetensors.read(file(), DataType.DOUBLE).get("a").getDouble(1, 0)).isEqualTo(1e300);
    double[] special = {Double.NaN, Double.NEGATIVE_INFINITY, Float.MAX_VALUE, 1e-300};
    Safetensors.write(file(), Map.of("a", Nd4j.createFromArray(special)));
    assertThat(Safetensors.read(file(), DataType.FLOAT).get("a").toFloatVector())
        .containsExactly(Float.NaN, Float.NEGATIVE_INFINITY, Float.MAX_VALUE, 0);
  }

  @Test
  void namesThatNoFileCanHaveAreNotWritten() throws IOException {
    for (String name : List.of("__metadata__", "a\ud800")) {
      assertThatThrownBy(() -> Safetensors.write(file(), Map.of(name, Nd4j.ones(1))))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining(name);
    }
    assertThat(file()).doesNotExist();
    for (String name : List.of("", "a\"b\n", "norm.1", "x.num_batches_tracked", "😀")) {
      Safetensors.write(file(), Map.of(name, Nd4j.ones(2)));
      assertThat(Safetensors.read(file(), DataType.FLOAT)).containsOnlyKeys(name);
    }
  }

  /** Numbers that nobody asked for are passed over, not kept. */
  @Test
  void aHugeHeaderNeedsNoMoreMemoryThanItsText() throws IOException {
    byte[] header = new byte[20_000_000];
    Arrays.fill(header, (byte) '0');
    byte[] head = "{\"a\":{\"x\":[".getBytes(StandardCharsets.UTF_8);
    for (int i = head.length; i < header.length; i += 2) {
      header[i] = ',';
    }
    System.arraycopy(head, 0, header, 0, head.length);
    refuse(write(header, 0), "its header is not JSON");
  }
}
