/** Short texts under short codes. */
@NullMarked
package dev.coffer.state.paste;

import org.jspecify.annotations.NullMarked;
