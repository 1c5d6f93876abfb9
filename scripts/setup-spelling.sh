#!/bin/sh
# hunspell and its dictionaries, from Debian's packages, for the test of the spelling; nothing where they are there.
set -eu

as_root=""
[ "$(id -u)" -eq 0 ] || as_root="sudo"

packages=""
command -v hunspell >/dev/null 2>&1 || packages="$packages hunspell"
for dictionary in en_GB:hunspell-en-gb en_US:hunspell-en-us pl_PL:hunspell-pl; do
  [ -e "/usr/share/hunspell/${dictionary%%:*}.dic" ] || packages="$packages ${dictionary#*:}"
done
[ -n "$packages" ] || exit 0
if ! command -v apt-get >/dev/null 2>&1; then
  echo "Missing:$packages, and no apt-get here: install them by hand." >&2
  exit 1
fi
$as_root apt-get update -qq
# shellcheck disable=SC2086
DEBIAN_FRONTEND=noninteractive $as_root apt-get install -y -qq --no-install-recommends $packages >/dev/null
