/** Exact counters within bounds, and rate limiters. */
@NullMarked
package dev.coffer.state.counter;

import org.jspecify.annotations.NullMarked;
