#!/bin/sh
# cron, and systemd for its checker of units, from Debian's packages, for the tests of the schedulers.
# Does nothing where both are there; starts no service.
set -eu

as_root=""
[ "$(id -u)" -eq 0 ] || as_root="sudo"

packages=""
command -v crontab >/dev/null 2>&1 || packages="$packages cron"
command -v systemd-analyze >/dev/null 2>&1 || packages="$packages systemd"
[ -n "$packages" ] || exit 0
if ! command -v apt-get >/dev/null 2>&1; then
  echo "Missing:$packages, and no apt-get here: install them by hand." >&2
  exit 1
fi
$as_root apt-get update -qq
# the run level of a single user: packages that bring a service do not start it
# shellcheck disable=SC2086
$as_root env RUNLEVEL=1 DEBIAN_FRONTEND=noninteractive \
  apt-get install -y -qq --no-install-recommends $packages >/dev/null
