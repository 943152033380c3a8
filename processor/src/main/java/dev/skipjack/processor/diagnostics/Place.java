package dev.skipjack.processor.diagnostics;

/** Somewhere in the user's source; only the reader makes one and only the printer looks into it. */
public interface Place {}
