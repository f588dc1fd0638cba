package dev.coffer.tool.registry;

import dev.coffer.endpoint.Effect;
import dev.coffer.endpoint.ErrorCode;
import dev.coffer.endpoint.Json;
import dev.coffer.endpoint.Problem;
import dev.coffer.endpoint.RawJson;
import dev.coffer.room.Quota;
import dev.coffer.store.Row;
import dev.coffer.store.Table;
import dev.coffer.store.Tx;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * The entries, by URL. The directory is one for all and so in one place; who changes an entry does
 * it in the turn of who pays, which need not be its owner's, so each change names what it found and
 * is tried again when another came between.
 */
final class Directory {

    static final Table TABLE =
            Table.global("registry_entry", "directory", "directory", "id").bytes("bytes");

    /** The one directory that there is. */
    private static final String MAIN = "main";

    private static final int ID_BYTES = 8;

    /** What an entry is now. */
    enum Status {
        UNVERIFIED,
        VERIFIED,
        REJECTED;

        String label() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }

        static Status of(String label) {
            return valueOf(label.toUpperCase(java.util.Locale.ROOT));
        }
    }

    /**
     * An entry as it is kept.
     *
     * @param tags JSON, a list of texts
     * @param probe JSON, what a probe found
     * @param version one higher for each change
     */
    record Kept(
            String id,
            String url,
            String name,
            String description,
            String owner,
            Status status,
            Optional<String> category,
            Optional<String> tags,
            Optional<String> probe,
            long registeredAtMs,
            long updatedAtMs,
            String registeredBy,
            long version) {

        Kept said(
                String newName,
                String newDescription,
                Optional<String> newCategory,
                Optional<String> newTags,
                Optional<String> newProbe,
                long nowMs) {
            return new Kept(
                    id,
                    url,
                    newName,
                    newDescription,
                    owner,
                    status,
                    newCategory,
                    newTags,
                    newProbe,
                    registeredAtMs,
                    nowMs,
                    registeredBy,
                    version + 1);
        }

        Kept ownedBy(String other, long nowMs) {
            return new Kept(
                    id,
                    url,
                    name,
                    description,
                    other,
                    status,
                    category,
                    tags,
                    probe,
                    registeredAtMs,
                    nowMs,
                    registeredBy,
                    version + 1);
        }

        Kept judged(Status other, long nowMs) {
            return new Kept(
                    id,
                    url,
                    name,
                    description,
                    owner,
                    other,
                    category,
                    tags,
                    probe,
                    registeredAtMs,
                    nowMs,
                    registeredBy,
                    version + 1);
        }

        long bytes() {
            long bytes = id.length() + owner.length() + registeredBy.length();
            for (String text : List.of(url, name, description)) {
                bytes += utf8(text);
            }
            for (Optional<String> text : List.of(category, tags, probe)) {
                bytes += text.map(Kept::utf8).orElse(0L);
            }
            return bytes;
        }

        private static long utf8(String text) {
            return text.getBytes(StandardCharsets.UTF_8).length;
        }

        Optional<RawJson> tagsJson() {
            return tags.map(Kept::raw);
        }

        Optional<RawJson> probeJson() {
            return probe.map(Kept::raw);
        }

        private static RawJson raw(String json) {
            return new RawJson(json.getBytes(StandardCharsets.UTF_8));
        }
    }

    /**
     * What a list asks for. What is rejected stands in it only if it is asked for.
     *
     * @param owner empty for everybody's
     */
    record Asked(Optional<String> owner, Optional<Status> status, Optional<String> category) {

        private String where(List<Object> params) {
            StringBuilder where = new StringBuilder(" where directory = ?");
            params.add(MAIN);
            owner.ifPresent(o -> {
                where.append(" and owner = ?");
                params.add(o);
            });
            where.append(status.isPresent() ? " and status = ?" : " and status <> ?");
            params.add(status.orElse(Status.REJECTED).label());
            category.ifPresent(c -> {
                where.append(" and category = ?");
                params.add(c);
            });
            return where.toString();
        }
    }

    private static final String COLUMNS =
            """
            id, url, name, description, owner, status, category, tags, probe, registered_at,
            updated_at, registered_by, version\
            """;

    private final Quota quota;

    Directory(Quota quota) {
        this.quota = quota;
    }

    /** An entry's name: of its URL as it stands, letter for letter. */
    static String id(String url) {
        return HexFormat.of().formatHex(Arrays.copyOf(sha256(url), ID_BYTES));
    }

    static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256")
                    .digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    static String json(Object value) {
        return new String(Json.write(value), StandardCharsets.UTF_8);
    }

    Optional<Kept> find(Tx tx, String id) {
        return tx.one(
                "select " + COLUMNS + " from registry_entry where directory = ? and id = ?",
                Directory::kept,
                MAIN,
                id);
    }

    /** Takes an entry in; false if its URL has one, which stays as it is. */
    boolean add(Tx tx, Kept entry) {
        requireRoom(tx, entry.owner());
        boolean added =
                tx.update(
                                """
                                insert into registry_entry (directory, id, url, name, description,
                                    owner, status, category, tags, probe, registered_at, updated_at,
                                    registered_by, version, bytes)
                                values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                                on conflict (directory, id) do nothing\
                                """,
                                MAIN,
                                entry.id(),
                                entry.url(),
                                entry.name(),
                                entry.description(),
                                entry.owner(),
                                entry.status().label(),
                                entry.category().orElse(null),
                                entry.tags().orElse(null),
                                entry.probe().orElse(null),
                                entry.registeredAtMs(),
                                entry.updatedAtMs(),
                                entry.registeredBy(),
                                entry.version(),
                                entry.bytes())
                        == 1;
        if (added) {
            quota.addFor(tx, entry.owner(), 1, entry.bytes());
        }
        return added;
    }

    /** Writes what became of an entry, if it is still what it was. */
    void change(Tx tx, Kept was, Kept is) {
        if (!was.owner().equals(is.owner())) {
            requireRoom(tx, is.owner());
        }
        int changed =
                tx.update(
                        """
                        update registry_entry set name = ?, description = ?, owner = ?, status = ?,
                            category = ?, tags = ?, probe = ?, updated_at = ?, bytes = ?, version = ?
                        where directory = ? and id = ? and version = ?\
                        """,
                        is.name(),
                        is.description(),
                        is.owner(),
                        is.status().label(),
                        is.category().orElse(null),
                        is.tags().orElse(null),
                        is.probe().orElse(null),
                        is.updatedAtMs(),
                        is.bytes(),
                        is.version(),
                        MAIN,
                        was.id(),
                        was.version());
        requireOne(changed);
        quota.addFor(tx, was.owner(), -1, -was.bytes());
        quota.addFor(tx, is.owner(), 1, is.bytes());
    }

    void remove(Tx tx, Kept was) {
        requireOne(
                tx.update(
                        """
                        delete from registry_entry
                        where directory = ? and id = ? and version = ?\
                        """,
                        MAIN,
                        was.id(),
                        was.version()));
        quota.addFor(tx, was.owner(), -1, -was.bytes());
    }

    private static void requireOne(int changed) {
        if (changed != 1) {
            throw new Effect.Stale();
        }
    }

    private static void requireRoom(Tx tx, String owner) {
        long limit = RegistryLimits.REGISTRY_ENTRIES_OF_OWNER.value();
        long used =
                tx.one(
                                "select count(*) from registry_entry where directory = ? and owner = ?",
                                row -> row.number(1),
                                MAIN,
                                owner)
                        .orElse(0L);
        if (used >= limit) {
            throw new Problem(
                            ErrorCode.QUOTA_EXCEEDED,
                            "That owner has as many entries as one may; delete some first.")
                    .with("capability", "registry")
                    .with("quota", "rows")
                    .with("used", used)
                    .with("limit", limit);
        }
    }

    long count(Tx tx, Asked asked) {
        List<Object> params = new ArrayList<>();
        String where = asked.where(params);
        return tx.one(
                        "select count(*) from registry_entry" + where,
                        row -> row.number(1),
                        params.toArray())
                .orElse(0L);
    }

    /** Entries, the oldest first. */
    List<Kept> list(Tx tx, Asked asked, long offset, int limit) {
        List<Object> params = new ArrayList<>();
        String where = asked.where(params);
        params.add((long) limit);
        params.add(offset);
        return tx.all(
                "select %s from registry_entry%s order by registered_at, id limit ? offset ?"
                        .formatted(COLUMNS, where),
                Directory::kept,
                params.toArray());
    }

    /** All of an owner's, the rejected too. */
    List<Kept> owned(Tx tx, String owner, int most) {
        return tx.all(
                "select "
                        + COLUMNS
                        + " from registry_entry where directory = ? and owner = ? order by registered_at, id limit ?",
                Directory::kept,
                MAIN,
                owner,
                most);
    }

    private static Kept kept(Row row) {
        return new Kept(
                row.text(1),
                row.text(2),
                row.text(3),
                row.text(4),
                row.text(5),
                Status.of(row.text(6)),
                Optional.ofNullable(row.textOrNull(7)),
                Optional.ofNullable(row.textOrNull(8)),
                Optional.ofNullable(row.textOrNull(9)),
                row.number(10),
                row.number(11),
                row.text(12),
                row.number(13));
    }
}
