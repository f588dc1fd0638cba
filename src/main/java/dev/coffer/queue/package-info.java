/** Job queues: strict order, leases, retries, dead letters. */
@NullMarked
package dev.coffer.queue;

import org.jspecify.annotations.NullMarked;
