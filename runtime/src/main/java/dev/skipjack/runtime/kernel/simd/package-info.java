/**
 * The fast provider for FLOAT on a CPU, on {@code jdk.incubator.vector}: when it is used and a line
 * for each of its kernels, which have rooms by what they are about.
 *
 * <p>Rooms see those before them alone; the tests know which. What is public is so for the other
 * rooms: none of it is meant for users.
 */
package dev.skipjack.runtime.kernel.simd;
