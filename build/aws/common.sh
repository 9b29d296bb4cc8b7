# shellcheck shell=bash
# What the scripts of this folder share. Sourced by them, not run. Nothing here needs more than bash 3.2.

me=$(basename "$0" .sh)
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# The function's project and artifacts are here; the scripts that are sourced use it.
# shellcheck disable=SC2034
root=$(cd "$here/../.." && pwd)
stack=orders
region=''
listener=''

fail() { echo "$me: $*" >&2; exit 1; }

# Of an option that takes a value: whether there is one.
needs_value() { [[ $# -ge 2 && $2 != --* ]] || fail "$1 needs a value; see --help."; }

# The options that all scripts have; for whatever is none of a script's own. Each of them takes a value, and leaves one word to be shifted.
shared_option() {
  case "$1" in
    --stack) needs_value "$@"; stack=$2 ;;
    --region) needs_value "$@"; region=$2 ;;
    --listener)
      needs_value "$@"
      listener=$2
      # Without hyphens no listener's queue is named as another's dead letters; and these stacks are there already.
      [[ $listener =~ ^[a-z][a-z0-9]{0,19}$ ]] || fail "--listener takes up to 20 lower-case letters and digits, a letter first; not '$listener'."
      case "$listener" in code|key|network|publisher|table) fail "no listener can be named '$listener': $stack-$listener is another stack." ;; esac ;;
    -h|--help) usage; exit ;;
    *) usage >&2; fail "'$1' is no option of this." ;;
  esac
}

need() { command -v "$1" >/dev/null || fail "$1 is not on PATH; $2."; }

# The aws CLI in the Region, and at the emulator that AWS_ENDPOINT_URL names (of which some versions forget for SQS).
call() { aws --region "$region" ${AWS_ENDPOINT_URL:+--endpoint-url "$AWS_ENDPOINT_URL"} "$@"; }

# Where all scripts begin: is there a CLI, a Region, and somebody to be?
connect() {
  need aws "install the AWS CLI (https://docs.aws.amazon.com/cli/latest/userguide/getting-started-install.html)"
  region=${region:-${AWS_REGION:-${AWS_DEFAULT_REGION:-$(aws configure get region || true)}}}
  [ -n "$region" ] || fail "no Region is set. Give --region, or set AWS_REGION."
  [[ $region =~ ^[a-z]{2,}(-[a-z]+)+-[0-9]+$ ]] || fail "'$region' is not the name of a Region; eu-central-1 is one."
  # The CLI would open a pager, and wait for somebody to leave it.
  export AWS_PAGER=
  local answer
  if ! answer=$(call sts get-caller-identity --query '[Account,Arn]' --output text 2>&1); then
    case "$answer" in
      *"locate credentials"*|*"could not be found"*) fail "no AWS credentials are found. Set AWS_PROFILE, or run aws configure." ;;
      *"Could not connect"*) fail "AWS does not answer in '$region': $answer" ;;
      *) fail "AWS takes the credentials for no one in '$region'. Have they run out? $answer" ;;
    esac
  fi
  account=${answer%%$'\t'*}
  # shellcheck disable=SC2034
  caller=${answer##*$'\t'}
}

# A stack's status; nothing where there is none.
stack_status() {
  local answer
  if answer=$(call cloudformation describe-stacks --stack-name "$1" --query 'Stacks[0].StackStatus' --output text 2>&1); then echo "$answer"; return; fi
  case "$answer" in *"does not exist"*) ;; *) fail "the stack $1 cannot be looked at: $answer" ;; esac
}

# A stack that has to be there: deployed, or the script ends here.
need_stack() {
  status=$(stack_status "$1")
  case "$status" in
    "") fail "there is no stack '$1' in $region of account $account. Deploy it, or give its --stack and --region." ;;
    *ROLLBACK_FAILED|ROLLBACK_COMPLETE|CREATE_FAILED) failing_events "$1"; fail "the stack '$1' is $status: its deployment failed." ;;
  esac
}

# The stacks of the chain's listeners, one a line: those of listener.yaml that are given the chain's name.
listener_stacks() {
  call cloudformation describe-stacks --output text \
    --query "Stacks[?Parameters[?ParameterKey=='Name' && ParameterValue=='$stack'] && Parameters[?ParameterKey=='Listener']].[StackName]" | sort
}

delete_stack() {
  call cloudformation delete-stack --stack-name "$1"
  call cloudformation wait stack-delete-complete --stack-name "$1" || { failing_events "$1"; fail "the stack '$1' could not be deleted."; }
}

# Reads a stack's outputs, for output to take one of them; empty where there is none of the name.
read_outputs() { outputs=$(call cloudformation describe-stacks --stack-name "$1" --query 'Stacks[0].Outputs[].[OutputKey, OutputValue]' --output text); }
output() { awk -F '\t' -v name="$1" '$1 == name { print $2 }' <<<"$outputs"; }

# Why a deployment failed, the first cause first.
failing_events() {
  echo "What failed in the stack '$1':" >&2
  call cloudformation describe-stack-events --stack-name "$1" --output text \
    --query "reverse(StackEvents[?contains(ResourceStatus, 'FAILED')].[LogicalResourceId, ResourceType, ResourceStatusReason])" |
    sed 's/^/  /' >&2
}

# A count, as a sentence has it.
messages() { if [ "$1" = 1 ]; then echo "1 message"; else echo "$1 messages"; fi; }

# How many messages a queue has, waiting and in flight.
depth() {
  call sqs get-queue-attributes --queue-url "$1" --attribute-names ApproximateNumberOfMessages ApproximateNumberOfMessagesNotVisible \
    --query 'sum([to_number(Attributes.ApproximateNumberOfMessages), to_number(Attributes.ApproximateNumberOfMessagesNotVisible)])' --output text |
    sed 's/\..*//'
}
