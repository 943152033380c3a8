/**
 * How a program gets the fast kernels without flags: {@link dev.skipjack.runtime.launch.Relaunch}
 * starts it again with the Vector API.
 */
package dev.skipjack.runtime.launch;
