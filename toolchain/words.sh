# shellcheck shell=bash
# What ./dev says, and how it runs something long: output to a log, progress to the screen, its end on failure.

say() { printf '· %s\n' "$*"; }
fail() { printf './dev: %s\n' "$*" >&2; exit 1; }

# Runs a command in a process group of its own with its output in a log, and shows how it goes: the last log line that
# matches the pattern. Ctrl+C, or a kill of this script, ends the whole group; so does its end, for what it left behind.
with_progress() {  # pattern, log, command…
  local pattern=$1 log=$2 status=0
  shift 2
  mkdir -p "$(dirname "$log")"
  : >"$log"
  set -m
  "$@" </dev/null >"$log" 2>&1 &
  running=$!
  set +m
  report_progress "$pattern" "$log" $$ &
  reporter=$!
  disown "$reporter"
  wait "$running" || status=$?
  stop_running
  return "$status"
}

running="" reporter=""
stop_running() {
  if [[ -z $running ]]; then return; fi
  kill -KILL "$reporter" 2>/dev/null || true
  kill -TERM -- "-$running" 2>/dev/null || true
  wait "$running" 2>/dev/null || true
  running="" reporter=""
  if [[ -t 1 ]]; then printf '\r\e[K'; fi
}
trap stop_running EXIT
trap 'exit 130' INT
trap 'exit 143' TERM
trap 'exit 129' HUP

report_progress() {  # pattern, log, the process to report for
  local pattern=$1 log=$2 parent=$3 started=$SECONDS seconds line width
  width=$(($(tput cols 2>/dev/null || echo 100) - 12))
  while sleep 1 >/dev/null && kill -0 "$parent" 2>/dev/null; do
    seconds=$((SECONDS - started))
    line=$(tail -c 4000 "$log" | grep -aE -e "$pattern" | tail -1 | tr -d '\r\t\033') || true
    if [[ -t 1 ]]; then printf '\r\e[K  %4d s  %s' "$seconds" "${line:0:width}"
    elif ((seconds % 20 == 0)); then printf '  %4d s  %s\n' "$seconds" "${line:0:width}"
    fi
  done
}
