/** CSV and JSON, one into the other, and JSON about itself. */
@NullMarked
package dev.coffer.tool.data;

import org.jspecify.annotations.NullMarked;
