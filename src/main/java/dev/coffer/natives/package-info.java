/** What has to be a file to be used, out of the jar. Reaches nothing of ours. */
@NullMarked
package dev.coffer.natives;

import org.jspecify.annotations.NullMarked;
