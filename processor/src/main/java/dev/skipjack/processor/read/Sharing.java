package dev.skipjack.processor.read;

/**
 * Whose weights a field has.
 *
 * @param annotation the {@code @Shared}
 * @param of the field that has them, which is no shared one itself
 */
public record Sharing(LayerAnnotation annotation, LayerField of) {}
