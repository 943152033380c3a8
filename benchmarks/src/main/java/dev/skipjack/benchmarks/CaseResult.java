package dev.skipjack.benchmarks;

import java.util.List;

/**
 * @param measurements of each contestant that has the network, in the order asked for
 */
public record CaseResult(BenchmarkCase benchmarkCase, List<Measurement> measurements) {}
