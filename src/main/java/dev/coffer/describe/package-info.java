/** What is derived from the catalog, and what the service says of itself. */
@NullMarked
package dev.coffer.describe;

import org.jspecify.annotations.NullMarked;
