/** What an owner sees of its own account. */
@NullMarked
package dev.coffer.account;

import org.jspecify.annotations.NullMarked;
