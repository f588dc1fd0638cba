/** What the tools share: how one is made, what they take, how much they may cost. */
@NullMarked
package dev.coffer.tool;

import org.jspecify.annotations.NullMarked;
