/**
 * Locks with fences, and their waiters.
 *
 * <p>A lock's fence is the owner's sequence when it was acquired, so it grows though nothing is
 * kept of a lock that was released. A call that waits leaves a row in line, numbered by the same
 * sequence, which is the order of arrival on any node, and has a topic of its own: a release wakes
 * the first and nobody else. Nothing watches for expiry; the first in line has an alarm for it. One
 * that is called and does not come within two seconds died with its node; the next who looks passes
 * it over. A {@code fence} on a write is one more read in the write's transaction, before the
 * debit.
 */
@NullMarked
package dev.coffer.state.sync;

import org.jspecify.annotations.NullMarked;
