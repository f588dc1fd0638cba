/** What is to be known of hosts, addresses and of who calls. */
@NullMarked
package dev.coffer.tool.net;

import org.jspecify.annotations.NullMarked;
