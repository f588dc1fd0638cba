/** The wiring of Coffer, by hand, on one screen. */
@NullMarked
package dev.coffer;

import org.jspecify.annotations.NullMarked;
