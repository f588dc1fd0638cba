/** Memories that are found by what they mean and by their words. */
@NullMarked
package dev.coffer.state.memory;

import org.jspecify.annotations.NullMarked;
