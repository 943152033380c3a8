/**
 * One training on the executors of an Apache Spark cluster, bit for bit what one machine computes:
 * {@link dev.skipjack.spark.SparkTraining}.
 */
package dev.skipjack.spark;
