/**
 * Labelled images: read them, fit them, augment them, and hand them out in batches.
 *
 * <pre>{@code
 * ImageSet set = Cifar10.train(directory);
 * Batches batches = set.normalize(Cifar10.mean(), Cifar10.standardDeviation())
 *     .augment(flip(), shift(4)).shuffle(7).batch(64);
 * }</pre>
 */
package dev.skipjack.runtime.data;
