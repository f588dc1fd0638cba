/** Job queues: strict order, leases, retries, dead letters. */
@NullMarked
package dev.coffer.state.queue;

import org.jspecify.annotations.NullMarked;
