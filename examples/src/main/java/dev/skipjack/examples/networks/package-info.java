/**
 * The networks that come with Skipjack, by family: a class each, as its paper has it. What several
 * families share is here.
 */
package dev.skipjack.examples.networks;
