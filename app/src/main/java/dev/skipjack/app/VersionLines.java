package dev.skipjack.app;

import java.io.IOException;
import java.io.InputStream;
import java.util.Properties;
import picocli.CommandLine.IVersionProvider;

/** What {@code --version} prints; the versions are those that the build wrote down. */
final class VersionLines implements IVersionProvider {
  @Override
  public String[] getVersion() throws IOException {
    Properties versions = new Properties();
    try (InputStream file = VersionLines.class.getResourceAsStream("version.properties")) {
      versions.load(file);
    }
    return new String[] {
      "skipjack " + versions.getProperty("skipjack"),
      "ND4J " + versions.getProperty("nd4j"),
      "JDK " + Runtime.version() + ", " + System.getProperty("java.vm.name")
    };
  }
}
