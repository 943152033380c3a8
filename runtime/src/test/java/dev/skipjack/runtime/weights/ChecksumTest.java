package dev.skipjack.runtime.weights;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;

/** A file whose checksum cannot be right, or cannot be computed, is refused by its name. */
class ChecksumTest {
  @TempDir private Path directory;
  private Path file;

  @BeforeEach
  void name() {
    file = directory.resolve("net.safetensors");
  }

  private void write(String digits) throws IOException {
    String header = "{\"__metadata__\":{\"" + Checksum.KEY + "\":\"" + digits + "\"}}";
    ByteBuffer bytes = ByteBuffer.allocate(Long.BYTES + header.length());
    bytes.order(ByteOrder.LITTLE_ENDIAN).putLong(header.length());
    Files.write(file, bytes.put(header.getBytes(StandardCharsets.US_ASCII)).array());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "0", "0123456", "0123456G", "ABCDEF01"})
  void whatIsNoChecksumIsSaid(String digits) throws IOException {
    write(digits);
    assertThatThrownBy(() -> Safetensors.read(file, DataType.FLOAT))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith(
            "cannot read the weights in " + file + ": its checksum is not eight")
        .hasMessageEndingWith(
            "  Fetch it again, or, if another program wrote it, take 'skipjack.crc32c' out of its metadata");
    assertThatThrownBy(() -> CheckedTensors.open(file))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(file + ": its checksum is not eight hexadecimal digits");
  }

  @Test
  void aFileThatIsCutMeanwhileIsNamed() throws IOException {
    write("01234567");
    try (SafetensorsReader reader = SafetensorsReader.open(file)) {
      try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
        channel.truncate(20);
      }
      String reason = "cannot read the weights in " + file + ": it ends at byte 20";
      assertThatThrownBy(reader::check).isInstanceOf(IOException.class).hasMessage(reason);
      assertThatThrownBy(reader::checkWritten).isInstanceOf(IOException.class).hasMessage(reason);
    }
  }
}
