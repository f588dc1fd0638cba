/** Arithmetic, exact where it can be. */
@NullMarked
package dev.coffer.tool.math;

import org.jspecify.annotations.NullMarked;
