/**
 * Training: loss, optimizers, schedules, metrics, and the loop that joins them.
 *
 * <pre>{@code
 * try (Training training = Training.of(network)) {
 *   training
 *       .data(train.batch(64), test.batch(256))
 *       .optimizer(Sgd.nesterov(0.9).weightDecay(1e-4))
 *       .schedule(Schedule.steps(0.1, 0.5, 0.75))
 *       .listen(Progress.automatic(System.out))
 *       .fit(300);
 * }
 * }</pre>
 */
package dev.skipjack.runtime.train;
