/** Texts become vectors: the model inside, or one elsewhere. */
@NullMarked
package dev.coffer.state.memory.embed;

import org.jspecify.annotations.NullMarked;
