# shellcheck shell=bash
# The root folder: a Debian 13 tree in the user's cache that holds every tool, and the way into it.
# Shape   $cache/root-<hash of packages, recipe>; made under another name beside it, then renamed, so one that exists is whole.
# Locks   $cache/lock while one is made; $cache/in-use shared by whoever is inside, so that `clean --all` can tell.
# Mounts  live in a mount namespace of the process that enters, and go with it.
# Sourced by ./dev, which gives $checkout, $cache, $data, say and fail.

root_recipe=("$checkout/toolchain/packages.txt" "$checkout/toolchain/imgui.sha256" "$checkout/toolchain/fonts.conf"
             "$checkout/toolchain/make-root.sh")
root_hash=$(cat "${root_recipe[@]}" | sha256sum | cut -c1-12)
root="$cache/root-$root_hash"
needed_gb=6

as_root() { if ((EUID == 0)); then "$@"; else sudo -- "$@"; fi; }

# Makes the root folder unless it is there. Two at once: the second waits, and finds it made.
ensure_root() {
  [[ -d $root ]] && return
  check_host
  mkdir -p "$cache"
  exec 9>"$cache/lock"
  if ! flock --nonblock 9; then
    say "another ./dev is making the root folder; waiting for it"
    flock 9
  fi
  [[ -d $root ]] || make_root
  exec 9>&-
}

check_host() {
  [[ $(uname -s) == Linux ]] || fail "the root folder needs Linux (this is $(uname -s)). On another system use a Linux virtual machine, or --host with the tools of toolchain/versions.txt."
  command -v apt-get >/dev/null || fail "the root folder is made with apt-get, which this system lacks. Use Debian, Ubuntu or a container of them, or --host with the tools of toolchain/versions.txt."
  ((EUID == 0)) || command -v sudo >/dev/null || fail "making and entering the root folder needs root: run as root, install sudo, or use --host."
  mkdir -p "$cache" 2>/dev/null || fail "cannot write $cache; name another folder with QUERN_CACHE=…"
  local free_gb=$(($(df --output=avail --block-size=1M "$cache" | tail -1) / 1024))
  ((free_gb >= needed_gb)) || fail "the root folder needs $needed_gb GB of disk, and $cache has $free_gb free. Free some, or name another folder with QUERN_CACHE=…"
}

make_root() {
  install_if_missing mmdebstrap mmdebstrap
  install_if_missing /usr/share/keyrings/debian-archive-keyring.gpg debian-archive-keyring
  local mirror log="$cache/root-$root_hash.log" started=$SECONDS
  mirror=$(debian_mirror)
  [[ -n $mirror ]] || fail "no Debian mirror in this system's apt sources. Name one with QUERN_MIRROR=http://…/debian/"
  say "making the Debian 13 root folder $root: some minutes and 4 GB, once (log: $log)"
  # A build that was cut short left its temporary tree. Its mounts went with its processes; look all the same.
  remove_tree "$root.new"
  report_progress "$log" "$BASHPID" &
  local reporter=$! status=0
  as_root unshare --mount --propagation private \
    bash "$checkout/toolchain/make-root.sh" "$root.new" "$mirror" "$root_hash" >"$log" 2>&1 || status=$?
  kill "$reporter" 2>/dev/null || true
  wait "$reporter" 2>/dev/null || true
  if ((status != 0)); then
    tail -n 20 "$log" >&2
    remove_tree "$root.new"
    fail "the root folder could not be made; above is the end of $log"
  fi
  grep '^NOTE' "$log" || true
  as_root mv -T "$root.new" "$root"
  say "root folder ready after $((SECONDS - started)) s"
  local old
  for old in $(old_roots); do say "an older root folder remains: $old (./dev clean --old removes it)"; done
}

install_if_missing() {  # what proves it is there (a command or a file), its package
  { [[ $1 == /* && -e $1 ]] || command -v "$1" >/dev/null; } && return
  say "installing $2 on this system with apt-get (it makes the root folder)"
  local log="$cache/apt.log"
  as_root apt-get update >"$log" 2>&1 || true
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install --yes --no-install-recommends "$2" >>"$log" 2>&1 ||
    { tail -n 5 "$log" >&2; fail "apt-get could not install $2; see $log"; }
}

# The mirror this system's own apt uses for Debian.
debian_mirror() {
  [[ -n ${QUERN_MIRROR:-} ]] && { echo "$QUERN_MIRROR"; return; }
  local format='$(ORIGIN)|$(LABEL)|$(REPO_URI)'
  [[ -n $(apt-get indextargets --format "$format") ]] || as_root apt-get update >/dev/null 2>&1 || true
  apt-get indextargets --format "$format" | awk -F'|' '$1 == "Debian" && $2 == "Debian" { print $3; exit }'
}

report_progress() {  # log, the process to report for
  local log=$1 parent=$2 started=$SECONDS stage last=""
  while sleep 1 && kill -0 "$parent" 2>/dev/null; do
    stage=$(grep -aE '^(I:|STAGE)' "$log" 2>/dev/null | tail -1 | sed -E 's/^(I:|STAGE) //') || true
    if [[ -t 1 ]]; then printf '\r\e[K  %4d s  %s' $((SECONDS - started)) "$stage"
    elif [[ $stage != "$last" ]] || (((SECONDS - started) % 30 == 0)); then printf '  %4d s  %s\n' $((SECONDS - started)) "$stage"
    fi
    last=$stage
  done
}

old_roots() { find "$cache" -maxdepth 1 -name 'root-*' -type d ! -name "root-$root_hash" 2>/dev/null | sort; }

remove_tree() {
  [[ -e $1 ]] || return 0
  local mount
  for mount in $(awk -v tree="$1/" 'index($5, tree) == 1 { print $5 }' /proc/self/mountinfo | sort -r); do as_root umount --lazy "$mount"; done
  as_root rm -rf --one-file-system "$1"
}

# Becomes a command inside the root folder, in the present folder: same process, so signals and exit code are its own.
enter_root() {
  mkdir -p "$cache/home" "$cache/ccache" "$data"
 
  flock --shared 8
  local git_dir=""
  git_dir=$(git -C "$checkout" rev-parse --path-format=absolute --git-common-dir 2>/dev/null) || true
  local -x QUERN_ROOT=$root QUERN_ROOT_HASH=$root_hash QUERN_CHECKOUT=$checkout QUERN_GIT_DIR=$git_dir
  local -x QUERN_CACHE=$cache QUERN_DATA=$data QUERN_FOLDER=$PWD
  local -x QUERN_USER=$EUID:$(id -g) QUERN_HOST_HOME=$HOME
  local enter=(unshare --mount --propagation private bash "$checkout/toolchain/enter-root.sh" "$@")
  if ((EUID == 0)); then exec "${enter[@]}"; fi
  exec sudo --preserve-env --close-from=9 -- "${enter[@]}"
}
