/** The path of a call: identify, read, settle, prepare, commit, answer. */
@NullMarked
package dev.coffer.call;

import org.jspecify.annotations.NullMarked;
