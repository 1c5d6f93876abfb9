#!/bin/sh
# Chromium and fonts for the browser tests and for PDF, from Debian's packages; nothing where they are there.
set -eu

have_browser() { command -v chromium || command -v chromium-browser || command -v google-chrome; }
have_fonts() { command -v fc-list && fc-list | grep -qi dejavu && fc-list | grep -qi liberation; }

if have_browser >/dev/null 2>&1 && have_fonts >/dev/null 2>&1; then
  exit 0
fi
if ! command -v apt-get >/dev/null 2>&1; then
  echo "No Chromium and no apt-get here: install Chromium, Chrome or Edge by hand." >&2
  exit 1
fi
as_root=""
[ "$(id -u)" -eq 0 ] || as_root="sudo"
$as_root apt-get update -qq
DEBIAN_FRONTEND=noninteractive $as_root apt-get install -y -qq --no-install-recommends \
  chromium fontconfig fonts-dejavu fonts-liberation poppler-utils >/dev/null
