package dev.coffer.state.links;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;

/**
 * How the statistics of a link are stored: some hundred bytes mostly, read and written every
 * second.
 */
final class ClickStatsForm {

    private static final int VERSION = 1;

    private ClickStatsForm() {}

    static byte[] encoded(ClickStats stats) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeByte(VERSION);
            out.writeShort(stats.hours.size());
            for (Map.Entry<Integer, Long> hour : stats.hours.entrySet()) {
                out.writeInt(hour.getKey());
                out.writeLong(hour.getValue());
            }
            out.writeShort(stats.days.size());
            for (Map.Entry<Integer, ClickStats.Day> day : stats.days.entrySet()) {
                out.writeInt(day.getKey());
                out.writeLong(day.getValue().clicks());
                out.writeLong(day.getValue().visitors());
            }
            write(out, stats.referrers);
            write(out, stats.countries);
            out.writeByte(stats.devices.length);
            for (long n : stats.devices) {
                out.writeLong(n);
            }
            out.writeByte(stats.recent.size());
            for (ClickStats.Recent one : stats.recent) {
                out.writeLong(one.atMs());
                out.writeUTF(one.referrer());
                out.writeUTF(one.country());
                out.writeByte(one.device().ordinal());
            }
            out.writeInt(stats.today);
            out.writeShort(stats.visitors.size());
            for (char register : stats.visitors.registers()) {
                out.writeChar(register);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /** What {@link #encoded} gave; nothing of nothing. */
    static ClickStats decoded(byte[] bytes) {
        ClickStats stats = new ClickStats();
        if (bytes.length == 0) {
            return stats;
        }
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            if (in.readByte() != VERSION) {
                throw new IllegalStateException("statistics of a later version");
            }
            for (int left = in.readShort(); left > 0; left--) {
                stats.hours.put(in.readInt(), in.readLong());
            }
            for (int left = in.readShort(); left > 0; left--) {
                stats.days.put(in.readInt(), new ClickStats.Day(in.readLong(), in.readLong()));
            }
            read(in, stats.referrers);
            read(in, stats.countries);
            for (int i = 0, n = in.readByte(); i < n; i++) {
                stats.devices[i] = in.readLong();
            }
            for (int left = in.readByte(); left > 0; left--) {
                stats.recent.add(
                        new ClickStats.Recent(
                                in.readLong(),
                                in.readUTF(),
                                in.readUTF(),
                                Device.values()[in.readByte()]));
            }
            stats.today = in.readInt();
            char[] registers = new char[in.readShort()];
            for (int i = 0; i < registers.length; i++) {
                registers[i] = in.readChar();
            }
            stats.visitors = new Visitors(registers);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return stats;
    }

    private static void write(DataOutputStream out, Map<String, Long> counts) throws IOException {
        out.writeShort(counts.size());
        for (Map.Entry<String, Long> count : counts.entrySet()) {
            out.writeUTF(count.getKey());
            out.writeLong(count.getValue());
        }
    }

    private static void read(DataInputStream in, Map<String, Long> counts) throws IOException {
        for (int left = in.readShort(); left > 0; left--) {
            counts.put(in.readUTF(), in.readLong());
        }
    }
}
