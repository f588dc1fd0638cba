/** What an endpoint is, described once as a value. */
@NullMarked
package dev.coffer.endpoint;

import org.jspecify.annotations.NullMarked;
