#!/bin/sh
# A private PostgreSQL and a Java for Spark, from Debian's packages, for the tests of the remote engine.
# The cluster lives in .services/, listens on this machine only, and is emptied whenever it is made anew.
# Writes .services/env with the addresses; does nothing where everything runs already.
set -eu

cd "$(dirname "$0")/.."
folder="$PWD/.services"
env="$folder/env"
port="${SALESTOOLKIT_POSTGRES_PORT:-54329}"
as_root=""
[ "$(id -u)" -eq 0 ] || as_root="sudo"

bin() { ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -1; }

install_missing() {
  packages=""
  [ -n "$(bin)" ] || packages="$packages postgresql"
  command -v java >/dev/null 2>&1 || packages="$packages default-jre-headless"
  [ -n "$packages" ] || return 0
  if ! command -v apt-get >/dev/null 2>&1; then
    echo "Missing:$packages, and no apt-get here: install them by hand." >&2
    return 1
  fi
  $as_root apt-get update -qq
  # no cluster of the system's own, which would start with the machine
  $as_root mkdir -p /etc/postgresql-common
  [ -e /etc/postgresql-common/createcluster.conf ] ||
    echo "create_main_cluster = false" | $as_root tee /etc/postgresql-common/createcluster.conf >/dev/null
  # shellcheck disable=SC2086
  DEBIAN_FRONTEND=noninteractive $as_root apt-get install -y -qq --no-install-recommends \
    $packages >/dev/null
}

# PostgreSQL refuses to run as root: then it is the user postgres, which its package made, who runs it.
if [ "$(id -u)" -eq 0 ]; then
  owner=postgres
  data="/var/tmp/salestoolkit-postgres-$port"
  run() { runuser -u postgres -- "$@"; }
else
  owner="$(id -un)"
  data="$folder/postgres"
  run() { "$@"; }
fi

stop() {
  [ -d "$data" ] || return 0
  (cd / && run "$(bin)/pg_ctl" -D "$data" -m fast -w stop >/dev/null 2>&1) || true
  rm -rf "$data" "$env"
}

if [ "${1:-start}" = stop ]; then
  stop
  exit 0
fi

install_missing
answers() { (cd / && run "$(bin)/pg_isready" -q -h 127.0.0.1 -p "$port"); }
if [ -f "$env" ] && answers; then
  exit 0
fi
stop
mkdir -p "$folder"
mkdir -p "$data"
[ "$(id -u)" -ne 0 ] || chown "$owner" "$data"
chmod 700 "$data"
cd /
run "$(bin)/initdb" -D "$data" -U salestoolkit -A trust -E UTF8 --locale=C.UTF-8 >/dev/null
# a user who may only read, and must say a password
echo "host all reader 127.0.0.1/32 scram-sha-256" | cat - "$data/pg_hba.conf" >"$data/hba.new"
cat "$data/hba.new" >"$data/pg_hba.conf"
run "$(bin)/pg_ctl" -D "$data" -w -l "$data/log" \
  -o "-p $port -c listen_addresses=127.0.0.1 -c unix_socket_directories=$data -c fsync=off" \
  start >/dev/null
run "$(bin)/createdb" -h 127.0.0.1 -p "$port" -U salestoolkit salestoolkit
run "$(bin)/psql" -q -h 127.0.0.1 -p "$port" -U salestoolkit salestoolkit -c \
  "CREATE ROLE reader LOGIN PASSWORD 'reads only';
   REVOKE TEMPORARY ON DATABASE salestoolkit FROM PUBLIC;
   ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO reader"
echo "SALESTOOLKIT_POSTGRES=postgresql://salestoolkit@127.0.0.1:$port/salestoolkit" >"$env"
echo "PostgreSQL answers on port $port; its address is in .services/env. 'make stop-services' ends it."
