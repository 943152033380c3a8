package dev.skipjack.distributed;

import java.util.List;
import java.util.Map;

/**
 * A worker that has met the others.
 *
 * @param rank its own, from 0
 * @param attempt of the job
 * @param names of all, by rank, itself among them
 * @param peers the others, by rank
 */
record Connected(int rank, int attempt, List<String> names, Map<Integer, Peer> peers) {}
