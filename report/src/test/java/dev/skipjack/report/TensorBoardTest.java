package dev.skipjack.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skipjack.runtime.TrainingNetwork;
import dev.skipjack.runtime.train.History;
import dev.skipjack.runtime.train.Training;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.proto.Event;
import org.tensorflow.proto.SessionLog;
import org.tensorflow.proto.Summary;

/** What we wrote, read with the classes that TensorFlow generates from its own messages. */
class TensorBoardTest {
  @TempDir private Path directory;

  /** CRC-32C bit by bit (RFC 3720, appendix B.4), masked as TensorFlow does it. */
  private static int maskedChecksum(byte[] bytes) {
    int crc = ~0;
    for (byte b : bytes) {
      crc ^= b & 0xff;
      for (int bit = 0; bit < 8; bit++) {
        crc = (crc & 1) != 0 ? crc >>> 1 ^ 0x82f63b78 : crc >>> 1;
      }
    }
    crc = ~crc;
    return (crc >>> 15 | crc << 17) + 0xa282ead8;
  }

  private static List<Event> read(Path file) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
    List<Event> events = new ArrayList<>();
    while (bytes.hasRemaining()) {
      byte[] length = new byte[8];
      bytes.get(length);
      assertThat(bytes.getInt()).isEqualTo(maskedChecksum(length));
      byte[] event =
          new byte[(int) ByteBuffer.wrap(length).order(ByteOrder.LITTLE_ENDIAN).getLong()];
      bytes.get(event);
      assertThat(bytes.getInt()).isEqualTo(maskedChecksum(event));
      events.add(Event.parseFrom(event));
    }
    return events;
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.sorted().toList();
    }
  }

  private static float value(List<Event> events, long step, String tag) {
    return events.stream()
        .filter(event -> event.getStep() == step)
        .flatMap(event -> event.getSummary().getValueList().stream())
        .filter(value -> value.getTag().equals(tag))
        .map(Summary.Value::getSimpleValue)
        .findFirst()
        .orElseThrow(() -> new AssertionError("no " + tag + " at step " + step));
  }

  @Test
  void theFirstRecordIsTheOneThatEveryEventFileBeginsWith() throws IOException {
    try (EventFile file = EventFile.open(directory, Instant.EPOCH)) {
      file.append(Events.version(Instant.EPOCH));
    }
    byte[] bytes = Files.readAllBytes(files().get(0));
    assertThat(bytes).startsWith(0x18, 0, 0, 0, 0, 0, 0, 0, 0xa3, 0x7f, 0x4b, 0x22);
  }

  @Test
  void scalarsAreThoseOfTheHistory() throws IOException {
    double begun = Instant.now().toEpochMilli() / 1e3;
    History history;
    try (TrainingNetwork network = MarksNetwork.forTraining(7);
        Training training =
            Training.of(network)
                .data(MarkData.train(), MarkData.test())
                .listen(TensorBoard.in(directory))) {
      history = training.fit(8); // of 5 steps each
    }
    List<Event> events = read(files().get(0));
    assertThat(files()).hasSize(1).allMatch(file -> file.toString().contains("tfevents"));
    assertThat(events.get(0).getFileVersion()).isEqualTo("brain.Event:2");
    assertThat(events)
        .allSatisfy(event -> assertThat(event.getWallTime()).isBetween(begun, begun + 600));
    for (History.Epoch epoch : history.epochs()) {
      long step = 5L * epoch.number();
      assertThat(value(events, step, "train/loss")).isEqualTo((float) epoch.loss());
      assertThat(value(events, step, "train/accuracy")).isEqualTo((float) epoch.accuracy());
      assertThat(value(events, step, "test/loss")).isEqualTo((float) epoch.test().loss());
      assertThat(value(events, step, "test/accuracy")).isEqualTo((float) epoch.test().accuracy());
    }
    assertThat(value(events, 20, "step/learning_rate")).isPositive();
    assertThat(value(events, 40, "step/wait_share")).isBetween(0f, 1f);
  }

  @Test
  void aTrainingThatGoesOnSaysFromWhichStep() throws IOException {
    try (TrainingNetwork network = MarksNetwork.forTraining(7);
        Training training =
            Training.of(network).data(MarkData.train()).plan(2).listen(TensorBoard.in(directory))) {
      training.fit(1);
      training.fit(1);
    }
    assertThat(files()).hasSize(2);
    List<Event> first = read(files().get(0));
    List<Event> second = read(files().get(1));
    assertThat(first).noneMatch(Event::hasSessionLog);
    assertThat(second.get(1).getSessionLog().getStatus()).isEqualTo(SessionLog.SessionStatus.START);
    assertThat(second.get(1).getStep()).isEqualTo(6);
    assertThat(value(second, 10, "train/loss")).isPositive();
  }

  @Test
  void whatTheNetworkSeesIsAPicture() throws IOException {
    try (TrainingNetwork network = MarksNetwork.forTraining(7);
        Training training =
            Training.of(network).data(MarkData.test()).listen(TensorBoard.in(directory))) {
      training.fit(1);
    }
    Summary.Value value = read(files().get(0)).get(1).getSummary().getValue(0);
    assertThat(value.getTag()).isEqualTo("train/samples");
    byte[] encoded = value.getImage().getEncodedImageString().toByteArray();
    BufferedImage sheet = ImageIO.read(new ByteArrayInputStream(encoded));
    assertThat(value.getImage().getColorspace()).isEqualTo(3);
    assertThat(value.getImage().getWidth()).isEqualTo(sheet.getWidth()).isEqualTo(6 * 7 - 1);
    assertThat(value.getImage().getHeight()).isEqualTo(sheet.getHeight()).isEqualTo(2 * 7 - 1);
    for (int i = 0; i < 10; i++) { // a batch of ten
      byte[] pixels = MarkData.set(2).pixels(i);
      for (int p = 0; p < 36; p++) {
        int shown = sheet.getRGB(i % 6 * 7 + p % 6, i / 6 * 7 + p / 6);
        assertThat(shown & 0xff).isEqualTo(pixels[p] & 0xff);
      }
    }
  }

  @Test
  void aPlaceThatCannotBeWrittenIsRefusedBeforeTheFirstStep() throws IOException {
    Path file = Files.writeString(directory.resolve("file"), "");
    try (TrainingNetwork network = MarksNetwork.forTraining(7);
        Training training =
            Training.of(network).data(MarkData.train()).listen(TensorBoard.in(file))) {
      assertThatThrownBy(() -> training.fit(1))
          .isInstanceOf(UncheckedIOException.class)
          .hasMessageContaining("cannot write event files to " + file);
    }
  }
}
