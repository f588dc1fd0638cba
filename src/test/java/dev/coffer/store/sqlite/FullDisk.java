package dev.coffer.store.sqlite;

import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A disk that is full for a moment, under a connection: queries fail as the driver's do, which
 * leave a statement that is over for good.
 */
final class FullDisk {

    private final Set<String> failed = ConcurrentHashMap.newKeySet();
    private volatile boolean full;

    void full(boolean full) {
        this.full = full;
    }

    /** The queries that failed for want of room. */
    Set<String> failed() {
        return failed;
    }

    Connection under(Connection connection) {
        return (Connection)
                Proxy.newProxyInstance(
                        FullDisk.class.getClassLoader(),
                        new Class<?>[] {Connection.class},
                        (_, method, args) -> {
                            try {
                                Object given = method.invoke(connection, args);
                                return given instanceof PreparedStatement statement
                                        ? under(statement, String.valueOf(args[0]))
                                        : given;
                            } catch (InvocationTargetException e) {
                                throw e.getCause();
                            }
                        });
    }

    private PreparedStatement under(PreparedStatement statement, String sql) {
        return (PreparedStatement)
                Proxy.newProxyInstance(
                        FullDisk.class.getClassLoader(),
                        new Class<?>[] {PreparedStatement.class},
                        (_, method, args) -> {
                            if (full && method.getName().equals("executeQuery")) {
                                failed.add(sql);
                                statement.close();
                                throw new SQLiteException("full", SQLiteErrorCode.SQLITE_FULL);
                            }
                            try {
                                return method.invoke(statement, args);
                            } catch (InvocationTargetException e) {
                                throw e.getCause();
                            }
                        });
    }
}
