package dev.coffer.tool.random;

import dev.coffer.endpoint.Endpoint;
import dev.coffer.room.Room;
import dev.coffer.tool.Toolbox;

import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/** The tools of chance, all out of one secure source and without bias. */
public final class RandomRoom {

    private RandomRoom() {}

    public static Room room(Toolbox tools, RandomGenerator random) {
        return Room.of("random", "Chance: numbers, identifiers, passwords, colours, dice")
                .sells(
                        Stream.of(
                                        Draws.of(tools, random),
                                        List.<Endpoint<?, ?>>of(
                                                Passwords.of(tools, random),
                                                Colors.of(tools, random),
                                                Dice.of(tools, random)))
                                .flatMap(List::stream)
                                .toArray(Endpoint<?, ?>[]::new));
    }
}
