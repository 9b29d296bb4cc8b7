#!/usr/bin/env bash
# Breaks the whole chain on purpose, and checks that nothing is lost. docs/proof.md says what is done and what is checked.
set -euo pipefail

usage() {
  cat <<'USAGE'
Usage: build/chaos.sh [--seconds 60] [--seed N]

Builds tests/Cdc.Chaos in Release and runs it: writers, streams, the function and two consumer processes under changing
faults, one of the consumers killed and started again all the time. At the end it waits until all is handled, and checks.

  --seconds N   How long changes are written, 1 to 9999; 60 unless said. The end takes some more time.
  --seed N      What writes, faults and kills are drawn from; up to nine digits; others each time unless said.
  --help        This.

The last line: chaos: <n> changes, <f> faults, <k> kills, 0 lost, 0 out of order, <d> duplicates absorbed, seed <s>
Exit code 0 if nothing is lost or out of order, 1 if something is, 2 for wrong arguments or a failed build, 130 after Ctrl-C.
USAGE
}

fail() { echo "chaos: $*" >&2; exit 2; }

arguments=()
while [ $# -gt 0 ]; do
  case "$1" in
    --seconds|--seed)
      [ $# -gt 1 ] || fail "$1 needs a number."
      if [ "$1" = --seconds ]; then
        [[ $2 =~ ^[1-9][0-9]{0,3}$ ]] || fail "--seconds takes 1 to 9999, not '$2'."
      else
        [[ $2 =~ ^[0-9]{1,9}$ ]] || fail "--seed takes up to nine digits, not '$2'."
      fi
      arguments+=("$1" "$2")
      shift ;;
    -h|--help) usage; exit ;;
    *) usage >&2; fail "'$1' is no argument of this." ;;
  esac
  shift
done
command -v dotnet >/dev/null || fail "dotnet is not on PATH; install the .NET 10 SDK."

cd "$(dirname "${BASH_SOURCE[0]}")/.."
log=$(mktemp)
trap 'rm -f "$log"' EXIT
echo "chaos: building …" >&2
dotnet build tests/Cdc.Chaos -c Release >"$log" 2>&1 || { cat "$log" >&2; fail "the build failed."; }
rm -f "$log"
exec dotnet exec tests/Cdc.Chaos/bin/Release/net10.0/Cdc.Chaos.dll ${arguments[@]+"${arguments[@]}"}
