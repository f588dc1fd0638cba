/** Short texts under short codes. */
@NullMarked
package dev.coffer.paste;

import org.jspecify.annotations.NullMarked;
