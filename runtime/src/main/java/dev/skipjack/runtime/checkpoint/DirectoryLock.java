package dev.skipjack.runtime.checkpoint;

import dev.skipjack.runtime.weights.Uninterrupted;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Keeps other trainings out of a directory. The lock is the operating system's, on a file {@code
 * .lock}: it ends with the process, however that ends. The file stays, since to delete it would let
 * two others in, and says which process had it last.
 */
public final class DirectoryLock implements AutoCloseable {
  private static final String NAME = ".lock";

  /** Far behind what the file has, which Windows would let nobody read (as SQLite does). */
  private static final long POSITION = 1L << 30;

  /**
   * The directories of this JVM: where one is taken its file is not opened, since POSIX lets go of
   * a process's locks when it closes the file anywhere.
   */
  private static final Set<Path> TAKEN = ConcurrentHashMap.newKeySet();

  private final Path directory;
  private final FileChannel channel;
  private final String problem;

  private DirectoryLock(Path directory, FileChannel channel, String problem) {
    this.directory = directory;
    this.channel = channel;
    this.problem = problem;
  }

  /**
   * @param directory that exists
   * @throws IOException if another training has it, or its file cannot be made
   */
  static DirectoryLock take(Path directory) throws IOException {
    Path real = directory.toRealPath();
    if (!TAKEN.add(real)) {
      throw inUse(directory, "another training of this program");
    }
    DirectoryLock lock = null;
    try {
      lock = Uninterrupted.run(() -> lock(real));
    } finally {
      if (lock == null) {
        TAKEN.remove(real);
      }
    }
    if (lock == null) {
      throw inUse(directory, owner(real));
    }
    return lock;
  }

  /** Null if another process has it. */
  private static DirectoryLock lock(Path real) throws IOException {
    FileChannel channel = open(real.resolve(NAME));
    FileLock lock;
    try {
      lock = channel.tryLock(POSITION, 1, false);
    } catch (OverlappingFileLockException e) { // of this class, loaded twice
      lock = null;
    } catch (ClosedChannelException e) {
      throw e; // the thread was interrupted
    } catch (IOException e) {
      return new DirectoryLock(
          real,
          channel,
          String.format(
              Locale.ROOT,
              "%s cannot be locked (%s): see to it that no other training writes there",
              real,
              e.getMessage()));
    }
    if (lock == null) {
      channel.close();
      return null;
    }
    sign(channel);
    return new DirectoryLock(real, channel, null);
  }

  private static FileChannel open(Path file) throws IOException {
    try {
      return FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    } catch (IOException e) {
      throw new IOException("cannot write " + file + " (" + e.getClass().getSimpleName() + ")", e);
    }
  }

  private static void sign(FileChannel channel) throws ClosedChannelException {
    try {
      channel.truncate(0);
      channel.write(
          StandardCharsets.UTF_8.encode("process " + ProcessHandle.current().pid() + "\n"));
    } catch (ClosedChannelException e) {
      throw e; // the thread was interrupted, and the lock is gone with the channel
    } catch (IOException e) {
      // on a full disk nobody learns who it is; the lock is a lock
    }
  }

  private static IOException inUse(Path directory, String owner) {
    return new IOException(
        String.format(
            Locale.ROOT,
            "%s is in use: %s writes checkpoints there. Wait for its end, or take another directory",
            directory,
            owner));
  }

  private static String owner(Path real) {
    try {
      String text = Files.readString(real.resolve(NAME)).strip();
      return text.matches("process \\d+") ? text : "another process";
    } catch (IOException e) {
      return "another process";
    }
  }

  /** Why others are not kept out: the file system has no locks. */
  public Optional<String> problem() {
    return Optional.ofNullable(problem);
  }

  /** Lets others in. */
  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      // the lock is gone with the process at the latest
    }
    TAKEN.remove(directory);
  }
}
