package dev.skipjack.fuzz.run;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.tools.FileObject;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;

/** Where javac writes: generated sources and classes stay in memory. */
final class MemoryFiles extends ForwardingJavaFileManager<JavaFileManager> {
  private final Map<String, ByteArrayOutputStream> classes = new ConcurrentHashMap<>();

  MemoryFiles(JavaFileManager classPath) {
    super(classPath);
  }

  /** Class files by binary name. */
  Map<String, ByteArrayOutputStream> classes() {
    return classes;
  }

  @Override
  public JavaFileObject getJavaFileForOutput(
      Location location, String className, JavaFileObject.Kind kind, FileObject sibling) {
    return new Written(className.replace('.', '/') + kind.extension, className, kind);
  }

  /** Reports. */
  @Override
  public FileObject getFileForOutput(
      Location location, String packageName, String relativeName, FileObject sibling) {
    String path = packageName.replace('.', '/') + "/" + relativeName;
    return new Written(path, path, JavaFileObject.Kind.OTHER);
  }

  /** The standard manager is shared, for it has read the class path. */
  @Override
  public void close() {}

  @Override
  public boolean isSameFile(FileObject a, FileObject b) {
    return a.equals(b);
  }

  /** What is read again after it was written: generated sources. */
  private final class Written extends SimpleJavaFileObject {
    private final String className;
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    Written(String path, String className, Kind kind) {
      super(URI.create("memory:///" + path), kind);
      this.className = className;
    }

    @Override
    public OutputStream openOutputStream() {
      if (kind == Kind.CLASS) {
        classes.put(className, bytes);
      }
      return bytes;
    }

    @Override
    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
      return bytes.toString(StandardCharsets.UTF_8);
    }
  }
}
