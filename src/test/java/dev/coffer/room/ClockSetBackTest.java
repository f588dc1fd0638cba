package dev.coffer.room;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.endpoint.Capacities;
import dev.coffer.harness.Answered;
import dev.coffer.harness.Call;
import dev.coffer.harness.Pebbles;
import dev.coffer.harness.Service;
import dev.coffer.harness.Service.Client;
import dev.coffer.store.Owner;
import dev.coffer.store.Signals;
import dev.coffer.store.Store;
import dev.coffer.store.sqlite.SqliteStore;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

/** What was written while the clock was ahead lasts as long as it was to when it is set right. */
@Timeout(120)
class ClockSetBackTest {

    private static final Duration AHEAD = Duration.ofDays(365);
    private static final String LOCK = "/api/sync/lock";

    /** Something that is written, and how one sees that its time is over. */
    private enum Life {
        KEY(60) {
            @Override
            String begin(Client alice) {
                return call(alice, "/api/kv/set", "{'key':'k','value':1,'ttl':60}").text();
            }

            @Override
            boolean isOver(Client alice, String begun) {
                return alice.get("/api/kv/get?key=k").status() == 404;
            }
        },
        KEY_WITHOUT_A_WORD(86_400) {
            @Override
            String begin(Client alice) {
                return call(alice, "/api/kv/set", "{'key':'k','value':1}").text();
            }

            @Override
            boolean isOver(Client alice, String begun) {
                return alice.get("/api/kv/get?key=k").status() == 404;
            }
        },
        TOUCHED_KEY(90) {
            @Override
            String begin(Client alice) {
                call(alice, "/api/kv/set", "{'key':'k','value':1,'ttl':86400}");
                alice.service().clock().advance(Duration.ofSeconds(60));
                return call(alice, "/api/kv/touch", "{'key':'k','ttl':90}").text();
            }

            @Override
            boolean isOver(Client alice, String begun) {
                return alice.get("/api/kv/get?key=k").status() == 404;
            }
        },
        KEY_SET_AFTER_A_TOUCH(60) {
            @Override
            String begin(Client alice) {
                TOUCHED_KEY.begin(alice);
                alice.service().clock().advance(Duration.ofSeconds(60));
                return KEY.begin(alice);
            }

            @Override
            boolean isOver(Client alice, String begun) {
                return KEY.isOver(alice, begun);
            }
        },
        PASTE(60) {
            @Override
            String begin(Client alice) {
                return call(alice, "/api/paste/create", "{'content':'c','ttl':60}")
                        .at("code")
                        .asString();
            }

            @Override
            boolean isOver(Client alice, String code) {
                return alice.get("/api/paste/get?code=" + code).status() == 404;
            }
        },
        LOCK_HELD(60) {
            @Override
            String begin(Client alice) {
                return call(alice, LOCK, "{'name':'l','ttl':60}").at("token").asString();
            }

            @Override
            boolean isOver(Client alice, String token) {
                return call(alice, LOCK, "{'name':'l','ttl':60}").at("acquired").asBoolean();
            }
        },
        LOCK_EXTENDED(10) {
            @Override
            String begin(Client alice) {
                String token = LOCK_HELD.begin(alice);
                alice.service().clock().advance(Duration.ofSeconds(30));
                String json = "{'name':'l','token':'%s','ttl':10}".formatted(token);
                assertThat(call(alice, "/api/sync/extend", json).at("extended").asBoolean())
                        .isTrue();
                return token;
            }

            @Override
            boolean isOver(Client alice, String token) {
                return LOCK_HELD.isOver(alice, token);
            }
        },
        LOCK_TAKEN_OVER(60) {
            @Override
            String begin(Client alice) {
                LOCK_EXTENDED.begin(alice);
                alice.service().clock().advance(Duration.ofSeconds(10));
                return LOCK_HELD.begin(alice);
            }

            @Override
            boolean isOver(Client alice, String token) {
                return LOCK_HELD.isOver(alice, token);
            }
        },
        JOB_DELAYED(60) {
            @Override
            String begin(Client alice) {
                return call(alice, "/api/queue/push", "{'queue':'q','payload':1,'delay':60}")
                        .text();
            }

            @Override
            boolean isOver(Client alice, String begun) {
                return !pop(alice).at("empty").asBoolean();
            }
        },
        JOB_LEASED(60) {
            @Override
            String begin(Client alice) {
                call(alice, "/api/queue/push", "{'queue':'q','payload':1}");
                Answered popped = pop(alice);
                return "'jobId':%s,'lease':%s".formatted(popped.at("jobId"), popped.at("lease"));
            }

            @Override
            boolean isOver(Client alice, String delivery) {
                return !pop(alice).at("empty").asBoolean();
            }
        },
        JOB_LEASE_EXTENDED(90) {
            @Override
            String begin(Client alice) {
                String delivery = JOB_LEASED.begin(alice);
                alice.service().clock().advance(Duration.ofSeconds(50));
                call(alice, "/api/queue/extend", "{%s,'visibility':90}".formatted(delivery));
                return delivery;
            }

            @Override
            boolean isOver(Client alice, String delivery) {
                return JOB_LEASED.isOver(alice, delivery);
            }
        },
        JOB_FAILED(30) {
            @Override
            String begin(Client alice) {
                String delivery = JOB_LEASED.begin(alice);
                alice.service().clock().advance(Duration.ofSeconds(50));
                call(alice, "/api/queue/fail", "{%s,'delay':30}".formatted(delivery));
                return delivery;
            }

            @Override
            boolean isOver(Client alice, String delivery) {
                return JOB_LEASED.isOver(alice, delivery);
            }
        },
        JOB_COMPLETED(86_400) {
            @Override
            String begin(Client alice) {
                String delivery = JOB_LEASED.begin(alice);
                call(alice, "/api/queue/complete", "{%s}".formatted(delivery));
                return delivery;
            }

            @Override
            boolean isOver(Client alice, String delivery) {
                return alice.get("/api/queue/status?queue=q").at("completed").asLong() == 0;
            }
        },
        LIMITER(50) {
            @Override
            String begin(Client alice) {
                return take(alice).text();
            }

            @Override
            boolean isOver(Client alice, String begun) {
                return take(alice).at("allowed").asBoolean();
            }

            private static Answered take(Client alice) {
                return call(
                        alice,
                        "/api/counter/take",
                        "{'name':'t','capacity':5,'refillPerSecond':0.1,'cost':5}");
            }
        },
        ANSWER(86_400) {
            @Override
            String begin(Client alice) {
                return set(alice, 1).expect(200).text();
            }

            @Override
            boolean isOver(Client alice, String begun) {
                return set(alice, 2).status() == 200;
            }

            private static Answered set(Client alice, int value) {
                String json = "{\"key\":\"k\",\"value\":%d}".formatted(value);
                return alice.post("/api/kv/set", json, "Idempotency-Key", "once");
            }
        };

