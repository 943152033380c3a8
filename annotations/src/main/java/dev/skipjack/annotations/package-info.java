/**
 * The language: a model is a class, a field is a layer.
 *
 * <p>Fields run from top to bottom, each on the output of the one before unless {@link
 * dev.skipjack.annotations.From} says otherwise. Several annotations on one field apply in the
 * order written. Sizes that follow from others are never written. Shapes in these pages are {@code
 * C×H×W} for one image (channels, height and width in pixels) or a number of features.
 */
package dev.skipjack.annotations;
