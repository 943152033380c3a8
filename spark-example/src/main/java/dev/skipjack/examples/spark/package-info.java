/** A training on Apache Spark. */
package dev.skipjack.examples.spark;
