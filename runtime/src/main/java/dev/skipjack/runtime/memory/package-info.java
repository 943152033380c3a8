/** Where the maps of a network lie while it runs: for generated code, not for users. */
package dev.skipjack.runtime.memory;