        private final Duration lasts;

        Life(long seconds) {
            this.lasts = Duration.ofSeconds(seconds);
        }

        abstract String begin(Client alice);

        abstract boolean isOver(Client alice, String begun);

        static Answered call(Client alice, String target, String json) {
            return alice.post(target, json.replace('\'', '"')).expect(200);
        }

        static Answered pop(Client alice) {
            return call(alice, "/api/queue/pop", "{'queue':'q','visibility':60}");
        }
    }

    @ParameterizedTest
    @EnumSource
    void itLastsItsTimeAndNotTheJump(Life life) {
        try (Service service = Service.off()) {
            Client alice = service.payer("alice");
            String begun = life.begin(alice);
            service.clock().advance(AHEAD.negated());
            service.sweep();
            service.clock().advance(life.lasts.minusMillis(1));
            assertThat(life.isOver(alice, begun)).as("a millisecond before its end").isFalse();
            service.clock().advance(Duration.ofMillis(1));
            assertThat(life.isOver(alice, begun)).as("at its end").isTrue();
        }
    }

    /** Its time began before: it goes on, and does not begin again. */
    @ParameterizedTest
    @EnumSource
    void whatWasWrittenBeforeTheClockWentAheadKeepsItsEnd(Life life) {
        try (Service service = Service.off()) {
            Client alice = service.payer("alice");
            String begun = life.begin(alice);
            service.clock().advance(life.lasts.minusMillis(2));
            service.clock().advance(AHEAD);
            service.clock().advance(AHEAD.negated());
            service.sweep();
            service.clock().advance(Duration.ofMillis(1));
            assertThat(life.isOver(alice, begun)).as("a millisecond before its end").isFalse();
            service.clock().advance(Duration.ofMillis(1));
            assertThat(life.isOver(alice, begun)).as("at its end").isTrue();
        }
    }

