/**
 * Events of the JDK's flight recorder: {@code jfr print --events dev.skipjack.Step file.jfr}. While
 * nobody records, an event is a question whether someone does: nothing is allocated or timed.
 */
package dev.skipjack.runtime.jfr;
