package dev.skipjack.fuzz.run;

import java.io.ByteArrayOutputStream;
import java.util.Map;

/** Loads what one run of javac wrote. */
public final class MemoryLoader extends ClassLoader {
  private final Map<String, ByteArrayOutputStream> classes;

  MemoryLoader(Map<String, ByteArrayOutputStream> classes) {
    super(MemoryLoader.class.getClassLoader());
    this.classes = classes;
  }

  @Override
  protected Class<?> findClass(String name) throws ClassNotFoundException {
    ByteArrayOutputStream file = classes.get(name);
    if (file == null) {
      throw new ClassNotFoundException(name + " is none of " + classes.keySet());
    }
    byte[] bytes = file.toByteArray();
    return defineClass(name, bytes, 0, bytes.length);
  }
}
