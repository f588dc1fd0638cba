/** The store: durable, serial per owner, all or nothing. See {@link dev.coffer.store.Store}. */
@NullMarked
package dev.coffer.store;

import org.jspecify.annotations.NullMarked;
