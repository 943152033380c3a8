package dev.skipjack.examples.detection;

/**
 * Something in an image.
 *
 * @param box around it
 * @param label its class
 */
public record LabelledBox(Box box, int label) {}
