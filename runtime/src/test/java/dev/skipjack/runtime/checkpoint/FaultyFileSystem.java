package dev.skipjack.runtime.checkpoint;

import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.AccessMode;
import java.nio.file.CopyOption;
import java.nio.file.DirectoryStream;
import java.nio.file.FileStore;
import java.nio.file.FileSystem;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.nio.file.StandardOpenOption;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileAttributeView;
import java.nio.file.attribute.UserPrincipalLookupService;
import java.nio.file.spi.FileSystemProvider;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The real file system, but one of its operations that change something fails: each write, force,
 * move, creation and deletion counts. A write that fails has written a half, as on a full disk.
 * From then on nothing works any more, as for a process that was killed, or only that one failed.
 */
final class FaultyFileSystem extends FileSystem {
  private final FileSystem real;
  private final FaultyProvider provider = new FaultyProvider();
  private final int failing;
  private final boolean forGood;
  final List<String> operations = new ArrayList<>();

  /** As some network file systems. */
  boolean lacksLocks;

  /**
   * @param failing which operation, from 0
   * @param forGood whether all later ones fail, too
   */
  FaultyFileSystem(Path directory, int failing, boolean forGood) {
    this.real = directory.getFileSystem();
    this.failing = failing;
    this.forGood = forGood;
  }

  Path path(Path path) {
    return new FaultyPath(path);
  }

  boolean hasFailed() {
    return operations.size() > failing;
  }

  private boolean fails(String operation) {
    operations.add(operation);
    int now = operations.size() - 1;
    return now == failing || forGood && now > failing;
  }

  private void count(String operation) throws IOException {
    if (fails(operation)) {
      throw new IOException("No space left on device");
    }
  }

  private static Path real(Path path) {
    return path instanceof FaultyPath faulty ? faulty.real : path;
  }

  /** A path whose operations count. */
  private final class FaultyPath implements Path {
    private final Path real;

    FaultyPath(Path real) {
      this.real = real;
    }

    private Path wrap(Path path) {
      return path == null ? null : new FaultyPath(path);
    }

    @Override
    public FileSystem getFileSystem() {
      return FaultyFileSystem.this;
    }

    @Override
    public boolean isAbsolute() {
      return real.isAbsolute();
    }

    @Override
    public Path getRoot() {
      return wrap(real.getRoot());
    }

    @Override
    public Path getFileName() {
      return wrap(real.getFileName());
    }

    @Override
    public Path getParent() {
      return wrap(real.getParent());
    }

    @Override
    public int getNameCount() {
      return real.getNameCount();
    }

    @Override
    public Path getName(int index) {
      return wrap(real.getName(index));
    }

    @Override
    public Path subpath(int begin, int end) {
      return wrap(real.subpath(begin, end));
    }

    @Override
    public boolean startsWith(Path other) {
      return real.startsWith(FaultyFileSystem.real(other));
    }

    @Override
    public boolean endsWith(Path other) {
      return real.endsWith(FaultyFileSystem.real(other));
    }

    @Override
    public Path normalize() {
      return wrap(real.normalize());
    }

    @Override
    public Path resolve(Path other) {
      return wrap(real.resolve(FaultyFileSystem.real(other)));
    }

    @Override
    public Path relativize(Path other) {
      return wrap(real.relativize(FaultyFileSystem.real(other)));
    }

    @Override
    public URI toUri() {
      return real.toUri();
    }

    @Override
    public Path toAbsolutePath() {
      return wrap(real.toAbsolutePath());
    }

    @Override
    public Path toRealPath(LinkOption... options) throws IOException {
      return wrap(real.toRealPath(options));
    }

    @Override
    public WatchKey register(
        WatchService watcher, WatchEvent.Kind<?>[] events, WatchEvent.Modifier... modifiers) {
      throw new UnsupportedOperationException();
    }

    @Override
    public int compareTo(Path other) {
      return real.compareTo(FaultyFileSystem.real(other));
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof FaultyPath path && real.equals(path.real);
    }

    @Override
    public int hashCode() {
      return real.hashCode();
    }

    @Override
    public String toString() {
      return real.toString();
    }
  }

  /** Passes everything on. */
  private final class FaultyProvider extends FileSystemProvider {
    private FileSystemProvider provide() {
      return real.provider();
    }

    @Override
    public String getScheme() {
      return "faulty";
    }

    @Override
    public FileSystem newFileSystem(URI uri, Map<String, ?> env) {
      throw new UnsupportedOperationException();
    }

    @Override
    public FileSystem getFileSystem(URI uri) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Path getPath(URI uri) {
      throw new UnsupportedOperationException();
    }

    @Override
    public SeekableByteChannel newByteChannel(
        Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes)
        throws IOException {
      return newFileChannel(path, options, attributes);
    }

    @Override
    public FileChannel newFileChannel(
        Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes)
        throws IOException {
      if (options.contains(StandardOpenOption.CREATE_NEW)) {
        count("create");
      }
      return new FaultyChannel(provide().newFileChannel(real(path), options, attributes));
    }

    @Override
    public DirectoryStream<Path> newDirectoryStream(
        Path directory, DirectoryStream.Filter<? super Path> filter) throws IOException {
      DirectoryStream<Path> stream =
          provide().newDirectoryStream(real(directory), path -> filter.accept(path(path)));
      return new DirectoryStream<>() {
        @Override
        public Iterator<Path> iterator() {
          List<Path> paths = new ArrayList<>();
          stream.forEach(found -> paths.add(path(found)));
          return paths.iterator();
        }

        @Override
        public void close() throws IOException {
          stream.close();
        }
      };
    }

