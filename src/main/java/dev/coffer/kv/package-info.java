/** Key-value with expiry, revisions and two visibilities. */
@NullMarked
package dev.coffer.kv;

import org.jspecify.annotations.NullMarked;
