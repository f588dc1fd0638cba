/** A public directory of endpoints that take payments by x402. */
@NullMarked
package dev.coffer.tool.registry;

import org.jspecify.annotations.NullMarked;
