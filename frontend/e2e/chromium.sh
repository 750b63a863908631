#!/bin/sh
# Prints the path of the Chromium that the page is tested in: the one that the variable CHROMIUM names, or the first
# that is installed. With --install, root gets Debian's where there is none.
set -eu

find_chromium() {
    for name in ${CHROMIUM:-chromium chromium-browser google-chrome}; do
        command -v "$name" && return
    done
    return 1
}

if find_chromium; then exit; fi
if [ -n "${CHROMIUM:-}" ]; then
    echo "CHROMIUM names '$CHROMIUM', which is not there; correct it, or unset it." >&2
    exit 1
fi
if [ "${1:-}" = "--install" ] && [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    echo "Installing Chromium, which the page is tested in." >&2
    apt-get update -qq >&2
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium >&2
    find_chromium
    exit
fi
echo "The page is tested in Chromium, and there is none; install it (Debian: apt install chromium), or name one: CHROMIUM=/path/to/chrome" >&2
exit 1
