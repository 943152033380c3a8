package dev.skipjack.report;

import com.google.protobuf.CodedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;

/**
 * TensorFlow's message {@code Event}, as far as TensorBoard needs it; the numbers of its fields are
 * those of {@code tensorflow/core/util/event.proto} and {@code
 * tensorflow/core/framework/summary.proto}.
 */
final class Events {
  /** What each event file begins with. */
  private static final String VERSION = "brain.Event:2";

  private static final int SESSION_START = 1;
  private static final int RGB = 3;

  private Events() {}

  /** The fields of a message. */
  private interface Fields {
    void writeTo(CodedOutputStream out) throws IOException;
  }

  static byte[] version(Instant time) {
    return event(time, 0, out -> out.writeString(3, VERSION));
  }

  /** Says that steps from this one on replace those of files before. */
  static byte[] restart(Instant time, long step) {
    return event(time, step, out -> message(out, 7, log -> log.writeEnum(1, SESSION_START)));
  }

  static byte[] scalar(Instant time, long step, String tag, double value) {
    return summary(time, step, tag, out -> out.writeFloat(2, (float) value));
  }

  /**
   * @param encoded as PNG or JPEG
   */
  static byte[] image(Instant time, long step, String tag, int height, int width, byte[] encoded) {
    return summary(
        time,
        step,
        tag,
        value ->
            message(
                value,
                4,
                image -> {
                  image.writeInt32(1, height);
                  image.writeInt32(2, width);
                  image.writeInt32(3, RGB);
                  image.writeByteArray(4, encoded);
                }));
  }

  private static byte[] summary(Instant time, long step, String tag, Fields value) {
    return event(
        time,
        step,
        out ->
            message(
                out,
                5,
                summary ->
                    message(
                        summary,
                        1,
                        fields -> {
                          fields.writeString(1, tag);
                          value.writeTo(fields);
                        })));
  }

  private static byte[] event(Instant time, long step, Fields what) {
    return bytes(
        out -> {
          out.writeDouble(1, time.toEpochMilli() / 1e3);
          if (step != 0) { // what is 0 is left out, as protobuf's own code does
            out.writeInt64(2, step);
          }
          what.writeTo(out);
        });
  }

  private static void message(CodedOutputStream out, int field, Fields fields) throws IOException {
    out.writeByteArray(field, bytes(fields));
  }

  private static byte[] bytes(Fields fields) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    CodedOutputStream out = CodedOutputStream.newInstance(bytes);
    try {
      fields.writeTo(out);
      out.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e); // not to memory
    }
    return bytes.toByteArray();
  }
}
