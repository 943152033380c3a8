/**
 * What a training does, to look at. {@link dev.skipjack.report.Report} writes one page of HTML,
 * {@link dev.skipjack.report.TensorBoard} event files:
 *
 * <pre>{@code
 * Training.of(network).data(train, test).listen(Report.in(Path.of("report"))).fit(100);
 * }</pre>
 */
package dev.skipjack.report;
