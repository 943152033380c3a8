package dev.skipjack.processor.diagnostics;

/**
 * A position in a source.
 *
 * @param file its path, absolute, or what the compiler calls it if it is no file
 * @param line from 1 on
 * @param column from 1 on, in characters of Java: a tab is one, whatever javac shows
 */
public record SourceLocation(String file, long line, long column) {}
