package dev.skipjack.runtime.random;

import java.util.SplittableRandom;

/**
 * A stream of random numbers, any of which can be had without those before it, and which splits
 * into any number of further streams: SplitMix64 (Steele, Lea and Flood 2014, "Fast splittable
 * pseudorandom number generators", figure 16), the generator of {@link SplittableRandom}, with the
 * same values.
 *
 * <p>A stream begins at a place of its own and takes steps of a length of its own, both drawn when
 * it is split off. So a tree of streams, seed → layer → step → image, gives each leaf its own
 * numbers, whichever thread, provider or batch asks for them; and unlike sums such as {@code seed +
 * epoch}, no two paths lead to the same leaf.
 *
 * <p>Immutable but for {@link #split(long, RandomStream)}, which saves the hot path an object.
 */
public final class RandomStream {
  /** The fraction of the golden ratio: the step of a first stream. */
  private static final long GOLDEN = 0x9e3779b97f4a7c15L;

  /** Fewer changes between neighbouring bits make a bad step (the paper's section 2.4). */
  private static final int FEWEST_CHANGES = 24;

  private long seed;
  private long gamma;

  /** What the streams of one user's seed are for, so that one purpose sees nothing of another. */
  public enum Purpose {
    /** Dropout and stochastic depth. */
    LAYERS,
    /** The order of the images in an epoch. */
    ORDER,
    /** What augmentations do to an image. */
    AUGMENTATION,
    /** Places of crops. */
    CROPS,
    /** How the images of a batch are mixed. */
    MIXING,
    /** What picture transforms do to a picture. */
    TRANSFORMS,
    /** Which images are drawn, where they are drawn with replacement. */
    SAMPLING,
    /** How a data set is divided. */
    SPLIT,
    /** What becomes of images that are beside others. */
    INPUTS
  }

  private RandomStream(long seed, long gamma) {
    this.seed = seed;
    this.gamma = gamma;
  }

  /** The stream of a user's seed: that of {@code new SplittableRandom(seed)}. */
  public static RandomStream of(long seed) {
    return new RandomStream(seed, GOLDEN);
  }

  /** A stream of a user's seed for one purpose; parameters are the splits from 0 on. */
  public static RandomStream of(long seed, Purpose purpose) {
    return of(seed).split(-1 - purpose.ordinal());
  }

  /** As {@link #split(long, RandomStream)}, a new object. */
  public RandomStream split(long index) {
    RandomStream child = new RandomStream(0, 0);
    split(index, child);
    return child;
  }

  /**
   * Splits off a stream.
   *
   * @param index which: the one that {@link SplittableRandom#split} gives after {@code index} other
   *     splits; it may be negative
   * @param child becomes that stream
   */
  public void split(long index, RandomStream child) {
    long place = seed + gamma * (2 * index + 1);
    long step = mixGamma(place + gamma);
    child.seed = mix(place);
    child.gamma = step;
  }

  /** A number of this stream: {@link SplittableRandom#nextLong} after {@code index} others. */
  public long bits(long index) {
    return mix(seed + gamma * (index + 1));
  }

  /** A number of this stream in [0, 1), a multiple of 2⁻⁵³. */
  public double uniform(long index) {
    return (bits(index) >>> 11) * 0x1p-53;
  }

  /** How many of the 2⁵³ values of {@link #uniform} are below a probability. */
  public static long below(double probability) {
    return (long) Math.ceil(probability * 0x1p53);
  }

  /**
   * For loops over {@link #bits}: what {@link #mix} makes that number of. Each next one is {@link
   * #step} further.
   */
  public long place(long index) {
    return seed + gamma * (index + 1);
  }

  /** The distance from a {@link #place} to the next. */
  public long step() {
    return gamma;
  }

  /**
   * A generator for those who draw one number after the other; it begins where this stream says.
   */
  public SplittableRandom sequence() {
    return new SplittableRandom(bits(0));
  }

  /** Stafford's variant 13 of the finaliser of MurmurHash3: a permutation of all numbers. */
  public static long mix(long place) {
    long z = (place ^ place >>> 30) * 0xbf58476d1ce4e5b9L;
    z = (z ^ z >>> 27) * 0x94d049bb133111ebL;
    return z ^ z >>> 31;
  }

  /** An odd number whose bits change often enough. */
  private static long mixGamma(long place) {
    long z = (place ^ place >>> 33) * 0xff51afd7ed558ccdL;
    z = (z ^ z >>> 33) * 0xc4ceb9fe1a85ec53L;
    z = (z ^ z >>> 33) | 1;
    return Long.bitCount(z ^ z >>> 1) < FEWEST_CHANGES ? z ^ 0xaaaaaaaaaaaaaaaaL : z;
  }
}
