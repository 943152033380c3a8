package dev.skipjack.distributed;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * The first that a worker says on a connection, to one with a higher rank; what comes back is empty
 * or a refusal.
 *
 * @param order of the bytes of its numbers
 */
record Hello(Token token, int attempt, int rank, int workers, String order) {
  private static final long MAGIC = 0x534b4a4449535431L; // SKJDIST1
  private static final int MOST_TEXT = 1 << 12;

  static Hello of(Rendezvous.Meeting meeting) {
    return new Hello(
        meeting.token(),
        meeting.attempt(),
        meeting.rank(),
        meeting.addresses().size(),
        ByteOrder.nativeOrder().toString());
  }

  void write(OutputStream to) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream data = new DataOutputStream(bytes);
    data.writeLong(MAGIC);
    data.write(token.bytes());
    data.writeInt(attempt);
    data.writeInt(rank);
    data.writeInt(workers);
    data.writeBoolean(order.equals(ByteOrder.BIG_ENDIAN.toString()));
    to.write(bytes.toByteArray());
    to.flush();
  }

  /**
   * @throws IOException if it is none
   */
  static Hello read(InputStream from) throws IOException {
    DataInputStream data = new DataInputStream(from);
    if (data.readLong() != MAGIC) {
      throw new IOException("what it said is not of this protocol");
    }
    byte[] token = new byte[Token.BYTES];
    data.readFully(token);
    return new Hello(
        Token.of(token),
        data.readInt(),
        data.readInt(),
        data.readInt(),
        (data.readBoolean() ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN).toString());
  }

  /** Why this worker, which expects its like, is not let in; empty if it is. */
  String refusal(Hello own) {
    if (!token.equals(own.token)) {
      return "another token: it is of another job, or none of ours";
    }
    if (attempt != own.attempt) {
      return String.format(Locale.ROOT, "attempt %d, expected %d", attempt, own.attempt);
    }
    if (workers != own.workers) {
      return String.format(Locale.ROOT, "a list of %d workers, expected %d", workers, own.workers);
    }
    if (rank < 0 || rank >= own.rank) {
      return String.format(Locale.ROOT, "rank %d, expected one below %d", rank, own.rank);
    }
    if (!order.equals(own.order)) {
      return String.format(Locale.ROOT, "numbers in %s, expected %s", order, own.order);
    }
    return "";
  }

  /**
   * @param refusal empty to let in
   */
  static void answer(OutputStream to, String refusal) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    byte[] text = refusal.getBytes(StandardCharsets.UTF_8);
    DataOutputStream data = new DataOutputStream(bytes);
    data.writeLong(MAGIC);
    data.writeInt(text.length);
    data.write(text);
    to.write(bytes.toByteArray());
    to.flush();
  }

  /**
   * @return why this worker was not let in; empty if it was
   * @throws IOException if that is no answer
   */
  static String readAnswer(InputStream from) throws IOException {
    DataInputStream data = new DataInputStream(from);
    long magic = data.readLong();
    int length = data.readInt();
    if (magic != MAGIC || length < 0 || length > MOST_TEXT) {
      throw new IOException("what answers there is no worker");
    }
    byte[] text = data.readNBytes(length);
    if (text.length < length) {
      throw new EOFException("the answer ends in its middle");
    }
    return new String(text, StandardCharsets.UTF_8);
  }
}
