/** What is searched: one owner's memories in memory, by meaning and by words. */
@NullMarked
package dev.coffer.state.memory.index;

import org.jspecify.annotations.NullMarked;
