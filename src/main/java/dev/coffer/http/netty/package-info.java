/** What speaks HTTP/1.1 on the wire: the only classes that know the library. */
@NullMarked
package dev.coffer.http.netty;

import org.jspecify.annotations.NullMarked;
