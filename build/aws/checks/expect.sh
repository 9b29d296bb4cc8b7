# shellcheck shell=bash
# How the checks of this folder say what they found. Sourced by them, not run; build/aws/check.sh counts the lines that begin with ok, FAIL and skip.

set -euo pipefail
# check.sh gives both: where the policy engine is, and a folder for all, in which each part has one of its own.
: "${engine:?}" "${shared:?}"
aws_folder=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
# shellcheck disable=SC2034
root=$(cd "$aws_folder/../.." && pwd)
part=$(basename "$0" .sh)
work=$shared/$part
mkdir "$work"
processes=()
end_processes() {
  local one
  for one in ${processes[@]+"${processes[@]}"}; do kill "$one" 2>/dev/null || true; done
}
trap end_processes EXIT
trap 'exit 1' INT TERM

pass() { echo "ok    $1"; }
skip() { echo "skip  $1"; }
miss() { echo "FAIL  $1"; [ ! -s "$work/log" ] || sed 's/^/      /' "$work/log"; }
# check NAME COMMAND...: passes where the command does; else its output is shown.
check() {
  local name=$1
  shift
  if "$@" >"$work/log" 2>&1; then pass "$name"; else miss "$name"; fi
}
# The last line of what was checked, where it tells how much.
last_line() { tail -n 1 "$work/log" | sed 's/^/      /'; }
# same NAME EXPECTED ACTUAL
same() {
  : >"$work/log"
  if [ "$2" = "$3" ]; then pass "$1"; else printf 'expected: %s\nfound:    %s\n' "$2" "$3" >"$work/log"; miss "$1"; fi
}
# says NAME TEXT: the output of what was checked last has the text.
says() { if grep -qF -- "$2" "$work/log"; then pass "$1"; else echo "(expected: $2)" >>"$work/log"; miss "$1"; fi; }
# refuses NAME MESSAGE COMMAND...: the command fails, and says so.
refuses() {
  local name=$1 message=$2
  shift 2
  if "$@" >"$work/log" 2>&1; then echo "(it succeeded)" >>"$work/log"; miss "$name"
  else says "$name" "$message"; fi
}

# ---- moto_server, and what the run-throughs ask it ----

start_moto() {
  local port
  port=$(node -e 'const s = require("net").createServer().listen(0, "127.0.0.1", () => { console.log(s.address().port); s.close(); })')
  PYTHONPATH="$aws_folder/checks/moto" moto_server -H 127.0.0.1 -p "$port" >"$work/moto.log" 2>&1 &
  processes+=($!)
  # moto knows the zones of this Region alone.
  export AWS_ENDPOINT_URL=http://127.0.0.1:$port AWS_REGION=us-east-1 AWS_DEFAULT_REGION=us-east-1
  export AWS_ACCESS_KEY_ID=local AWS_SECRET_ACCESS_KEY=local AWS_EC2_METADATA_DISABLED=true AWS_PAGER=
  unset AWS_PROFILE AWS_SESSION_TOKEN
  curl -s --retry 60 --retry-delay 1 --retry-connrefused -o /dev/null "$AWS_ENDPOINT_URL/moto-api/" || { cat "$work/moto.log" >&2; echo "$part: moto_server does not answer." >&2; exit 1; }
}

# As in the scripts: not every version takes the address of SQS from the environment.
call() { aws --endpoint-url "$AWS_ENDPOINT_URL" --output text "$@"; }
# stack_outputs STACK...: reads their outputs, for output to take one of them.
stack_outputs() {
  local one
  for one in "$@"; do call cloudformation describe-stacks --stack-name "$one" --query 'Stacks[0].Outputs[].[OutputKey, OutputValue]'; done >"$work/outputs"
}
output() { awk -F '\t' -v name="$1" '$1 == name { print $2; exit }' "$work/outputs"; }
stack_parameter() { call cloudformation describe-stacks --stack-name "$1" --query "Stacks[0].Parameters[?ParameterKey=='$2'].ParameterValue"; }
# Of a queue's URL.
attribute() { call sqs get-queue-attributes --queue-url "$1" --attribute-names All --query "Attributes.$2" | tr '\t' ' '; }
