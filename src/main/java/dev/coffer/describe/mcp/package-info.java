/**
 * The catalog for MCP hosts (Model Context Protocol, Streamable HTTP): tools made of its rooms,
 * resources made of what it gives for nothing, on one path, without sessions. A call within takes
 * the path of any other.
 */
@NullMarked
package dev.coffer.describe.mcp;

import org.jspecify.annotations.NullMarked;
