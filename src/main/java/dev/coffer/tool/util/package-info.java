/** Dates, schedules, addresses, colours, markup, pictures. */
@NullMarked
package dev.coffer.tool.util;

import org.jspecify.annotations.NullMarked;
