package dev.skipjack.runtime.checkpoint;

import dev.skipjack.runtime.weights.CheckedTensors;
import dev.skipjack.runtime.weights.Weights;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A directory of checkpoints, {@code step-000001234.safetensors}: the newest has most steps. */
public final class CheckpointDirectory {
  private static final Pattern NAME = Pattern.compile("step-(\\d{1,18})\\.safetensors");

  private final Path directory;

  public CheckpointDirectory(Path directory) {
    this.directory = directory;
  }

  /**
   * After how many steps a file was written, by its name; for those who keep copies.
   *
   * @return empty if it has none of a checkpoint
   */
  public static OptionalLong step(String name) {
    Matcher matcher = NAME.matcher(name);
    return matcher.matches()
        ? OptionalLong.of(Long.parseLong(matcher.group(1)))
        : OptionalLong.empty();
  }

  /** One of its files. */
  private record Stored(Path file, long step) {}

  /** A checkpoint that is damaged, and how. */
  public record Skipped(Path file, String reason) {}

  /**
   * A checkpoint that was found good, open.
   *
   * @param skipped newer ones that are not
   */
  public record Found(Path file, CheckedTensors tensors, List<Skipped> skipped) {
    public Found {
      skipped = List.copyOf(skipped);
    }
  }

  /**
   * Writes a checkpoint, and when it is on the disk deletes the oldest. What claims to be newer is
   * not this training's, or damaged, and stays.
   *
   * @param kept how many stay, this one among them
   * @return its file
   * @throws IOException if it cannot be written; those before are as they were
   */
  public Path write(
      long step, Map<String, INDArray> tensors, Map<String, String> metadata, int kept)
      throws IOException {
    Path file = directory.resolve(String.format(Locale.ROOT, "step-%09d.safetensors", step));
    CheckedTensors.write(file, tensors, metadata);
    List<Stored> all = stored().stream().filter(stored -> stored.step() <= step).toList();
    for (Stored old : all.subList(Math.min(kept, all.size()), all.size())) {
      Files.deleteIfExists(old.file());
    }
    CheckedTensors.deleteLeft(directory, name -> NAME.matcher(name).matches());
    return file;
  }

  /**
   * Takes the directory for a training, before there is anything to write: it is made, and found
   * out whether it can be written to.
   *
   * @throws IOException naming the directory or its first file and the reason: it cannot be
   *     written, or another training is at it
   */
  public DirectoryLock lock() throws IOException {
    stored(); // says so if it is no directory
    Weights.checkWritable(directory.resolve("step-000000000.safetensors"));
    return DirectoryLock.take(directory);
  }

  /** The checkpoints of later steps, good or not, the newest first; none without the directory. */
  public List<Path> newerThan(long step) throws IOException {
    return stored().stream().filter(stored -> stored.step() > step).map(Stored::file).toList();
  }

  /**
   * Opens the newest good checkpoint; the caller closes it.
   *
   * @throws IOException naming each file and what is wrong with it, if none is good
   */
  public Found newest() throws IOException {
    List<Skipped> skipped = new ArrayList<>();
    for (Stored stored : stored()) {
      try {
        return new Found(stored.file(), CheckedTensors.open(stored.file()), skipped);
      } catch (IOException e) {
        skipped.add(new Skipped(stored.file(), e.getMessage()));
      }
    }
    throw new IOException(
        skipped.isEmpty()
            ? "there is no checkpoint in " + directory
            : String.format(
                Locale.ROOT,
                "no checkpoint in %s is good:%n  %s",
                directory,
                skipped.stream()
                    .map(Skipped::reason)
                    .collect(Collectors.joining(System.lineSeparator() + "  "))));
  }

  private List<Stored> stored() throws IOException {
    List<Stored> found = new ArrayList<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
      for (Path file : files) {
        step(file.getFileName().toString()).ifPresent(step -> found.add(new Stored(file, step)));
      }
    } catch (NoSuchFileException none) {
      return List.of();
    } catch (NotDirectoryException e) {
      throw new IOException(directory + " is no directory, where checkpoints would be kept", e);
    } catch (DirectoryIteratorException e) {
      throw new IOException("cannot list " + directory + ": " + e.getCause().getMessage(), e);
    }
    found.sort(Comparator.comparingLong(Stored::step).reversed());
    return found;
  }
}
