/** Text: codecs, hashes, cases, patterns, differences. */
@NullMarked
package dev.coffer.tool.text;

import org.jspecify.annotations.NullMarked;
