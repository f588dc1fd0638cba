/** Answers paid for once: single flight under leases, over all nodes. */
@NullMarked
package dev.coffer.state.memo;

import org.jspecify.annotations.NullMarked;
