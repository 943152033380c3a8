/**
 * Pictures from files, and how they become what a network takes: read upright and to the sample,
 * resized as Pillow does, framed as torchvision does.
 *
 * <pre>{@code
 * Picture picture = PictureReader.read(Path.of("shoe.png"));
 * byte[] pixels = preparation.apply(picture);
 * }</pre>
 */
package dev.skipjack.runtime.pictures;
