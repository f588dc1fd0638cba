/** What is left of cryptography beside the hashes of text. */
@NullMarked
package dev.coffer.tool.crypto;

import org.jspecify.annotations.NullMarked;
