#!/bin/bash
# Becomes a command inside the root folder: enter-root.sh <command…>. Run as root by toolchain/root.sh, in a mount
# namespace of its own, with QUERN_ROOT, _CHECKOUT, _GIT_DIR, _CACHE, _DATA, _FOLDER, _USER and _HOST_HOME set.
set -euo pipefail
root=$QUERN_ROOT

exec 8>>"$QUERN_CACHE/in-use"
flock --shared 8

bind() {  # what, where inside the root folder (the same place unless told)
  local from=$1 to="$root${2:-$1}"
  if [[ -d $from ]]; then mkdir -p "$to"; else mkdir -p "$(dirname "$to")"; [[ -e $to ]] || : >"$to"; fi
  mount --bind "$from" "$to"
}
bind_if_there() { if [[ -e $1 ]]; then bind "$@"; fi; }

for tree in /proc /sys /dev; do mount --rbind "$tree" "$root$tree"; done
bind /tmp
bind "$QUERN_CHECKOUT"
[[ -z $QUERN_GIT_DIR ]] || bind "$QUERN_GIT_DIR"
bind "$QUERN_CACHE"
bind_if_there "$QUERN_DATA"
bind_if_there /etc/resolv.conf
bind_if_there /etc/hosts
bind_if_there /etc/ssl/certs/ca-certificates.crt
for file in "${NODE_EXTRA_CA_CERTS:-}" "${SSL_CERT_FILE:-}" "${CURL_CA_BUNDLE:-}" "${npm_config_cafile:-}"; do
  if [[ $file != /etc/ssl/certs/ca-certificates.crt ]]; then bind_if_there "$file"; fi
done
bind_if_there "$QUERN_HOST_HOME/.npmrc" "$QUERN_CACHE/home/.npmrc"
for file in /etc/npmrc /usr/local/etc/npmrc /usr/etc/npmrc; do
  if [[ -e $file ]]; then bind "$file" /etc/npmrc; break; fi
done
# What lets a window onto the person's display.
export XAUTHORITY=${XAUTHORITY:-$QUERN_HOST_HOME/.Xauthority}
bind_if_there "$XAUTHORITY"
if [[ $QUERN_USER != 0:* ]]; then for file in /etc/passwd /etc/group; do bind "$file"; done; fi

# Only what a build may depend on goes in.
for name in $(compgen -e); do
  case $name in
    TERM | COLORTERM | NO_COLOR | CI | DISPLAY | XAUTHORITY | SOURCE_DATE_EPOCH) ;;
    *_proxy | *_PROXY | *CA_BUNDLE | *CA_CERTS | *CAINFO | SSL_CERT_* | npm_config_* | NPM_CONFIG_*) ;;
    QUERN_* | CMAKE_* | CTEST_* | GTEST_* | CCACHE_* | *SAN_OPTIONS) ;;
    *) unset "$name" ;;
  esac
done
export PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
export LANG=C.UTF-8 HOME=$QUERN_CACHE/home SHELL=/bin/bash NPM_CONFIG_GLOBALCONFIG=/etc/npmrc
# Checkouts share what they compiled: paths below this one are taken as relative.
export CCACHE_DIR=$QUERN_CACHE/ccache CCACHE_BASEDIR=$QUERN_CHECKOUT CCACHE_NOHASHDIR=1
# The checkout may belong to another user than the one who builds it.
export GIT_CONFIG_COUNT=1 GIT_CONFIG_KEY_0=safe.directory GIT_CONFIG_VALUE_0='*'
folder=$QUERN_FOLDER
[[ -d $root$folder ]] || folder=$QUERN_CHECKOUT

exec chroot --userspec="$QUERN_USER" "$root" /usr/bin/env --chdir="$folder" "$@"
