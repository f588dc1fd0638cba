/** The commands. What they do over HTTP is {@code client}, {@code bench} and {@code demo}. */
@NullMarked
package dev.coffer.cli;

import org.jspecify.annotations.NullMarked;
