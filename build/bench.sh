#!/usr/bin/env bash
# Measures what the packages promise about speed and memory. docs/benchmarks.md says what each figure is.
set -euo pipefail

usage() {
  cat <<'USAGE'
Usage: build/bench.sh publisher|consumer|chain|testing [--quick] [--check]

Builds tests/Cdc.Benchmarks in Release, measures, prints a table and writes artifacts/bench/publisher.json, consumer.json,
chain.json or testing.json.

  publisher     Cdc.Publisher: from a stream event to SNS, and the function's cold start.
                The cold start of the native executable needs clang or gcc to link it; without them it is skipped.
  consumer      Cdc.Consumer: from SQS to the handlers.
  chain         All parts together on a LocalAws in process, one and a hundred changes a message, and what AWS would bill.
  testing       Cdc.Testing: the calls of SDK clients to a LocalAws in process.
  --quick       Less than a minute instead of a few; the figures vary more. The first run takes longer, and so does
                the first after a change of the sources: it builds, and publishes the native executable.
  --check       End with exit code 1 where a target is missed. Without it missed targets are marked in the table alone:
                a busy machine misses some.
  --help        This.

Close what else keeps the processors busy: ratios bear it, times and rates do not.
USAGE
}

fail() { echo "bench: $*" >&2; exit 2; }

benchmark=
arguments=()
while [ $# -gt 0 ]; do
  case "$1" in
    publisher|consumer|chain|testing)
      [ -z "$benchmark" ] || fail "one benchmark at a time, not $benchmark and $1."
      benchmark=$1 ;;
    --quick|--check) arguments+=("$1") ;;
    -h|--help) usage; exit ;;
    *) usage >&2; fail "'$1' is no argument of this." ;;
  esac
  shift
done
[ -n "$benchmark" ] || { usage >&2; fail "say what to measure: publisher, consumer, chain or testing."; }
command -v dotnet >/dev/null || fail "dotnet is not on PATH; install the .NET 10 SDK."

cd "$(dirname "${BASH_SOURCE[0]}")/.."
output=artifacts/bench
mkdir -p "$output"
log=$(mktemp)
trap 'rm -f "$log"' EXIT

# What succeeds says nothing.
quietly() { "$@" >"$log" 2>&1 || { cat "$log" >&2; fail "'$1 $2 $3' failed."; }; }

# Why a native executable cannot be made here; empty where it can.
native_absent() {
  if [ "$(uname -s)" != Linux ]; then echo "the function's native executable is made on Linux"
  elif ! command -v clang >/dev/null && ! command -v gcc >/dev/null; then echo "neither clang nor gcc is on PATH to link it"; fi
}

# Publishes the function unless what it is made of is as it was.
publish_native() {
  local made=$output/native now
  now=$({
    dotnet --version
    find src/Cdc.Core src/Cdc.Publisher src/Cdc.Lambda src/Shared samples/OrdersDemo.StreamFunction \
      \( -name bin -o -name obj \) -prune -o -type f -print | LC_ALL=C sort | xargs cat
    cat Directory.*.props src/Directory.Build.props samples/Directory.Build.props
  } | cksum)
  if [ -x "$made/bootstrap" ] && [ "$(cat "$made/made-of" 2>/dev/null)" = "$now" ]; then return; fi
  echo "bench: publishing the native function; this takes about a minute …" >&2
  rm -rf "$made"
  # Beside the repository's own bin and obj folders, which a build may be using.
  quietly dotnet publish samples/OrdersDemo.StreamFunction -c Release --use-current-runtime -p:PublishAot=true --artifacts-path "$made/build" -o "$made"
  rm -rf "$made/build"
  echo "$now" >"$made/made-of"
}

if [ "$benchmark" = publisher ]; then
  absent=$(native_absent)
  if [ -n "$absent" ]; then
    arguments+=(--native-absent "$absent")
  else
    publish_native
    arguments+=(--native "$output/native/bootstrap")
  fi
fi

echo "bench: building …" >&2
quietly dotnet build tests/Cdc.Benchmarks -c Release
dotnet exec tests/Cdc.Benchmarks/bin/Release/net10.0/Cdc.Benchmarks.dll "$benchmark" --output "$output" ${arguments[@]+"${arguments[@]}"}
