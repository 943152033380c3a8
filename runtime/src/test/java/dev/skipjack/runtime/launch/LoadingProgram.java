package dev.skipjack.runtime.launch;

import java.io.File;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.Arrays;

/** Runs the other program with a class loader of its own, as build tools and fat jars do. */
final class LoadingProgram {
  private LoadingProgram() {}

  public static void main(String[] arguments) throws Exception {
    URL[] path =
        Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
            .map(LoadingProgram::url)
            .toArray(URL[]::new);
    try (URLClassLoader loader = new URLClassLoader(path, ClassLoader.getPlatformClassLoader())) {
      loader
          .loadClass("dev.skipjack.runtime.launch.RelaunchedProgram")
          .getMethod("main", String[].class)
          .invoke(null, (Object) arguments);
    }
  }

  private static URL url(String file) {
    try {
      return Path.of(file).toUri().toURL();
    } catch (MalformedURLException e) {
      throw new IllegalStateException(e);
    }
  }
}
