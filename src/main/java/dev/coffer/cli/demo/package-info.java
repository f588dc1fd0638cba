/** A conversation with a server that shows what it does, every answer checked. */
@NullMarked
package dev.coffer.cli.demo;

import org.jspecify.annotations.NullMarked;