    private static boolean hasLooked(Service service) {
        return !service.query("select ends_at from lease where name = 'sweeper'").isEmpty();
    }

    private static Instant end(Client alice) {
        return Instant.parse(alice.get("/api/sync/check?name=l").at("expiresAt").asString());
    }

    private static void endsByItself(Service service, Client alice) {
        Instant end = service.clock().instant().plusSeconds(60);
        Call.until("the lock ends in its time", () -> end(alice).equals(end));
        service.clock().advance(Duration.ofSeconds(60));
        assertThat(Life.LOCK_HELD.isOver(alice, "")).isTrue();
    }

    @Test
    void aRunningServiceNoticesByItself() {
        try (Service service = Service.off()) {
            Call.until("it looked at its clock", () -> hasLooked(service));
            Client alice = service.payer("alice");
            Life.LOCK_HELD.begin(alice);
            service.clock().advance(AHEAD.negated());
            endsByItself(service, alice);
        }
    }

    @Test
    void oneThatWasStoppedMeanwhileNoticesWhenItStarts() {
        try (Service service = Service.off()) {
            Call.until("it looked at its clock", () -> hasLooked(service));
            Client alice = service.payer("alice");
            Life.LOCK_HELD.begin(alice);
            service.clock().advance(AHEAD.negated());
            service.restart();
            endsByItself(service, alice);
        }
    }

    @Test
    void whoWaitsInLineDoesNotStandThereForTheJump() {
        try (Service service = Service.off()) {
            Client alice = service.payer("alice");
            String token = Life.LOCK_HELD.begin(alice);
            Call<Answered> waiter =
                    Call.start(() -> Life.call(alice, LOCK, "{'name':'l','wait':true}"));
            Call.until("it waits", () -> service.waitingCalls() == 1);
            String place = "select ends_at - came_at, came_at from lock_waiter";
            String waits = service.query(place).getFirst().getFirst();
            service.clock().advance(AHEAD.negated());
            service.sweep();
            assertThat(service.query(place))
                    .containsExactly(List.of(waits, Long.toString(service.clock().millis())));
            Life.call(alice, "/api/sync/unlock", "{'name':'l','token':'%s'}".formatted(token));
            assertThat(waiter.get().at("acquired").asBoolean()).isTrue();
        }
    }

    /** What they wait for may be due earlier than they were told. */
    @Test
    void whoeverWaitsForSomethingIsWokenToLook(@TempDir Path data) {
        AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-06-01T10:00:00Z"));
        try (Store store = SqliteStore.open(data, now::get, new SqliteStore.Bounds(10, 10));
                Sweeper sweeper = new Sweeper(store, List.of(Pebbles.room(Capacities.usual())));
                Signals.Listener listener = store.signals().listen("something")) {
            store.write(
                    new Owner("alice"),
                    tx ->
                            tx.update(
                                    "insert into pebble values ('alice', 'p', 1, ?, ?)",
                                    tx.now(),
                                    tx.now() + 60_000));
            sweeper.sweep();
            assertThat(listener.await(System.nanoTime())).isEqualTo(Signals.Woken.TIME_OVER);
            now.updateAndGet(ahead -> ahead.minus(AHEAD));
            sweeper.sweep();
            assertThat(listener.await(System.nanoTime() + 60_000_000_000L))
                    .isEqualTo(Signals.Woken.SIGNALLED);
        }
    }
}
