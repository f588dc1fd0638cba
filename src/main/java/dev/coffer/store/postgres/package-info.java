/** The store over PostgreSQL, for many nodes at once. */
@NullMarked
package dev.coffer.store.postgres;

import org.jspecify.annotations.NullMarked;
