/** What a room is: its tables, names, quota, pages, and the sweeping of what is over. */
@NullMarked
package dev.coffer.room;

import org.jspecify.annotations.NullMarked;
