/** Networks of several inputs: {@code docs/inputs.md}. */
package dev.skipjack.examples.inputs;
