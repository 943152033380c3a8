/**
 * One training on several machines, bit for bit what one machine computes: {@link
 * dev.skipjack.distributed.TcpExchange} adds up what workers computed.
 */
package dev.skipjack.distributed;
