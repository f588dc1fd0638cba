/**
 * An SQLite database of each owner's own. Its pages are rows of the store; a file is only a cache
 * of them. {@code SqlSession} runs a caller's statements in it, {@code SqlGuard} says which.
 */
@NullMarked
package dev.coffer.state.sql;

import org.jspecify.annotations.NullMarked;
