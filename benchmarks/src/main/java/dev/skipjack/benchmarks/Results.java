package dev.skipjack.benchmarks;

import dev.skipjack.benchmarks.machine.Machine;
import java.util.List;

/** Everything that a run found out; saved as JSON. */
public record Results(Machine machine, List<Row> rows, List<CompileTime> compileTimes) {}
