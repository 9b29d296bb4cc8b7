#!/usr/bin/env bash
# Gives broken events and messages to the publisher and the consumer. docs/fuzzing.md says what is checked.
set -euo pipefail

cd "$(dirname "${BASH_SOURCE[0]}")/.."
command -v dotnet >/dev/null || { echo "fuzz: dotnet is not on PATH; install the .NET 10 SDK." >&2; exit 2; }

log=$(mktemp)
trap 'rm -f "$log"' EXIT
echo "fuzz: building …" >&2
dotnet build tests/Cdc.Fuzzing -c Release >"$log" 2>&1 || { cat "$log" >&2; echo "fuzz: the build failed." >&2; exit 2; }
rm -f "$log"
exec dotnet exec tests/Cdc.Fuzzing/bin/Release/net10.0/Cdc.Fuzzing.dll "$@"