    @Override
    public void createDirectory(Path directory, FileAttribute<?>... attributes) throws IOException {
      count("createDirectory");
      provide().createDirectory(real(directory), attributes);
    }

    @Override
    public void delete(Path path) throws IOException {
      count("delete");
      provide().delete(real(path));
    }

    @Override
    public void copy(Path source, Path target, CopyOption... options) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void move(Path source, Path target, CopyOption... options) throws IOException {
      count("move");
      provide().move(real(source), real(target), options);
    }

    @Override
    public boolean isSameFile(Path path, Path other) throws IOException {
      return provide().isSameFile(real(path), real(other));
    }

    @Override
    public boolean isHidden(Path path) throws IOException {
      return provide().isHidden(real(path));
    }

    @Override
    public FileStore getFileStore(Path path) throws IOException {
      return provide().getFileStore(real(path));
    }

    @Override
    public void checkAccess(Path path, AccessMode... modes) throws IOException {
      provide().checkAccess(real(path), modes);
    }

    @Override
    public <V extends FileAttributeView> V getFileAttributeView(
        Path path, Class<V> type, LinkOption... options) {
      return provide().getFileAttributeView(real(path), type, options);
    }

    @Override
    public <A extends BasicFileAttributes> A readAttributes(
        Path path, Class<A> type, LinkOption... options) throws IOException {
      return provide().readAttributes(real(path), type, options);
    }

    @Override
    public Map<String, Object> readAttributes(Path path, String attributes, LinkOption... options)
        throws IOException {
      return provide().readAttributes(real(path), attributes, options);
    }

    @Override
    public void setAttribute(Path path, String attribute, Object value, LinkOption... options)
        throws IOException {
      provide().setAttribute(real(path), attribute, value, options);
    }
  }

  /** Counts what it is asked to write. */
  private final class FaultyChannel extends FileChannel {
    private final FileChannel real;

    FaultyChannel(FileChannel real) {
      this.real = real;
    }

    @Override
    public int write(ByteBuffer bytes) throws IOException {
      if (fails("write")) {
        real.write(half(bytes));
        throw new IOException("No space left on device");
      }
      return real.write(bytes);
    }

    @Override
    public int write(ByteBuffer bytes, long position) throws IOException {
      if (fails("write")) {
        real.write(half(bytes), position);
        throw new IOException("No space left on device");
      }
      return real.write(bytes, position);
    }

    private static ByteBuffer half(ByteBuffer bytes) {
      return bytes.duplicate().limit(bytes.position() + bytes.remaining() / 2);
    }

    @Override
    public void force(boolean metaData) throws IOException {
      count("force");
      real.force(metaData);
    }

    @Override
    public int read(ByteBuffer bytes) throws IOException {
      return real.read(bytes);
    }

    @Override
    public int read(ByteBuffer bytes, long position) throws IOException {
      return real.read(bytes, position);
    }

    @Override
    public long read(ByteBuffer[] bytes, int offset, int length) throws IOException {
      return real.read(bytes, offset, length);
    }

    @Override
    public long write(ByteBuffer[] bytes, int offset, int length) {
      throw new UnsupportedOperationException();
    }

    @Override
    public long position() throws IOException {
      return real.position();
    }

    @Override
    public FileChannel position(long position) throws IOException {
      real.position(position);
      return this;
    }

    @Override
    public long size() throws IOException {
      return real.size();
    }

    @Override
    public FileChannel truncate(long size) throws IOException {
      real.truncate(size);
      return this;
    }

    @Override
    public long transferTo(long position, long count, WritableByteChannel target) {
      throw new UnsupportedOperationException();
    }

    @Override
    public long transferFrom(ReadableByteChannel source, long position, long count) {
      throw new UnsupportedOperationException();
    }

    @Override
    public MappedByteBuffer map(MapMode mode, long position, long size) {
      throw new UnsupportedOperationException();
    }

    @Override
    public FileLock lock(long position, long size, boolean shared) throws IOException {
      return real.lock(position, size, shared);
    }

    @Override
    public FileLock tryLock(long position, long size, boolean shared) throws IOException {
      if (lacksLocks) {
        throw new IOException("No locks available");
      }
      return real.tryLock(position, size, shared);
    }

    @Override
    protected void implCloseChannel() throws IOException {
      real.close();
    }
  }

  @Override
  public FileSystemProvider provider() {
    return provider;
  }

  @Override
  public void close() {
    throw new UnsupportedOperationException();
  }

  @Override
  public boolean isOpen() {
    return true;
  }

  @Override
  public boolean isReadOnly() {
    return false;
  }

  @Override
  public String getSeparator() {
    return real.getSeparator();
  }

  @Override
  public Iterable<Path> getRootDirectories() {
    return List.of();
  }

  @Override
  public Iterable<FileStore> getFileStores() {
    return List.of();
  }

  @Override
  public Set<String> supportedFileAttributeViews() {
    return real.supportedFileAttributeViews();
  }

  @Override
  public Path getPath(String first, String... more) {
    return path(real.getPath(first, more));
  }

  @Override
  public PathMatcher getPathMatcher(String syntaxAndPattern) {
    return real.getPathMatcher(syntaxAndPattern);
  }

  @Override
  public UserPrincipalLookupService getUserPrincipalLookupService() {
    return real.getUserPrincipalLookupService();
  }

  @Override
  public WatchService newWatchService() {
    throw new UnsupportedOperationException();
  }
}
