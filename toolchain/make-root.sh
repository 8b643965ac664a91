#!/bin/bash
# Makes the Debian 13 root folder: make-root.sh <folder> <mirror> <hash>. Run as root by toolchain/root.sh, in a mount
# namespace of its own. Lines that begin with STAGE (and mmdebstrap's I:) are shown as progress, NOTE at the end.
set -euo pipefail
folder=$1 mirror=$2 hash=$3
here=$(cd "$(dirname "$0")" && pwd)
umask 022

packages=$(sed 's/#.*//' "$here/packages.txt" | xargs | tr ' ' ',')
mmdebstrap --mode=root --variant=apt --aptopt='APT::Install-Recommends "false"' --include="$packages" \
  trixie "$folder" "deb $mirror trixie main"

echo "STAGE fetching Dear ImGui's source package"
# From whichever suite has it, in an apt configuration of its own. A suite's Release file may be past its date:
# that one check is off, signatures stay on.
apt="$folder/var/tmp/apt"
mkdir -p "$apt"/lists/partial "$apt"/cache/archives/partial
read -r expected_hash expected_file <"$here/imgui.sha256"
for suite in forky sid; do
  echo "deb-src [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $mirror $suite main" >"$apt/sources.list"
  own=(-o Dir::State::Lists="$apt/lists" -o Dir::Etc::SourceList="$apt/sources.list" -o Dir::Etc::SourceParts=/dev/null
       -o Dir::Cache="$apt/cache" -o Acquire::Check-Valid-Until=false -o APT::Sandbox::User=root)
  apt-get "${own[@]}" update --quiet &&
    (cd "$apt" && apt-get "${own[@]}" source --quiet --download-only imgui) && break
  rm -rf "$apt"/imgui_* "$apt"/lists/*
done
tarball=$(find "$apt" -maxdepth 1 -name 'imgui_*.orig.tar.*' ! -name '*.asc' | head -1)
[[ -n $tarball ]] || { echo "no source package of Dear ImGui in forky or sid at this mirror"; exit 1; }
if [[ $(basename "$tarball") == "$expected_file" ]]; then
  echo "$expected_hash  $tarball" | sha256sum --check --quiet
else
  echo "NOTE Dear ImGui: the suite has moved on from $expected_file to $(basename "$tarball"); taking that (its signature was checked)"
fi
mkdir -p "$folder/opt/imgui"
tar --extract --file "$tarball" --directory "$folder/opt/imgui" --strip-components=1 --no-same-owner
version=$(sed -n 's/^#define IMGUI_VERSION_NUM *\([0-9]*\).*/\1/p' "$folder/opt/imgui/imgui.h")
((version >= 19200)) || { echo "Dear ImGui is older than 1.92: $version"; exit 1; }
rm -rf "$apt"

echo "STAGE settling fonts"
cp "$here/fonts.conf" "$folder/etc/fonts/local.conf"
chroot "$folder" fc-cache --system-only
echo "$hash" >"$folder/etc/quern-root"
