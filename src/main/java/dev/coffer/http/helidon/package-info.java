/** What bends Helidon to that: the only classes that know the library. */
@NullMarked
package dev.coffer.http.helidon;

import org.jspecify.annotations.NullMarked;
