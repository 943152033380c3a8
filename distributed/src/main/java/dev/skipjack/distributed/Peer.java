package dev.skipjack.distributed;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.concurrent.locks.ReentrantLock;

/** The connection to another worker: one thread may send while another receives. */
final class Peer implements AutoCloseable {
  private static final int MOST_TEXT = 1 << 16;

  private final String name;
  private final SocketChannel channel;
  private final ByteBuffer sentHeader = ByteBuffer.allocateDirect(Frame.BYTES);
  private final ByteBuffer receivedHeader = ByteBuffer.allocateDirect(Frame.BYTES);
  private final ReentrantLock sending = new ReentrantLock();

  /** The connection ended without a word: somebody else may know why. */
  static final class GoneException extends IOException {
    private static final long serialVersionUID = 1L;

    GoneException(String message, Throwable cause) {
      super(message, cause);
    }
  }

  /**
   * @param name for instance {@code worker 2 (10.0.0.7:4100)}
   * @param channel connected, blocking
   */
  Peer(String name, SocketChannel channel) {
    this.name = name;
    this.channel = channel;
  }

  String name() {
    return name;
  }

  /**
   * @param payload as long as the frame says
   * @throws GoneException if the connection has ended
   */
  void send(Frame frame, ByteBuffer... payload) throws GoneException {
    sending.lock();
    try {
      write(frame, payload);
    } catch (IOException e) {
      throw new GoneException(name + " takes nothing any more: " + e.getMessage(), e);
    } finally {
      sending.unlock();
    }
  }

  private void write(Frame frame, ByteBuffer... payload) throws IOException {
    ByteBuffer[] all = new ByteBuffer[payload.length + 1];
    frame.write(sentHeader);
    all[0] = sentHeader;
    System.arraycopy(payload, 0, all, 1, payload.length);
    while (remain(all)) {
      channel.write(all);
    }
  }

  private static boolean remain(ByteBuffer... buffers) {
    for (ByteBuffer buffer : buffers) {
      if (buffer.hasRemaining()) {
        return true;
      }
    }
    return false;
  }

  /**
   * Says why this worker ends, unless a frame is being sent, and ends the connection.
   *
   * @param why text, cut if it is long
   */
  void end(int attempt, long exchange, String why) {
    if (!sending.tryLock()) {
      close();
      return;
    }
    try {
      byte[] text =
          why.substring(0, Math.min(why.length(), MOST_TEXT / 4)).getBytes(StandardCharsets.UTF_8);
      write(new Frame(Frame.Kind.FAILED, attempt, exchange, 0, text.length), ByteBuffer.wrap(text));
      channel.shutdownOutput();
    } catch (IOException e) {
      // It has gone, too.
    } finally {
      sending.unlock();
      close();
    }
  }

  /**
   * @param expected what has to come; its length is the most that may come
   * @return what came
   * @throws GoneException if the connection has ended
   * @throws WorkerFailedException if the other worker says that it ends, or sends something else
   */
  private Frame header(Frame expected) throws GoneException {
    receivedHeader.clear();
    read(receivedHeader, expected);
    receivedHeader.flip();
    Frame frame;
    try {
      frame = Frame.read(receivedHeader);
    } catch (IllegalArgumentException e) {
      throw new WorkerFailedException(
          String.format(Locale.ROOT, "%s sent what is none of ours: %s", name, e.getMessage()), e);
    }
    if (frame.kind() == Frame.Kind.FAILED && frame.length() >= 0 && frame.length() <= MOST_TEXT) {
      ByteBuffer text = ByteBuffer.allocate(frame.length());
      read(text, expected);
      throw WorkerFailedException.reported(new String(text.array(), StandardCharsets.UTF_8));
    }
    if (!frame.continues(expected) || frame.length() < 0 || frame.length() > expected.length()) {
      throw new WorkerFailedException(
          String.format(
              Locale.ROOT,
              "%s sent %s, expected %s: do all workers run the same program?",
              name,
              frame,
              expected));
    }
    return frame;
  }

  /** A frame of any length up to the one expected. */
  byte[] receiveAny(Frame expected) throws GoneException {
    byte[] bytes = new byte[header(expected).length()];
    read(ByteBuffer.wrap(bytes), expected);
    return bytes;
  }

  /** Fills the buffers with a frame of just their length. */
  void receive(Frame expected, ByteBuffer... into) throws GoneException {
    Frame frame = header(expected);
    if (frame.length() != expected.length()) {
      throw new WorkerFailedException(
          String.format(
              Locale.ROOT,
              "%s sent %s, expected %s: has it another network?",
              name,
              frame,
              expected));
    }
    for (ByteBuffer buffer : into) {
      read(buffer, expected);
    }
  }

  private void read(ByteBuffer into, Frame expected) throws GoneException {
    try {
      while (into.hasRemaining()) {
        if (channel.read(into) < 0) {
          throw new GoneException(gone("closed the connection", expected), null);
        }
      }
    } catch (GoneException e) {
      throw e;
    } catch (IOException e) {
      throw new GoneException(gone("was cut off, " + e, expected), e);
    }
  }

  private String gone(String how, Frame expected) {
    return String.format(
        Locale.ROOT,
        "%s %s before %s: its process has probably ended, look at its log",
        name,
        how,
        expected);
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      // Nothing is lost: all that was to be sent was, or the job has failed.
    }
  }
}
