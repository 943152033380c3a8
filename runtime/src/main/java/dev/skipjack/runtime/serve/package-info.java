/**
 * Serves predictions to many threads: {@link dev.skipjack.runtime.serve.InferencePool} has a few
 * forks of one network, a queue with a bound, and weights that can be changed meanwhile.
 *
 * <pre>{@code
 * try (InferenceNetwork network = ResNet18Network.forInference(Path.of("resnet18.safetensors"));
 *     InferencePool pool = InferencePool.of(network).open()) {
 *   Classification seen = pool.classify(Path.of("cat.jpg")); // from any thread
 * }
 * }</pre>
 */
package dev.skipjack.runtime.serve;
