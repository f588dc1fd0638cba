package dev.coffer.describe;

import dev.coffer.describe.DashboardPage.Family;
import dev.coffer.describe.Traffic.Sums;
import dev.coffer.endpoint.Access;
import dev.coffer.endpoint.Endpoint;
import dev.coffer.endpoint.Gives;
import dev.coffer.endpoint.Reply;
import dev.coffer.endpoint.Shape;
import dev.coffer.room.Room;
import dev.coffer.store.Tx;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;

/** A page that shows how the service is used. */
public final class DashboardRoom {

    private static final int DAYS = 30;

    private final Traffic traffic;
    private final ServiceRoom.Money money;
    private final String version;
    private final Supplier<List<Room>> rooms;

    private DashboardRoom(
            Traffic traffic, ServiceRoom.Money money, String version, Supplier<List<Room>> rooms) {
        this.traffic = traffic;
        this.money = money;
        this.version = version;
        this.rooms = rooms;
    }

    /**
     * The room.
     *
     * @param rooms all rooms, once there are all
     */
    public static Room room(
            Traffic traffic, ServiceRoom.Money money, String version, Supplier<List<Room>> rooms) {
        DashboardRoom does = new DashboardRoom(traffic, money, version, rooms);
        return Room.of(
                        "dashboard",
                        "A page for people: what is called, how it went, what it brought")
                .works(traffic::adding)
                .sells(
                        Endpoint.read("/dashboard", Shape.nothing(), Gives.content())
                                .forAnybody()
                                .methods("GET")
                                .lenientQuery()
                                .says(
                                        "Shows calls, success, times and earnings, by family and day.")
                                .does((_, tx) -> does.page(tx)));
    }

    private Reply<Reply.Content> page(Tx tx) {
        long today = traffic.today();
        long first = today - (DAYS - 1) * Traffic.DAY_MS;
        Map<Long, Sums> days = new TreeMap<>();
        for (long day = first; day <= today; day += Traffic.DAY_MS) {
            days.put(day, Sums.NONE);
        }
        List<Family> families = new ArrayList<>();
        for (Room room : rooms.get()) {
            List<Endpoint<?, ?>> sold =
                    room.endpoints().stream()
                            .<Endpoint<?, ?>>map(e -> e)
                            .filter(e -> e.access() instanceof Access.Paid<?>)
                            .toList();
            if (!sold.isEmpty()) {
                Map<Long, Sums> own = traffic.since(tx, room.name(), first);
                own.forEach((day, sums) -> days.merge(day, sums, Sums::plus));
                families.add(family(room, sold, own));
            }
        }
        return new DashboardPage(Instant.ofEpochMilli(tx.now()), families, days)
                .reply(money, version);
    }

    private static Family family(Room room, List<Endpoint<?, ?>> sold, Map<Long, Sums> days) {
        return new Family(
                room.name(),
                room.says(),
                sold.size(),
                (int) sold.stream().filter(e -> e.missing().isPresent()).count(),
                days.values().stream().reduce(Sums.NONE, Sums::plus));
    }
}
