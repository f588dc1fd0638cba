package dev.coffer.state.sql;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.Collections;
import java.util.Optional;

/**
 * What the process has allocated outside of Java's heap, by glibc's own books ({@code mallinfo2}).
 * SQLite's are switched off in the driver's build. Where the C library keeps none (musl, macOS,
 * Windows) it is 0 for ever, and nothing but time bounds a statement's memory.
 */
final class NativeMemory {

    /** Ten words: the fifth is what is mapped by itself, the eighth what is in use of the rest. */
    private static final StructLayout BOOKS =
            MemoryLayout.structLayout(
                    Collections.nCopies(10, ValueLayout.JAVA_LONG).toArray(MemoryLayout[]::new));

    private static final long MAPPED = 4 * Long.BYTES;
    private static final long IN_USE = 7 * Long.BYTES;

    private static final Optional<MethodHandle> MALLINFO =
            Linker.nativeLinker()
                    .defaultLookup()
                    .find("mallinfo2")
                    .map(address ->
                            Linker.nativeLinker()
                                    .downcallHandle(address, FunctionDescriptor.of(BOOKS)));

    private final MemorySegment books = Arena.ofAuto().allocate(BOOKS);
    private final SegmentAllocator here = (_, _) -> books;

    /** In bytes; takes about two microseconds. Used by one thread at a time. */
    long used() {
        if (MALLINFO.isEmpty()) {
            return 0;
        }
        try {
            MemorySegment told = (MemorySegment) MALLINFO.get().invokeExact(here);
            return told.get(ValueLayout.JAVA_LONG, MAPPED)
                    + told.get(ValueLayout.JAVA_LONG, IN_USE);
        } catch (Throwable e) {
            throw new IllegalStateException("mallinfo2 can't be called", e);
        }
    }
}
