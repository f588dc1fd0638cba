/**
 * How the world reaches the catalog: what serving HTTP means here, whichever library speaks it. A
 * path means what it says, a client is waited for so long and no longer, bodies share out a memory,
 * a call is admitted and logged, a fault of ours is answered with its number.
 */
@NullMarked
package dev.coffer.http;

import org.jspecify.annotations.NullMarked;
