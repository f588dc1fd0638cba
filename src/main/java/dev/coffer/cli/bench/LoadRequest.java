package dev.coffer.cli.bench;

import dev.coffer.cli.client.HttpCall;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One call of a load as bytes, made once for a connection: from one turn to the next only the key's
 * digits change, and what answers before it gave. White space fills what a value leaves of its
 * room, so that the length stays.
 */
final class LoadRequest {

    private static final Pattern FIELD = Pattern.compile("@(\\w+)");

    /** Room for the JSON of an id, a lease, a number. */
    private static final int ROOM = 80;

    private record Slot(String field, int at) {}

    private final byte[] bytes;
    private final List<Integer> keysAt = new ArrayList<>();
    private final List<Slot> slots = new ArrayList<>();

    LoadRequest(HttpCall call, String host, String ownerHeader) {
        StringBuilder body = new StringBuilder();
        Matcher fields = FIELD.matcher(call.body().orElse(""));
        while (fields.find()) {
            fields.appendReplacement(body, "");
            slots.add(new Slot(fields.group(1), body.length()));
            body.repeat(' ', ROOM);
        }
        fields.appendTail(body);

        StringBuilder head = new StringBuilder();
        head.append(call.method()).append(' ').append(call.path());
        head.append(" HTTP/1.1\r\nHost: ").append(host);
        if (!ownerHeader.isEmpty()) {
            head.append("\r\n").append(ownerHeader);
        }
        if (!body.isEmpty()) {
            head.append("\r\nContent-Type: application/json\r\nContent-Length: ");
            head.append(body.length());
        }
        head.append("\r\n\r\n");
        int bodyAt = head.length();
        bytes = head.append(body).toString().getBytes(StandardCharsets.US_ASCII);
        slots.replaceAll(slot -> new Slot(slot.field(), slot.at() + bodyAt));
        int inBody = body.indexOf(Load.KEY);
        if (inBody < 0 && head.indexOf(Load.KEY) >= 0) {
            keysAt.add(head.indexOf(Load.KEY));
        }
        while (inBody >= 0) {
            keysAt.add(bodyAt + inBody);
            inBody = body.indexOf(Load.KEY, inBody + Load.KEY.length());
        }
    }

    /** The bytes of a turn. What it takes of earlier answers must be there. */
    ByteBuffer of(int key) {
        for (int keyAt : keysAt) {
            int rest = key;
            for (int i = Load.KEY.length() - 1; i >= 0; i--) {
                bytes[keyAt + i] = (byte) ('0' + rest % 10);
                rest /= 10;
            }
        }
        return ByteBuffer.wrap(bytes);
    }

    /** Forgets what the last turn's answers gave. */
    void clear() {
        for (Slot slot : slots) {
            Arrays.fill(bytes, slot.at(), slot.at() + ROOM, (byte) ' ');
        }
    }

    /** Takes the fields that it names from the answer that a connection got just now. */
    void take(LightConnection answered) throws IOException {
        for (Slot slot : slots) {
            ByteBuffer value = answered.field(slot.field());
            int length = value.remaining();
            if (length > ROOM) {
                throw new IOException("too long an answer's " + slot.field());
            }
            if (length > 0) {
                Arrays.fill(bytes, slot.at(), slot.at() + ROOM, (byte) ' ');
                value.get(bytes, slot.at(), length);
            }
        }
    }

    /** The field that no answer of this turn gave; empty if all are there. */
    String missing() {
        for (Slot slot : slots) {
            if (bytes[slot.at()] == ' ') {
                return slot.field();
            }
        }
        return "";
    }
}
