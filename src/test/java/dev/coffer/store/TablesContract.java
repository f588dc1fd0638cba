package dev.coffer.store;

import static dev.coffer.store.StoreUnderTest.ALICE;
import static dev.coffer.store.StoreUnderTest.BOB;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.harness.Call;
import dev.coffer.room.Names;
import dev.coffer.room.Room;
import dev.coffer.room.Sweeper;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Names, ranges of names, and the sweeper, over the table {@code name}. */
interface TablesContract {

    StoreUnderTest on();

    Names NAMES = new Names("test");

    @Test
    default void oneOwnerWinsAName() {
        for (int round = 0; round < 20; round++) {
            String name = "name" + round;
            List<Call<Boolean>> calls = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                Owner owner = new Owner("racer" + i);
                calls.add(
                        Call.start(
                                () -> on().store().write(owner, tx -> NAMES.take(tx, name, null))));
            }
            List<Boolean> won = calls.stream().map(Call::get).toList();
            assertThat(won).containsOnlyOnce(true);
            assertThat(on().store().<Optional<String>>readGlobal(tx -> NAMES.owner(tx, name)))
                    .contains("racer" + won.indexOf(true));
        }
    }

    @Test
    default void expiredNameIsFree() {
        assertThat(
                        on().store()
                                .<Boolean>write(
                                        ALICE, tx -> NAMES.take(tx, "n", tx.now() + 3_600_000)))
                .isTrue();
        assertThat(on().store().<Boolean>write(BOB, tx -> NAMES.take(tx, "n", null))).isFalse();
        on().store()
                .write(
                        ALICE,
                        tx -> tx.update("update name set expires_at = ? where kind = 'test'", 1L));
        assertThat(on().store().<Optional<String>>readGlobal(tx -> NAMES.owner(tx, "n"))).isEmpty();
        assertThat(on().store().<Boolean>write(BOB, tx -> NAMES.take(tx, "n", null))).isTrue();
        assertThat(on().store().<Optional<String>>readGlobal(tx -> NAMES.owner(tx, "n")))
                .contains("bob");
        assertThat(on().store().<Boolean>write(ALICE, tx -> NAMES.take(tx, "n", null))).isFalse();
    }

    @Test
    default void nameIsReleasedByItsOwnerOnly() {
        on().store().write(ALICE, tx -> NAMES.take(tx, "n", tx.now()));
        on().store().write(BOB, tx -> NAMES.take(tx, "n", null));
        on().store().write(ALICE, tx -> released(tx, "n"));
        assertThat(on().store().<Optional<String>>readGlobal(tx -> NAMES.owner(tx, "n")))
                .contains("bob");
        on().store().write(BOB, tx -> released(tx, "n"));
        assertThat(on().store().<Optional<String>>readGlobal(tx -> NAMES.owner(tx, "n"))).isEmpty();
    }

    private static boolean released(Tx tx, String name) {
        NAMES.release(tx, name);
        return true;
    }

    @Test
    default void rangeOfAPrefixHoldsWhatBeginsWithIt() {
        List<String> letters =
                List.of("a", "b", "\u007f", "\ud7ff", "\ue000", "\uffff", "\ud800\udc00", last());
        Set<String> names = new TreeSet<>(List.of(""));
        for (String first : letters) {
            names.add(first);
            for (String second : letters) {
                names.add(first + second);
                names.add(first + second + last());
            }
        }
        on().store().write(ALICE, tx -> taken(tx, names));
        for (String prefix : names) {
            List<String> found = on().store().readGlobal(tx -> below(tx, prefix));
            assertThat(found)
                    .as("below %s", prefix.codePoints().mapToObj(Integer::toHexString).toList())
                    .containsExactlyInAnyOrderElementsOf(
                            names.stream().filter(name -> name.startsWith(prefix)).toList());
        }
    }

    private static String last() {
        return Character.toString(Character.MAX_CODE_POINT);
    }

    private static int taken(Tx tx, Set<String> names) {
        names.forEach(name -> NAMES.take(tx, name, null));
        return names.size();
    }

    private static List<String> below(Tx tx, String prefix) {
        return tx.all(
                "select name from name where kind = 'test' and name >= ? and name < ?",
                row -> row.text(1),
                prefix,
                Prefix.end(prefix));
    }

    @Test
    default void sweeperRemovesOnlyWhatIsOver() {
        int count = 2_500;
        for (Owner owner : List.of(ALICE, BOB)) {
            on().store()
                    .write(
                            owner,
                            tx -> {
                                for (int i = 0; i < count; i++) {
                                    Long end =
                                            switch (i % 3) {
                                                case 0 -> tx.now();
                                                case 1 -> tx.now() + 3_600_000;
                                                default -> null;
                                            };
                                    NAMES.take(tx, owner.address() + i, end);
                                }
                                return count;
                            });
        }
        try (Sweeper sweeper =
                new Sweeper(on().store(), List.of(Room.of("test", "Names").keeps(Names.TABLE)))) {
            sweeper.sweep();
        }
        List<String> left =
                on().store().readGlobal(tx -> tx.all("select name from name", row -> row.text(1)));
        List<String> expected = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            if (i % 3 != 0) {
                expected.add("alice" + i);
                expected.add("bob" + i);
            }
        }
        assertThat(left).containsExactlyInAnyOrderElementsOf(expected);
    }
}
