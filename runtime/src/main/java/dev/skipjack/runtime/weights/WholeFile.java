package dev.skipjack.runtime.weights;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Writes a file whole or not at all: to a temporary file beside it, which takes its place when all
 * of it is on the disk. A symbolic link stays, and what it points to is replaced; permissions, and
 * owner and group where the system lets us, stay those of the file before. A new file gets what the
 * umask leaves.
 */
public final class WholeFile {
  /** {@code NAME.UUID.tmp}: of {@code NAME}, while it is written. */
  private static final Pattern TEMPORARY =
      Pattern.compile("(.*)\\.\\p{XDigit}{8}(-\\p{XDigit}{4}){3}-\\p{XDigit}{12}\\.tmp");

  /** A temporary file that nobody writes to and that nobody wrote to for so long was left. */
  private static final Duration LEFT = Duration.ofMinutes(1);

  private WholeFile() {}

  /** What the file is to have. */
  public interface Content {
    /** Writes all of it, to an empty file; once more if the thread was interrupted meanwhile. */
    void writeTo(FileChannel channel) throws IOException;
  }

  /**
   * Replaces a file, makes its directory where there is none, and deletes what killed processes
   * left of earlier attempts. A thread that is interrupted writes it all the same, and stays
   * interrupted.
   *
   * @throws IOException naming the file and the reason; it is then as it was
   */
  public static void write(Path file, Content content) throws IOException {
    try {
      Path target = target(file);
      deleteLeft(target.getParent(), target.getFileName().toString()::equals);
      Uninterrupted.run(
          () -> {
            replace(target, content);
            return target;
          });
    } catch (IOException e) {
      throw new IOException("cannot write " + file + ": " + reason(e), e);
    }
  }

