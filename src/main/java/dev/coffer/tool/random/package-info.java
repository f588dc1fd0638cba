/** Numbers, texts, passwords, colours, dice out of a secure source. */
@NullMarked
package dev.coffer.tool.random;

import org.jspecify.annotations.NullMarked;
