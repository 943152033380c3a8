/**
 * The tensors that a network keeps from step to step: what a {@link
 * dev.skipjack.runtime.parameters.Parameter} is called and how it starts, and the store that
 * generated code makes for all of them.
 */
package dev.skipjack.runtime.parameters;
