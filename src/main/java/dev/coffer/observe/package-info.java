/**
 * By what an operator sees how a service does: metrics for Prometheus at a port of their own, spans
 * for a collector. Nothing else knows the libraries that these are made with.
 */
@NullMarked
package dev.coffer.observe;

import org.jspecify.annotations.NullMarked;
