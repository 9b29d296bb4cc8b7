#!/usr/bin/env bash
# Checks templates, scripts and policies without an account.
set -euo pipefail

usage() {
  cat <<'USAGE'
Usage: build/aws/check.sh [--write-policies]

Checks the AWS set-up without an account, on 127.0.0.1 alone but for the installing of the policy engine by npm:
the scripts' syntax, what they say when something is wrong and do with hostile messages, cfn-lint on every form that the templates take, who may do what by a policy
engine, and run-throughs on moto_server: deployed twice, used by OrdersDemo, redriven, changed, given a second listener, and torn down.
The last line says how many checks passed, failed and were skipped.

  --write-policies  Write build/aws/policies anew from the templates, instead of checking
  --help            This

Needs dotnet, aws, cfn-lint, moto_server, node 20, npm, curl and, where CI=true, shellcheck.
USAGE
}

write_policies=''
case "${1:-}" in
  "") ;;
  --write-policies) write_policies=yes ;;
  -h|--help) usage; exit ;;
  *) usage >&2; exit 1 ;;
esac

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
engine=$here/../../artifacts/aws-check

missing=''
for tool in dotnet aws cfn-lint moto_server node npm curl; do command -v "$tool" >/dev/null || missing="$missing $tool"; done
[ -z "$missing" ] || { echo "check: not on PATH:$missing" >&2; exit 1; }

# The policy engine, as its lock file has it.
mkdir -p "$engine"
cp "$here"/policy-check/package.json "$here"/policy-check/package-lock.json "$here"/policy-check/*.mjs "$engine/"
if ! cmp -s "$engine/package-lock.json" "$engine/installed"; then
  (cd "$engine" && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error)
  cp "$engine/package-lock.json" "$engine/installed"
fi
if [ -n "$write_policies" ]; then node "$engine/policies.mjs" "$here" "$here/policies" --write; exit; fi

# Each part writes to a file of its own; they are shown one after the other.
shared=$(mktemp -d)
export engine shared
chain=''
stop() {
  [ -z "$chain" ] || kill "$chain" 2>/dev/null || true
  wait
  rm -rf "$shared"
}
trap stop EXIT
trap 'exit 1' INT TERM
ended() { echo "FAIL  $1.sh ended with exit code $2" >>"$shared/$1.txt"; }

# The longest beside the others: of two processors, one for each.
"$here/checks/chain.sh" >"$shared/chain.txt" 2>&1 &
chain=$!
for part in scripts hostile templates variants; do
  "$here/checks/$part.sh" >"$shared/$part.txt" 2>&1 || ended "$part" $?
  cat "$shared/$part.txt"
done
wait "$chain" || ended chain $?
chain=''
cat "$shared/chain.txt"

count() { cat "$shared"/*.txt | grep -c "^$1  " || true; }
failed=$(count FAIL)
echo "aws: $(count 'ok  ') passed, $failed failed, $(count skip) skipped"
[ "$failed" -eq 0 ]
