package dev.skipjack.runtime.data;

/**
 * A data set in three parts; see {@link Dataset#split}.
 *
 * @param train to train on
 * @param validation to decide by: when to stop, which weights to keep
 * @param test to say in the end how good the network is; nothing was decided by it
 */
public record Split(Dataset train, Dataset validation, Dataset test) {}
