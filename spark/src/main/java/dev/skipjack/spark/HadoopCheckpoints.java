package dev.skipjack.spark;

import dev.skipjack.runtime.checkpoint.CheckpointDirectory;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * Copies of checkpoints in a directory of any file system that Hadoop knows. They are the files of
 * a training in one process, which can go on from them.
 */
final class HadoopCheckpoints {
  private final Path directory;
  private final FileSystem files;

  /**
   * @throws IOException naming the directory, if its file system is unknown or cannot be reached
   */
  HadoopCheckpoints(String directory, Configuration configuration) throws IOException {
    this.directory = new Path(directory);
    try {
      this.files = this.directory.getFileSystem(configuration);
    } catch (IOException e) {
      throw new IOException(
          "checkpoints cannot be kept in " + directory + ": " + e.getMessage(), e);
    }
  }

  /**
   * Finds out whether there can be any, and makes the directory.
   *
   * @throws IOException naming the directory and why
   */
  void check() throws IOException {
    Path probe = temporary("check");
    try {
      files.mkdirs(directory);
      files.create(probe, true).close();
    } catch (IOException e) {
      throw new IOException(
          "checkpoints cannot be written to " + directory + ": " + e.getMessage(), e);
    } finally {
      delete(probe);
    }
  }

  /** The names of all, the newest first; none without the directory. */
  List<String> names() throws IOException {
    List<String> names = new ArrayList<>();
    try {
      for (FileStatus file : files.listStatus(directory)) {
        String name = file.getPath().getName();
        if (CheckpointDirectory.step(name).isPresent()) {
          names.add(name);
        }
      }
    } catch (FileNotFoundException none) {
      return List.of();
    }
    names.sort(
        Comparator.comparingLong((String name) -> CheckpointDirectory.step(name).orElseThrow())
            .reversed());
    return names;
  }

  /**
   * Copies one to this machine.
   *
   * @return the file
   */
  java.nio.file.Path download(String name, java.nio.file.Path to) throws IOException {
    java.nio.file.Path file = to.resolve(name);
    try (FSDataInputStream stream = files.open(new Path(directory, name))) {
      Files.copy(stream, file);
    } catch (IOException e) {
      throw new IOException(
          "cannot read the checkpoint "
              + new Path(directory, name)
              + ", from which worker 0 goes on: do all executors see that directory? ("
              + e.getMessage()
              + ")",
          e);
    }
    return file;
  }

  /**
   * Copies one from this machine, whole or not at all, and deletes the oldest when it is there.
   *
   * @param kept how many stay, this one among them
   */
  void upload(java.nio.file.Path file, int kept) throws IOException {
    String name = file.getFileName().toString();
    Path target = new Path(directory, name);
    Path temporary = temporary(name);
    try {
      try (FSDataOutputStream stream = files.create(temporary, true)) {
        Files.copy(file, stream);
        stream.hsync();
      }
      files.delete(target, false); // of the same step: another file system would not replace it
      if (!files.rename(temporary, target)) {
        throw new IOException("it cannot be renamed");
      }
    } catch (IOException e) {
      throw new IOException("cannot write the checkpoint " + target + ": " + e.getMessage(), e);
    } finally {
      delete(temporary);
    }
    long step = CheckpointDirectory.step(name).orElseThrow();
    List<String> old =
        names().stream()
            .filter(other -> CheckpointDirectory.step(other).orElseThrow() <= step)
            .skip(kept)
            .toList();
    for (String other : old) {
      files.delete(new Path(directory, other), false);
    }
  }

  private Path temporary(String name) {
    return new Path(directory, name + "." + UUID.randomUUID() + ".tmp");
  }

  private void delete(Path temporary) {
    try {
      files.delete(temporary, false);
    } catch (IOException e) {
      // what is left is no checkpoint by its name
    }
  }
}
