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

# What goes into a file here is for its owner alone.
umask 077

fail() { echo "$me: $*" >&2; exit 1; }

# Text of others, for somebody to read: what a terminal would obey is a question mark, and what is long is cut.
shown() { LC_ALL=C tr -c '[:print:]\n\t' '?' | LC_ALL=C cut -c 1-1000 | head -n 20; }

# What values of others have to look like, all of them: they come from messages, and from answers about what others may have made. Matched before they are used.
# shellcheck disable=SC2034
a_number='[0-9]{1,12}' \
  a_url='https?://[A-Za-z0-9.:/_-]{1,500}' \
  a_name='[A-Za-z0-9+=,.@_-]{1,255}' \
  an_arn='arn:aws[a-z-]*:[a-z0-9-]+:[a-z0-9-]*:[0-9]*:[A-Za-z0-9+=,.@_:/-]{1,1000}' \
  an_output='[A-Za-z0-9+=,.@_:/-]{0,1000}' \
  a_token='[A-Za-z0-9|:/+=_.,@~#-]{1,4096}' \
  a_word='[A-Za-z_-]{1,64}'

# is FORM VALUE: whether all of the value is of the form.
is() { [[ $2 =~ ^($1)$ ]]; }

# expect WHAT FORM VALUE: ends the script where it is not.
expect() { is "$2" "$3" || fail "$1 is not what it has to be: '$(shown <<<"$3")'"; }

# Of an option that takes a value: whether there is one.
needs_value() { [[ $# -ge 2 && $2 != --* ]] || fail "$1 needs a value; see --help."; }

# The options that all scripts have; for whatever is none of a script's own. Each of them takes a value, and leaves one word to be shifted.
shared_option() {
  case "$1" in
    --stack)
      needs_value "$@"
      stack=$2
      [[ $stack =~ ^[a-z][a-z0-9-]{0,30}$ ]] || fail "--stack takes up to 31 lower-case letters, digits and hyphens, a letter first; not '$stack'." ;;
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
  expect "the account's number" '[0-9]{12}' "$account"
  # shellcheck disable=SC2034
  caller=${answer##*$'\t'}
}

# A stack's status; nothing where there is none.
stack_status() {
  local answer
  if answer=$(call cloudformation describe-stacks --stack-name "$1" --query 'Stacks[0].StackStatus' --output text 2>&1); then
    expect "the status of the stack $1" "$a_word" "$answer"
    echo "$answer"
    return
  fi
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
  local answer one
  answer=$(call cloudformation describe-stacks --output text \
    --query "Stacks[?Parameters[?ParameterKey=='Name' && ParameterValue=='$stack'] && Parameters[?ParameterKey=='Listener']].[StackName]" | sort) || fail "the stacks of '$stack' cannot be listed."
  for one in $answer; do expect "a listener's stack" '[A-Za-z][A-Za-z0-9-]{0,127}' "$one"; done
  [ -z "$answer" ] || echo "$answer"
}

delete_stack() {
  call cloudformation delete-stack --stack-name "$1"
  call cloudformation wait stack-delete-complete --stack-name "$1" || { failing_events "$1"; fail "the stack '$1' could not be deleted."; }
}

# Reads a stack's outputs, for output to take one of them; empty where there is none of the name.
read_outputs() { outputs=$(call cloudformation describe-stacks --stack-name "$1" --query 'Stacks[0].Outputs[].[OutputKey, OutputValue]' --output text); }
output() { awk -F '\t' -v name="$1" '$1 == name { print $2 }' <<<"$outputs"; }

# expect_output NAME FORM: takes the output into the variable value, once it is of the form.
expect_output() {
  value=$(output "$1")
  expect "the output $1" "$2" "$value"
}

# Why a deployment failed, the first cause first.
failing_events() {
  echo "What failed in the stack '$1':" >&2
  call cloudformation describe-stack-events --stack-name "$1" --output text \
    --query "reverse(StackEvents[?contains(ResourceStatus, 'FAILED')].[LogicalResourceId, ResourceType, ResourceStatusReason])" |
    shown | sed 's/^/  /' >&2
}

# A count, as a sentence has it.
messages() { if [ "$1" = 1 ]; then echo "1 message"; else echo "$1 messages"; fi; }

# How many messages a queue has, waiting and in flight.
depth() {
  local answer
  answer=$(call sqs get-queue-attributes --queue-url "$1" --attribute-names ApproximateNumberOfMessages ApproximateNumberOfMessagesNotVisible \
    --query 'sum([to_number(Attributes.ApproximateNumberOfMessages), to_number(Attributes.ApproximateNumberOfMessagesNotVisible)])' --output text)
  expect "the number of messages in ${1##*/}" '[0-9]{1,12}(\.0+)?' "$answer"
  echo "${answer%%.*}"
}
