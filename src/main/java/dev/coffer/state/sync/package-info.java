/** Locks with fences, and their waiters. */
@NullMarked
package dev.coffer.state.sync;

import org.jspecify.annotations.NullMarked;
