/**
 * Random changes of pictures before they become a network's input, as torchvision makes them:
 * seeded by the given chance alone, so that the same seed, epoch and image give the same picture on
 * any number of threads.
 *
 * <pre>{@code
 * PictureTransform transform =
 *     PictureTransform.sequence(
 *         PictureTransform.randomResizedCrop(224),
 *         PictureTransform.horizontalFlip(),
 *         PictureTransform.trivialAugment());
 * }</pre>
 */
package dev.skipjack.runtime.transforms;
