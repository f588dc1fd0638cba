/** How the world reaches the catalog. */
@NullMarked
package dev.coffer.http;

import org.jspecify.annotations.NullMarked;
