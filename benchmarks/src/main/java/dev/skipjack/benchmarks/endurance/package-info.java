/** Trainings that run for long, or are killed again and again. */
package dev.skipjack.benchmarks.endurance;
