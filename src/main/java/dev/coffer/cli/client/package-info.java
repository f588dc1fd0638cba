/** Calls a server over HTTP and pays what it asks, from a wallet in a file. */
@NullMarked
package dev.coffer.cli.client;

import org.jspecify.annotations.NullMarked;
