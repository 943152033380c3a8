package dev.skipjack.runtime.data;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Files that turned out to be no pictures: of a folder and of all its parts. For any threads. */
final class BrokenPictures {
  private static final Logger LOG = LoggerFactory.getLogger(BrokenPictures.class);

  private final Set<Path> files = new ConcurrentSkipListSet<>();

  boolean contains(Path file) {
    return files.contains(file);
  }

  void add(Path file, Exception reason) {
    if (files.add(file)) {
      LOG.warn("skipped: {}", reason.getMessage());
    }
  }

  /** Sorted. */
  List<Path> files() {
    return List.copyOf(files);
  }
}
