/** Exact counters within bounds, and rate limiters. */
@NullMarked
package dev.coffer.counter;

import org.jspecify.annotations.NullMarked;
