/** Moves a store that nobody serves into another, on whichever engines. */
@org.jspecify.annotations.NullMarked
package dev.coffer.store.copy;
