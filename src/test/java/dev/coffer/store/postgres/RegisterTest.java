package dev.coffer.store.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.store.postgres.Register.Read;
import dev.coffer.store.postgres.Register.Span;
import dev.coffer.store.postgres.Register.Unknown;
import dev.coffer.store.postgres.Register.Write;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Optional;

/** The check of histories sees what it is there to see. */
class RegisterTest {

    private static Write write(long from, long to, long value, long revision) {
        return new Write(new Span(from, to), value, revision, Optional.empty());
    }

    private static Write over(long from, long to, long value, long revision, long over) {
        return new Write(new Span(from, to), value, revision, Optional.of(over));
    }

    private static Read read(long from, long to, long revision, long value) {
        return new Read(new Span(from, to), revision, Optional.of(value));
    }

    private static final Read NOTHING = new Read(new Span(20, 30), 0, Optional.empty());

    private static Optional<String> check(List<Write> writes, Read... reads) {
        return Register.contradiction(writes, List.of(reads), List.of());
    }

    @Test
    void whatCanBe() {
        Write first = write(0, 10, 1, 1);
        Write second = over(20, 30, 2, 5, 1);
        assertThat(check(List.of(first, second), read(11, 12, 1, 1), read(31, 32, 5, 2))).isEmpty();
        assertThat(check(List.of(first, second), read(25, 26, 1, 1))).isEmpty();
        assertThat(check(List.of(first, second), read(25, 26, 5, 2))).isEmpty();
        assertThat(check(List.of(write(0, 30, 1, 2), write(0, 30, 2, 1)))).isEmpty();
    }

    @Test
    void aLostUpdate() {
        assertThat(check(List.of(write(0, 10, 1, 1), write(0, 10, 2, 2), over(20, 30, 3, 3, 1))))
                .isPresent();
    }

    @Test
    void anOrderAgainstTheClock() {
        assertThat(check(List.of(write(0, 10, 1, 2), write(20, 30, 2, 1)))).isPresent();
    }

    @Test
    void aStaleRead() {
        Write first = write(0, 10, 1, 1);
        Write second = write(20, 30, 2, 2);
        assertThat(check(List.of(first, second), read(31, 32, 1, 1))).isPresent();
        assertThat(check(List.of(first), NOTHING)).isPresent();
    }

    @Test
    void aReadOfTheFuture() {
        assertThat(check(List.of(write(20, 30, 1, 1)), read(0, 10, 1, 1))).isPresent();
    }

    @Test
    void aReadOfWhatNobodyWrote() {
        assertThat(check(List.of(write(0, 10, 1, 1)), read(20, 30, 1, 7))).isPresent();
        assertThat(check(List.of(write(0, 10, 1, 1)), read(20, 30, 2, 7))).isPresent();
    }

    @Test
    void twoWritesOfOneRevision() {
        assertThat(check(List.of(write(0, 10, 1, 1), write(0, 10, 2, 1)))).isPresent();
    }

    @Test
    void aWriteWithoutAnAnswerCountsOnceOrNot() {
        List<Write> writes = List.of(write(0, 10, 1, 1));
        List<Unknown> unknown = List.of(new Unknown(20, 2));
        Read once = read(30, 40, 2, 2);
        assertThat(Register.contradiction(writes, List.of(once), unknown)).isEmpty();
        assertThat(Register.contradiction(writes, List.of(read(30, 40, 1, 1)), unknown)).isEmpty();
        Read twice = read(50, 60, 3, 2);
        assertThat(Register.contradiction(writes, List.of(once, twice), unknown)).isPresent();
    }
}
