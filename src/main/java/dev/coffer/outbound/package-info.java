/**
 * How the service reaches what lies outside: what callers name through a guard, what the operator
 * configured without one; bounded in connections, time and bytes.
 */
@NullMarked
package dev.coffer.outbound;

import org.jspecify.annotations.NullMarked;
