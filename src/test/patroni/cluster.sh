#!/bin/sh
# Three PostgreSQL under Patroni with a strict synchronous standby, and one etcd, all on loopback.
# Each runs as the user who calls, or as nobody if that is root, below DIR.
#
#   cluster.sh start DIR ETCD PEER PG1 API1 PG2 API2 PG3 API3    all ports; returns when started
#   cluster.sh node DIR K                                        starts node K (1 to 3) again
#   cluster.sh signal DIR K SIGNAL patroni|postgres|both         to node K's processes
#   cluster.sh stop DIR                                          kills all
set -eu

verb=$1
dir=$2
script=$(readlink -f "$0")

as_ordinary_user() {
    if [ "$(id -u)" = 0 ]; then
        exec setpriv --reuid=65534 --regid=65534 --clear-groups env HOME="$dir" "$@"
    fi
    exec env HOME="$dir" "$@"
}

# Everything in the background, its pid in a file.
launch() {
    name=$1
    shift
    (as_ordinary_user "$@") >>"$dir/$name.log" 2>&1 </dev/null &
    echo $! >"$dir/$name.pid"
}

write_config() {
    cat >"$dir/n$1.yml" <<END
scope: coffer
name: n$1
restapi:
  listen: 127.0.0.1:$3
  connect_address: 127.0.0.1:$3
etcd3:
  host: 127.0.0.1:$etcd
bootstrap:
  dcs:
    ttl: 20
    loop_wait: 2
    retry_timeout: 3
    synchronous_mode: true
    synchronous_mode_strict: true
    postgresql:
      use_pg_rewind: true
      parameters:
        synchronous_commit: "on"
        wal_log_hints: "on"
        max_connections: 100
  initdb:
    - encoding: UTF8
    - locale: C
    - data-checksums
postgresql:
  listen: 127.0.0.1:$2
  connect_address: 127.0.0.1:$2
  data_dir: $dir/n$1
  bin_dir: $bin
  pgpass: $dir/n$1.pgpass
  authentication:
    superuser: {username: coffer, password: coffer}
    replication: {username: replicator, password: replicator}
    rewind: {username: rewinder, password: rewinder}
  parameters:
    unix_socket_directories: $dir
  pg_hba:
    - local all all trust
    - host all all 127.0.0.1/32 trust
    - host replication all 127.0.0.1/32 trust
END
}

start() {
    etcd=$1
    peer=$2
    bin=$(find /usr/lib/postgresql -maxdepth 2 -name bin | sort -V | tail -n 1)
    mkdir -p "$dir"
    chmod 777 "$dir"
    write_config 1 "$3" "$4"
    write_config 2 "$5" "$6"
    write_config 3 "$7" "$8"
    launch etcd etcd --name e --data-dir "$dir/etcd" \
        --listen-client-urls "http://127.0.0.1:$etcd" \
        --advertise-client-urls "http://127.0.0.1:$etcd" \
        --listen-peer-urls "http://127.0.0.1:$peer" \
        --initial-advertise-peer-urls "http://127.0.0.1:$peer" \
        --initial-cluster "e=http://127.0.0.1:$peer"
    for node in 1 2 3; do
        launch "n$node" patroni "$dir/n$node.yml"
    done
}

# The pids of a node: Patroni, or the postmaster with all that it started.
pids() {
    if [ "$2" != postgres ]; then
        cat "$dir/n$1.pid"
    fi
    if [ "$2" != patroni ] && [ -f "$dir/n$1/postmaster.pid" ]; then
        postmaster=$(head -n 1 "$dir/n$1/postmaster.pid")
        echo "$postmaster"
        ps -o pid= --ppid "$postmaster" || true
    fi
}

case $verb in
    start)
        shift 2
        start "$@"
        ;;
    node)
        launch "n$3" patroni "$dir/n$3.yml"
        ;;
    signal)
        # shellcheck disable=SC2046
        kill "-$4" $(pids "$3" "$5") 2>/dev/null || true
        ;;
    stop)
        for node in 1 2 3; do
            "$script" signal "$dir" "$node" CONT both
            "$script" signal "$dir" "$node" KILL both
        done
        kill -KILL "$(cat "$dir/etcd.pid")" 2>/dev/null || true
        ;;
esac
