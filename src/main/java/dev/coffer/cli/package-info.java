/** The command line. */
@NullMarked
package dev.coffer.cli;

import org.jspecify.annotations.NullMarked;
