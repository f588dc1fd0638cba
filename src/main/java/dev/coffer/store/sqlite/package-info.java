/** The embedded engine: one SQLite database, one lane. */
@NullMarked
package dev.coffer.store.sqlite;

import org.jspecify.annotations.NullMarked;
