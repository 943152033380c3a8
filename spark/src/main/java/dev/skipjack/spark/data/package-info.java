/**
 * The images of a {@code Dataset<Row>}, for a training on the executors: {@link
 * dev.skipjack.spark.data.ImageRows}.
 */
package dev.skipjack.spark.data;
