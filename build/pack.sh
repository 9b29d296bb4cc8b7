#!/usr/bin/env bash
# Makes the packages.
set -euo pipefail

usage() {
  cat <<'USAGE'
Usage: build/pack.sh [--version-suffix SUFFIX] [--repository-url URL] [--output DIR] [--sbom]

Makes Cdc.Core, Cdc.Publisher, Cdc.Lambda, Cdc.Consumer, Cdc.Worker, Cdc.Testing, Cdc.Aspire.Hosting and Cdc.Templates, with symbols. Their version is VersionPrefix of Directory.Build.props.

  --version-suffix SUFFIX  Makes a pre-release: 0.2.0-SUFFIX
  --repository-url URL     Where the sources are published, for SourceLink. Default: the clone's remote "origin"
  --output DIR             Default: artifacts/packages
  --sbom                   Also makes the bill of materials of each library, in CycloneDX: <package>.<version>.cdx.json
  --help                   This
USAGE
}

fail() { echo "pack: $*" >&2; exit 1; }

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
output=$root/artifacts/packages
properties=()
sbom=''
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
    --sbom) sbom=yes ;;
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
  -p:ContinuousIntegrationBuild=true -p:RestoreLockedMode=true "-p:PathMap=$made/build/=/_/artifacts/build/" -warnaserror -nologo ${properties[@]+"${properties[@]}"}

# Of what was restored for these very packages. The tool is the one of .config/dotnet-tools.json.
if [ -n "$sbom" ]; then
  (cd "$root" && dotnet tool restore >"$made/log" 2>&1) || { cat "$made/log" >&2; fail "the tool that makes bills of materials cannot be restored."; }
  for package in "$made"/packages/*.nupkg; do
    package=$(basename "$package" .nupkg)
    # The version begins with the first digit behind a dot.
    id=${package%%.[0-9]*}
    [ -f "$root/src/$id/$id.csproj" ] || continue
    (cd "$root" && dotnet tool run dotnet-CycloneDX -- "src/$id/$id.csproj" --disable-package-restore --base-intermediate-output-path "$made/build/obj" --recursive \
      --include-project-references --exclude-dev --set-nuget-purl --set-name "$id" --set-version "${package#"$id".}" --set-type Library --no-serial-number --output-format Json \
      --output "$made/packages" --filename "$package.cdx.json" >"$made/log" 2>&1) || { cat "$made/log" >&2; fail "the bill of materials of $id could not be made."; }
    # The tool gives the packages of this family the version without its suffix.
    version=${package#"$id".}
    sed "s/\(Cdc\.[A-Za-z.]*\)@[^\"]*\"/\1@$version\"/; /\"name\": \"Cdc\./{n;s/\"version\": \"[^\"]*\"/\"version\": \"$version\"/;}" \
      "$made/packages/$package.cdx.json" >"$made/bill" && mv "$made/bill" "$made/packages/$package.cdx.json"
  done
fi
cp "$made"/packages/* "$output/"

echo
(cd "$made/packages" && for package in *; do echo "Made $output/$package"; done)
