package dev.skipjack.distributed;

import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Locale;

/**
 * 128 random bits that the workers of a job know and strangers do not: a connection without them is
 * closed. It travels as it is, so it keeps other jobs and scanners away, not who reads the network.
 */
public final class Token {
  static final int BYTES = 16;

  private final byte[] bytes;

  private Token(byte[] bytes) {
    this.bytes = bytes;
  }

  public static Token random() {
    byte[] bytes = new byte[BYTES];
    new SecureRandom().nextBytes(bytes);
    return new Token(bytes);
  }

  /**
   * @param hex what {@link #hex} gave: 32 digits
   * @throws IllegalArgumentException if they are not, without repeating them
   */
  public static Token parse(String hex) {
    if (!hex.matches("\\p{XDigit}{" + 2 * BYTES + "}")) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "a token is %d hexadecimal digits, got %d characters: make one with Token.random().hex()",
              2 * BYTES,
              hex.length()));
    }
    return new Token(HexFormat.of().parseHex(hex));
  }

  static Token of(byte[] bytes) {
    return new Token(bytes.clone());
  }

  /** For {@link #parse}; a secret. */
  public String hex() {
    return HexFormat.of().formatHex(bytes);
  }

  byte[] bytes() {
    return bytes.clone();
  }

  /** In a time that says nothing of where they differ. */
  @Override
  public boolean equals(Object other) {
    return other instanceof Token token && MessageDigest.isEqual(bytes, token.bytes);
  }

  @Override
  public int hashCode() {
    return bytes[0];
  }

  /** Not the digits: this ends in logs. */
  @Override
  public String toString() {
    return "a token of " + 8 * BYTES + " bits";
  }
}
