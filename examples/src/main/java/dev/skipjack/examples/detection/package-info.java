/**
 * Detection as a customer would write it: scenes whose boxes are known, targets for the cells of a
 * network's outputs, the training of several outputs, and average precision.
 */
package dev.skipjack.examples.detection;
