# shellcheck shell=bash
# The root folder: a Debian 13 tree in the user's cache that holds every tool, and the way into it.
# Shape   $cache/root-<hash of packages and recipe>; made under another name beside it, then renamed: one that exists is whole.
# Locks   $cache/lock while one is made; $cache/in-use, shared, by whoever is inside, so that `clean --all` can tell.
# Mounts  live in the mount namespace of the process that enters, and go with it.
: "${checkout:?}" "${cache:?}" "${data:?}"  # ./dev gives these

root_recipe=("$checkout"/toolchain/{packages.txt,imgui.sha256,fonts.conf,make-root.sh})
root_hash=$(cat "${root_recipe[@]}" | { sha256sum 2>/dev/null || shasum -a 256; } | cut -c1-12)
root="$cache/root-$root_hash"
needed_gb=6

as_root() { if ((EUID == 0)); then "$@"; else sudo -- "$@"; fi; }

# Makes the root folder unless it is there. Two at once: the second waits, and finds it made.
ensure_root() {
  check_host
  if [[ -d $root ]]; then return; fi
  check_disk
  exec 9>"$cache/lock"
  if ! flock --nonblock 9; then
    say "another ./dev is making the root folder; waiting for it"
    flock 9
  fi
  if [[ ! -d $root ]]; then make_root; fi
  exec 9>&-
}

check_host() {
  local otherwise="or bring the tools of toolchain/versions.txt yourself and use ./dev --host"
  [[ $(uname -s) == Linux ]] || fail "the root folder needs Linux (this is $(uname -s)): use a Linux virtual machine, $otherwise."
  command -v apt-get >/dev/null || fail "the root folder is made with apt-get, which this system lacks: use Debian or Ubuntu, $otherwise."
  ((EUID == 0)) || command -v sudo >/dev/null || fail "the root folder needs root: run as root, install sudo, $otherwise."
}

check_disk() {
  mkdir -p "$cache" 2>/dev/null || fail "cannot write $cache: name another folder with QUERN_CACHE=…"
  local free_gb=$(($(df --output=avail --block-size=1M "$cache" | tail -1) / 1024))
  ((free_gb >= needed_gb)) ||
    fail "the root folder needs $needed_gb GB of disk and $cache has $free_gb GB free: free some, or name another folder with QUERN_CACHE=…"
}

make_root() {
  install_if_missing /usr/bin/mmdebstrap mmdebstrap
  install_if_missing /usr/bin/xz xz-utils  # what the source package is unpacked with
  install_if_missing /usr/share/keyrings/debian-archive-keyring.gpg debian-archive-keyring
  local mirror log="$cache/root-$root_hash.log" started=$SECONDS old
  mirror=$(debian_mirror)
  [[ -n $mirror ]] || fail "no Debian mirror in this system's apt sources: name one with QUERN_MIRROR=http://…/debian/"
  say "making the Debian 13 root folder $root, once: some minutes, 4 GB (log: $log)"
  ((EUID == 0)) || sudo --validate
  remove_tree "$root.new"  # what a run that was cut short left
  if ! with_progress '^(I:|STAGE)' "$log" as_root unshare --mount --propagation private \
    bash "$checkout/toolchain/make-root.sh" "$root.new" "$mirror" "$root_hash"; then
    tail -n 20 "$log" >&2
    remove_tree "$root.new"
    fail "the root folder could not be made; above is the end of $log"
  fi
  as_root mv --no-target-directory "$root.new" "$root"
  grep '^NOTE' "$log" || true
  say "root folder ready after $((SECONDS - started)) s"
  for old in $(old_roots); do say "an older one remains: $old (./dev clean --old removes it)"; done
}

install_if_missing() {  # the file that tells it is there, its package
  if [[ -e $1 ]]; then return; fi
  local log="$cache/apt.log"
  say "installing $2 on this system with apt-get: the root folder is made with it"
  as_root apt-get update >"$log" 2>&1 || true
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install --yes --no-install-recommends "$2" >>"$log" 2>&1 ||
    { tail -n 5 "$log" >&2; fail "apt-get could not install $2 (log: $log)"; }
}

# The mirror that this system's own apt uses for Debian.
debian_mirror() {
  # shellcheck disable=SC2016  # apt-get expands these
  local list=(apt-get indextargets --format '$(ORIGIN)|$(LABEL)|$(REPO_URI)')
  if [[ -n ${QUERN_MIRROR:-} ]]; then echo "$QUERN_MIRROR"; return; fi
  if [[ -z $("${list[@]}") ]]; then as_root apt-get update >/dev/null 2>&1 || true; fi
  "${list[@]}" | awk -F'|' '$1 == "Debian" && $2 == "Debian" { uri = uri ? uri : $3 } END { print uri }'
}

old_roots() { find "$cache" -maxdepth 1 -type d -name 'root-*' ! -name "root-$root_hash*" 2>/dev/null | sort; }

remove_tree() {
  if [[ ! -e $1 ]]; then return; fi
  local mount
  while read -r mount; do as_root umount --lazy "$mount"; done \
    < <(awk -v tree="$1/" 'index($5, tree) == 1 { print $5 }' /proc/self/mountinfo | sort --reverse)
  as_root rm -rf --one-file-system "$1"
}

# Becomes a command inside the root folder, in the present folder: the same process, so its signals and exit code are ours.
enter_root() {
  mkdir -p "$cache/home" "$cache/ccache"
  : >>"$cache/in-use"
  local git_dir user
  git_dir=$(git -C "$checkout" rev-parse --path-format=absolute --git-common-dir 2>/dev/null) || true
  user="$EUID:$(id -g)"
  export QUERN_ROOT=$root QUERN_CHECKOUT=$checkout QUERN_GIT_DIR=$git_dir QUERN_CACHE=$cache QUERN_DATA=$data
  export QUERN_FOLDER=$PWD QUERN_USER=$user QUERN_HOST_HOME=$HOME
  local enter=(unshare --mount --propagation private bash "$checkout/toolchain/enter-root.sh" "$@")
  if ((EUID == 0)); then exec "${enter[@]}"; fi
  exec sudo --preserve-env -- "${enter[@]}"
}
