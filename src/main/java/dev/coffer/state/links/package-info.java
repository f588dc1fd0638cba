/**
 * Short links. A redirect reads {@link dev.coffer.state.links.Targets} and notes a click in {@link
 * dev.coffer.state.links.Clicks}, both in memory; what is counted is written behind.
 */
@NullMarked
package dev.coffer.state.links;

import org.jspecify.annotations.NullMarked;
