#!/usr/bin/env bash
# Makes the packages.
set -euo pipefail

usage() {
  cat <<'USAGE'
Usage: build/pack.sh [--version-suffix SUFFIX] [--repository-url URL] [--output DIR]

Makes Cdc.Core, Cdc.Publisher, Cdc.Lambda, Cdc.Consumer, Cdc.Worker, Cdc.Testing and Cdc.Templates, with symbols. Their version is VersionPrefix of Directory.Build.props.

  --version-suffix SUFFIX  Makes a pre-release: 0.2.0-SUFFIX
  --repository-url URL     Where the sources are published, for SourceLink. Default: the clone's remote "origin"
  --output DIR             Default: artifacts/packages
  --help                   This
USAGE
}

fail() { echo "pack: $*" >&2; exit 1; }

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
output=$root/artifacts/packages
properties=()
while [ $# -gt 0 ]; do
  case "$1" in
    --version-suffix|--repository-url|--output)
      [ $# -ge 2 ] || fail "$1 needs a value; see --help."
      case "$1" in
        --version-suffix) properties+=("-p:VersionSuffix=$2") ;;
        --repository-url) properties+=("-p:RepositoryUrl=$2") ;;
        --output) output=$2 ;;
      esac
      shift ;;
    -h|--help) usage; exit ;;
    *) usage >&2; fail "'$1' is no option of this." ;;
  esac
  shift
done
command -v dotnet >/dev/null || fail "dotnet is not on PATH; install the .NET 10 SDK."

mkdir -p "$output"
output=$(cd "$output" && pwd)
# Everything is built anew, beside the repository's own bin and obj folders: what a package holds is what the sources say, and not where it was built.
made=$(mktemp -d)
trap 'rm -rf "$made"' EXIT
dotnet pack "$root/build/packages.slnf" -c Release -o "$made/packages" --artifacts-path "$made/build" \
  -p:ContinuousIntegrationBuild=true "-p:PathMap=$made/build/=/_/artifacts/build/" -warnaserror -nologo ${properties[@]+"${properties[@]}"}
cp "$made"/packages/* "$output/"

echo
(cd "$made/packages" && for package in *; do echo "Made $output/$package"; done)
