/** Loads a server over HTTP and reports what it measured. */
@NullMarked
package dev.coffer.cli.bench;

import org.jspecify.annotations.NullMarked;
