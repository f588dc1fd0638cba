/** Key-value with expiry, revisions and two visibilities. */
@NullMarked
package dev.coffer.state.kv;

import org.jspecify.annotations.NullMarked;
