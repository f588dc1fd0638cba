/** Locks with fences, and their waiters. */
@NullMarked
package dev.coffer.sync;

import org.jspecify.annotations.NullMarked;
