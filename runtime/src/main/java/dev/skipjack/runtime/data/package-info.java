/**
 * Labelled images, in memory or in files: read them, divide them, fit or frame them, augment them,
 * and hand them out in batches.
 *
 * <pre>{@code
 * ImageSet set = Cifar10.train(directory);
 * Batches batches = set.normalize(Cifar10.mean(), Cifar10.standardDeviation())
 *     .augment(flip(), shift(4)).shuffle(7).batch(64);
 *
 * Split flowers = ImageFolder.of(Path.of("flowers")).split(0.8, 0.1, 0.1, 1);
 * Batches train = Images.of(flowers.train(), Preparation.of(3, 224, 224))
 *     .transform(randomResizedCrop(224)).shuffle(7).batch(32);
 * }</pre>
 */
package dev.skipjack.runtime.data;
