/**
 * The experiments of docs/story.md: small networks that differ in one thing, trained by one recipe.
 */
package dev.skipjack.examples.story;
