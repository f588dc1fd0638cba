package dev.coffer.tool.data;

import dev.coffer.endpoint.Endpoint;
import dev.coffer.room.Room;
import dev.coffer.tool.Toolbox;

import java.util.List;
import java.util.stream.Stream;

/** The tools for data. */
public final class DataRoom {

    private DataRoom() {}

    public static Room room(Toolbox tools) {
        return Room.of("data", "CSV and JSON: converted, written anew, looked into, merged")
                .limits(DataLimits.values())
                .sells(
                        Stream.of(
                                        Csv.of(tools),
                                        JsonForms.of(tools),
                                        List.<Endpoint<?, ?>>of(
                                                JsonPath.of(tools),
                                                JsonFlatten.of(tools),
                                                JsonMerge.of(tools)))
                                .flatMap(List::stream)
                                .toArray(Endpoint<?, ?>[]::new));
    }
}
