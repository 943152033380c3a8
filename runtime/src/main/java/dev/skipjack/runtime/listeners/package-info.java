/** What listens to a training: stops it, keeps its best weights, changes its rate. */
package dev.skipjack.runtime.listeners;
