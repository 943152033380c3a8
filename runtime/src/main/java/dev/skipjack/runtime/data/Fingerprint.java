package dev.skipjack.runtime.data;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** The first 64 bits of a SHA-256, of what it is told. */
final class Fingerprint {
  private static final int BYTES = 8;

  private final MessageDigest digest;
  private final ByteBuffer number = ByteBuffer.allocate(Integer.BYTES);

  Fingerprint() {
    try {
      this.digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) { // every Java has it
      throw new IllegalStateException(e);
    }
  }

  /** Of the size, the classes and the labels of a set; not of its name. */
  static Fingerprint of(Dataset set) {
    Fingerprint fingerprint = new Fingerprint().add(set.size()).add(set.classes());
    set.classNames().forEach(fingerprint::add);
    if (!set.hasLabelMaps()) {
      for (int i = 0; i < set.size(); i++) {
        fingerprint.add(set.label(i));
      }
    }
    return fingerprint;
  }

  Fingerprint add(int value) {
    digest.update(number.clear().putInt(value).flip());
    return this;
  }

  /** With its length, so that neighbours do not run together. */
  Fingerprint add(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return add(bytes.length).add(bytes, 0, bytes.length);
  }

  Fingerprint add(byte[] bytes, int start, int length) {
    digest.update(bytes, start, length);
    return this;
  }

  /** Ends it: 16 hexadecimal digits. */
  @Override
  public String toString() {
    return HexFormat.of().formatHex(digest.digest(), 0, BYTES);
  }
}
