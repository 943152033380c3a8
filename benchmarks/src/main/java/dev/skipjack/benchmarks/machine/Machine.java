package dev.skipjack.benchmarks.machine;

/**
 * What the processes ran on.
 *
 * @param processor its model name, as the system tells
 * @param threads that each process used
 * @param jdk version and vendor
 * @param product the fastest library at multiplying matrices
 * @param productGigaflops its 10⁹ operations per second: the peak that shares refer to
 * @param copyGigabytes 10⁹ bytes read or written per second by a copy on all threads
 */
public record Machine(
    String processor,
    int threads,
    String jdk,
    MatrixProduct product,
    double productGigaflops,
    double copyGigabytes) {}
