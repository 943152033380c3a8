/** Networks of parallel branches: GoogLeNet and Inception v3. */
package dev.skipjack.examples.networks.inception;