  private static void replace(Path target, Content content) throws IOException {
    Path temporary = temporary(target);
    try {
      try (FileChannel channel = create(temporary, target)) {
        lock(channel); // until it is closed, nobody takes it for left
        content.writeTo(channel);
        channel.force(true);
      }
      Files.move(
          temporary, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(temporary);
    }
    force(target.getParent());
  }

  /**
   * Does what {@link #write} does, but for the writing: an empty file comes and goes beside it.
   *
   * @throws IOException naming the file and the reason why it could not be written
   */
  public static void check(Path file) throws IOException {
    try {
      Path target = target(file);
      Path temporary = temporary(target);
      try {
        create(temporary, target).close();
      } finally {
        Files.deleteIfExists(temporary);
      }
    } catch (IOException e) {
      throw new IOException("cannot write " + file + ": " + reason(e), e);
    }
  }

  /** The file itself, behind links, in a directory that exists. */
  private static Path target(Path file) throws IOException {
    if (file.toString().isEmpty()) {
      throw new IOException("the path is empty: name a file");
    }
    Path target = followed(file.toAbsolutePath());
    if (target.getFileName() == null || Files.isDirectory(target)) {
      throw new IOException("it is a directory: name a file in it");
    }
    if (Files.exists(target)) {
      if (!Files.isRegularFile(target)) {
        throw new IOException("it is no regular file, which could be replaced");
      }
      if (!Files.isWritable(target)) {
        throw new AccessDeniedException(target.toString(), null, "it is read-only");
      }
    }
    Path directory = target.getParent();
    try {
      Files.createDirectories(directory);
    } catch (IOException e) {
      throw new IOException("its directory cannot be made: " + reason(e), e);
    }
    return target;
  }

  private static Path followed(Path file) throws IOException {
    int most = 40; // as Linux follows
    Path target = file;
    for (int i = 0; Files.isSymbolicLink(target); i++) {
      if (i == most) {
        throw new IOException("its symbolic links lead nowhere");
      }
      target = target.resolveSibling(Files.readSymbolicLink(target));
    }
    return target;
  }

  /** Not createTempFile: nobody else could read what it makes. */
  private static Path temporary(Path target) throws IOException {
    try {
      return target.resolveSibling(target.getFileName() + "." + UUID.randomUUID() + ".tmp");
    } catch (InvalidPathException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  /** Never more open than the file that it will replace, not even at first. */
  private static FileChannel create(Path temporary, Path target) throws IOException {
    Set<StandardOpenOption> options =
        Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    boolean posix = Files.getFileStore(target.getParent()).supportsFileAttributeView("posix");
    if (!posix || !Files.exists(target)) {
      return FileChannel.open(temporary, options);
    }
    PosixFileAttributes old = Files.readAttributes(target, PosixFileAttributes.class);
    FileAttribute<?> permissions = PosixFilePermissions.asFileAttribute(old.permissions());
    FileChannel channel = FileChannel.open(temporary, options, permissions);
    try {
      keepOwner(temporary, old);
      Files.setPosixFilePermissions(temporary, old.permissions()); // the umask took some
      return channel;
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  private static void keepOwner(Path temporary, PosixFileAttributes old) {
    PosixFileAttributeView view =
        Files.getFileAttributeView(
            temporary, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
    try {
      PosixFileAttributes made = view.readAttributes();
      if (!made.group().equals(old.group())) {
        view.setGroup(old.group());
      }
      if (!made.owner().equals(old.owner())) {
        view.setOwner(old.owner());
      }
    } catch (IOException notAllowed) {
      // Only an administrator gives files away.
    }
  }

  private static FileLock lock(FileChannel channel) {
    try {
      return channel.tryLock();
    } catch (IOException | OverlappingFileLockException e) {
      return null; // a file system without locks
    }
  }

  /**
   * Deletes what killed processes left of files of some names. Best effort: what cannot be deleted
   * stays.
   */
  static void deleteLeft(Path directory, Predicate<String> names) {
    try (DirectoryStream<Path> files =
        Files.newDirectoryStream(
            directory,
            path -> {
              Matcher matcher = TEMPORARY.matcher(path.getFileName().toString());
              return matcher.matches() && names.test(matcher.group(1));
            })) {
      for (Path file : files) {
        if (isLeft(file)) {
          Files.deleteIfExists(file);
        }
      }
    } catch (IOException | RuntimeException e) {
      // A directory that cannot be listed, a file of somebody else's.
    }
  }

  private static boolean isLeft(Path temporary) throws IOException {
    Instant changed = Files.getLastModifiedTime(temporary, LinkOption.NOFOLLOW_LINKS).toInstant();
    if (!Files.isRegularFile(temporary, LinkOption.NOFOLLOW_LINKS)
        || changed.isAfter(Instant.now().minus(LEFT))) {
      return false;
    }
    try (FileChannel channel = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
      return lock(channel) != null;
    }
  }

  /**
   * Makes the move outlive a loss of power, where it can: the file is in its place already. Windows
   * opens no directories, and some network file systems force none (SQLite does without, too).
   */
  private static void force(Path directory) {
    try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
      channel.force(true);
    } catch (IOException e) {
      // The whole file is there, and so it stays unless power fails within seconds.
    }
  }

  /** The JDK's errors are often a bare path. */
  private static String reason(IOException e) {
    if (e instanceof AccessDeniedException denied) {
      return denied.getReason() != null
          ? denied.getReason()
          : "no permission to write " + denied.getFile();
    }
    if (e instanceof NoSuchFileException missing) {
      return "there is no " + missing.getFile();
    }
    if (e instanceof FileAlreadyExistsException other) {
      return other.getFile() + " is no directory";
    }
    if (e instanceof FileSystemException other && other.getReason() == null) {
      return other.getFile() + " (" + other.getClass().getSimpleName() + ")";
    }
    return e instanceof FileSystemException other
        ? other.getFile() + ": " + other.getReason()
        : e.getMessage() == null ? e.toString() : e.getMessage();
  }
}
