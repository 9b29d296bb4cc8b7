#!/usr/bin/env bash
# Packages the OrdersDemo function, and deploys it with all that it needs. docs/aws.md walks through it.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"

usage() {
  cat <<'USAGE'
Usage: build/aws/deploy.sh [options]
       build/aws/deploy.sh --listener NAME [--local-user] [--own-ip CIDR] [--parameter K=V] [--stack NAME] [--region REGION]

Deploys the chain to the account of the AWS CLI, or one more listener of it. A second run changes what is different, and leaves what is not
given as it is; after a failure it goes on where that was. One stack after the other:
<stack>-code (a bucket), -key (with --own-key), -table, -network (with --network), -publisher, and -listener.

  --stack NAME       What the names of the stacks, and the names in them, begin with; but not the table's: a second chain of an account
                     needs a --parameter TableName=NAME of its own. Default: orders
  --region REGION    Default: AWS_REGION, or the profile's
  --listener NAME    Only this listener, of a chain that is deployed: the stack <stack>-NAME, with queues of its own
  --managed          The function as an executable on dotnet10. The default
  --native           The function as a native executable on provided.al2023
  --arch ARCH        x64 or arm64. Default: x64; with --native this machine's
  --package FILE     This zip instead of packaging the demo's function; --managed or --native and --arch say what is in it. With --managed
                     and a function of yours: --parameter Handler=NAME, its assembly's name
  --stream ARN       Read this stream, of a table that you have, instead of making a table
  --fifo             FIFO topic and queue. Not to be changed later
  --own-key          Encrypt with a KMS key of your own
  --network          Make a VPC, and run the function in it
  --no-network       Take the function out of the VPC, and delete the VPC
  --local-user       Make an IAM user for running API and listener from your own machine
  --own-ip CIDR      Your own address, 203.0.113.7/32 for example: the local user is refused from elsewhere; the VPC of --network lets it in
  --alarm-email MAIL Who gets the alarms
  --parameter K=V    Any other parameter of the templates, BatchSize=500 for example. As often as you like
  --help             This
USAGE
}

# ---- What is asked for ----

# either GIVEN OPTION: an option that rules out another, which was given where GIVEN is neither empty nor its name.
either() { case "$1" in ""|"${2#--}") ;; *) fail "--$1 and $2 rule each other out: give one." ;; esac; }

kind=''
arch=''
package=''
network=''
own_key=''
stream=''
# What is given here, as Name=value; and the options that have to do with more than a listener.
parameters=()
of_chain=''
while [ $# -gt 0 ]; do
  case "$1" in --managed|--native|--arch|--package|--stream|--fifo|--own-key|--network|--no-network|--alarm-email) of_chain=$1 ;; esac
  case "$1" in
    --managed|--native) either "$kind" "$1"; kind=${1#--} ;;
    --network|--no-network) either "$network" "$1"; network=${1#--} ;;
    --own-key) own_key=yes ;;
    --fifo) parameters+=(Fifo=true) ;;
    --local-user) parameters+=(LocalUser=true) ;;
    --arch|--package|--stream|--own-ip|--alarm-email|--parameter)
      needs_value "$@"
      case "$1" in
        --arch) arch=$2 ;;
        --package) package=$2 ;;
        --stream) stream=$2 ;;
        --own-ip) parameters+=("OwnIp=$2") ;;
        --alarm-email) parameters+=("AlarmEmail=$2") ;;
        --parameter)
          case "$2" in
            Name=*|Listener=*|Code*=*|Runtime=*|Architecture=*|TableArn=*|StreamArn=*|TopicArn=*|AlarmTopicArn=*|ApiPolicyArn=*)
              fail "${2%%=*} is none for --parameter: it comes from the other options, and from stack to stack." ;;
            *=*) parameters+=("$2") ;;
            *) fail "--parameter takes Name=value, not '$2'." ;;
          esac ;;
      esac
      shift ;;
    *) shared_option "$@"; shift ;;
  esac
  shift
done
case "$arch" in ""|x64|arm64) ;; *) fail "--arch takes x64 or arm64, not '$arch'." ;; esac
case "$stream" in ""|arn:*:dynamodb:*:table/*/stream/*) ;; *) fail "--stream takes the ARN of a table's stream, not '$stream'." ;; esac
[[ $stack =~ ^[a-z][a-z0-9-]{0,30}$ ]] || fail "--stack takes up to 31 lower-case letters, digits and hyphens, a letter first; not '$stack'."
[ -z "$package" ] || [ -f "$package" ] || fail "there is no file '$package'."
[ -z "$listener" ] || [ -z "$of_chain" ] || fail "$of_chain is not of a listener: deploy the chain with it, without --listener."

# ---- Parameters ----

# The parameters that a template has.
parameters_of() { sed -n '/^Parameters:/,/^[A-Z][a-z]*:$/s/^  \([A-Za-z]*\):$/\1/p' "$here/$1"; }

# known_to TEMPLATE...: whatever is given is a parameter of one of them.
known_to() {
  local all one
  all=" $(for one in "$@"; do parameters_of "$one"; done | tr '\n' ' ') "
  for one in ${parameters[@]+"${parameters[@]}"}; do
    case "$all" in *" ${one%%=*} "*) ;; *) fail "there is no parameter '${one%%=*}' in $*." ;; esac
  done
}

# value_of NAME [NAME=VALUE ...]: the first of them with the name. Fails where there is none.
value_of() {
  local name=$1 one
  shift
  for one in "$@"; do case "$one" in "$name"=*) echo "${one#*=}"; return ;; esac; done
  return 1
}

# What stacks are given by those before them, as Name=value.
handed=("Name=$stack")

# hand_on NAME...: of the outputs that were read last, as parameters of the same names; empty where there is none.
hand_on() {
  local one value
  for one in "$@"; do
    expect_output "$one" "$an_output"
    handed+=("$one=$value")
  done
}

# In the CLI's shorthand a comma ends the value.
parameter() {
  local value=${2//\\/\\\\}
  echo "ParameterKey=$1,ParameterValue=${value//,/\\,}"
}

# ---- Stacks ----

# What they tell of themselves.
told=''

# deploy STACK TEMPLATE [NAME=VALUE ...]: makes the stack, or changes what is different. A parameter that nobody gives stays as it is.
deploy() {
  local name=$1 template=$2 verb=create now kept=() given=() defaults one value answer
  shift 2
  now=$(stack_status "$name")
  case "$now" in
    ""|REVIEW_IN_PROGRESS) ;;
    ROLLBACK_COMPLETE)
      echo "The stack '$name' was never made: deleting what its failed deployment left."
      delete_stack "$name" ;;
    UPDATE_ROLLBACK_FAILED)
      failing_events "$name"
      fail "the stack '$name' is $now. Mend the cause, run aws cloudformation continue-update-rollback --region $region --stack-name $name, and deploy again." ;;
    *_FAILED)
      failing_events "$name"
      fail "the stack '$name' is $now. Mend the cause, run aws cloudformation delete-stack --region $region --stack-name $name, and deploy again." ;;
    *_IN_PROGRESS) fail "the stack '$name' is $now: somebody else is at it. Wait until it is done." ;;
    *)
      verb=update
      answer=$(call cloudformation describe-stacks --stack-name "$name" --query 'Stacks[0].Parameters[].[ParameterKey, ParameterValue]' --output text)
      defaults=$(call cloudformation get-template-summary --template-body "file://$here/$template" --query 'Parameters[].[ParameterKey, DefaultValue]' --output text)
      # What has its default needs not be given.
      while IFS=$'\t' read -r one value; do grep -qFx "$one"$'\t'"$value" <<<"$defaults" || kept+=("$one=$value"); done <<<"$answer" ;;
  esac
  for one in $(parameters_of "$template"); do
    if value=$(value_of "$one" "$@" "${handed[@]}" ${parameters[@]+"${parameters[@]}"} ${kept[@]+"${kept[@]}"}); then given+=("$(parameter "$one" "$value")"); fi
  done
  [ ${#given[@]} -eq 0 ] || given=(--parameters "${given[@]}")
  if ! answer=$(call cloudformation "$verb-stack" --stack-name "$name" --template-body "file://$here/$template" --capabilities CAPABILITY_IAM ${given[@]+"${given[@]}"} 2>&1); then
    case "$answer" in *"No updates are to be performed"*) ;; *) fail "the stack '$name' could not be deployed: $answer" ;; esac
    echo "The stack '$name' is up to date."
  else
    echo "The stack '$name': ${verb%e}ing"
    call cloudformation wait "stack-$verb-complete" --stack-name "$name" ||
      { failing_events "$name"; fail "the stack '$name' could not be deployed. Mend the cause, and run this again: it goes on there."; }
  fi
  read_outputs "$name"
  told=$told$(echo; echo "  $name"; sort <<<"$outputs" | awk -F '\t' '{ printf "    %-28s %s\n", $1, $2 }')
}

deploy_listener() { deploy "$stack-$1" listener.yaml "Listener=$1"; }

# ---- The chain, one stack after the other ----

# deployed_parameter STACK NAME: what a stack that is there has of a parameter.
deployed_parameter() { call cloudformation describe-stacks --stack-name "$1" --query "Stacks[0].Parameters[?ParameterKey=='$2'].ParameterValue" --output text; }

# What the function's stack has of a parameter, unless another is given.
parameter_now() { value_of "$1" ${parameters[@]+"${parameters[@]}"} || [ -z "$publisher" ] || deployed_parameter "$stack-publisher" "$1"; }

# Lambda looks for the handler's assembly only when it invokes the function: here it is looked for before anything is deployed. A zip has its files' names as they are.
check_handler() {
  local handler
  handler=$(parameter_now Handler)
  handler=${handler:-$(sed -n '/^  Handler:/,/Default:/s/^    Default: //p' "$here/publisher.yaml")}
  LC_ALL=C grep -aqF -- "${handler%%::*}.dll" "$package" ||
    fail "there is no ${handler%%::*}.dll in the package '${package##*/}', and the function's handler is $handler. Give your zip with --package, and its handler, the assembly's name, with --parameter Handler=NAME."
  # Lambda's own client loads a class library, and ends at once where the package does not bring this assembly along.
  case "$handler" in
    *::*)
      LC_ALL=C grep -aqF -- Amazon.Lambda.Core.dll "$package" ||
        fail "the handler $handler is of a class library, which needs the package Amazon.Lambda.Core, and there is no Amazon.Lambda.Core.dll in '${package##*/}'. Add it to the project, or make the function an executable: --parameter Handler=${handler%%::*}." ;;
  esac
  echo "The function's handler is $handler."
  handed+=("Handler=$handler")
}

# Packages the demo's function where no package is given, and tells its stack of what kind it is.
package_function() {
  if [ -z "$kind" ]; then
    kind=managed
    [ "$(parameter_now Runtime)" != provided.al2023 ] || kind=native
  fi
  if [ -z "$package" ]; then
    made=$(mktemp -d)
    [ "$kind" = native ] || arch=${arch:-x64}
    "$root/build/package-function.sh" "--$kind" ${arch:+--arch "$arch"} --output "$made"
    package=$(echo "$made"/*.zip)
    case "$package" in *-arm64.zip) arch=arm64 ;; *) arch=x64 ;; esac
  fi
  case "$kind" in managed) check_handler; handed+=(Runtime=dotnet10) ;; native) handed+=(Runtime=provided.al2023) ;; esac
  case "$arch" in x64) handed+=(Architecture=x86_64) ;; arm64) handed+=(Architecture=arm64) ;; esac
}

# Uploads the package, and tells the function's stack where it is.
upload() {
  local hash bucket key value
  deploy "$stack-code" code.yaml
  expect_output CodeBucketName "$a_name"
  bucket=$value
  # The key is of the content: the same package is uploaded once, and another one is a change that CloudFormation sees.
  if command -v sha256sum >/dev/null; then hash=$(sha256sum <"$package"); else hash=$(shasum -a 256 <"$package"); fi
  key=orders-function-$kind-$(echo "$hash" | cut -c 1-16).zip
  if call s3api head-object --bucket "$bucket" --key "$key" >/dev/null 2>&1; then
    echo "The package is in the bucket already: s3://$bucket/$key"
  else
    call s3 cp --only-show-errors "$package" "s3://$bucket/$key"
    echo "Uploaded s3://$bucket/$key"
  fi
  handed+=("CodeBucket=$bucket" "CodeKey=$key")
}

# The table that a stack makes, or, where none does, that of --stream, given here or to an earlier run.
deploy_table() {
  local arn
  if [ -z "$stream" ] && [ -n "$table" ] || [ -z "$stream$publisher" ]; then
    deploy "$stack-table" table.yaml
    hand_on TableName TableArn StreamArn KeyArn ApiPolicyArn
  else
    stream=${stream:-$(parameter_now StreamArn)}
    arn=${stream%/stream/*}
    handed+=("StreamArn=$stream" "TableArn=$arn" "TableName=${arn##*/}")
  fi
}

deploy_chain() {
  local one now others
  # Key and network are told, before there is a function, what its stack will have of these.
  for one in Fifo AlarmEmail; do
    now=$(parameter_now "$one")
    [ -z "$now" ] || handed+=("$one=$now")
  done
  package_function
  upload
  now=$(stack_status "$stack-key")
  [ -z "$own_key$now" ] || deploy "$stack-key" key.yaml
  [ -z "$own_key" ] || hand_on KeyArn
  deploy_table
  case "$network" in
    network) deploy "$stack-network" network.yaml; hand_on SubnetIds SecurityGroupIds ;;
    no-network) handed+=(SubnetIds='' SecurityGroupIds='') ;;
  esac
  deploy "$stack-publisher" publisher.yaml
  hand_on "${for_listeners[@]}"
  deploy_listener listener
  expect_output LocalUserName "$an_output"
  user=$value
  # The other listeners are told what is new in the chain. What is given here is for the first one.
  parameters=()
  others=$(listener_stacks)
  for one in $others; do [ "$one" = "$stack-listener" ] || deploy_listener "${one#"$stack-"}"; done
  [ "$network" = no-network ] || return 0
  now=$(stack_status "$stack-network")
  if [ -n "$now" ]; then
    echo "Deleting the VPC. Lambda gives its network interfaces back after some minutes, and until then this waits."
    delete_stack "$stack-network"
  fi
}

# The address of nobody would be a setting without effect.
check_own_ip() {
  local user now of=$stack-${listener:-listener}
  if [ "$network" = network ] || ! value_of OwnIp ${parameters[@]+"${parameters[@]}"} >/dev/null; then return; fi
  if ! user=$(value_of LocalUser ${parameters[@]+"${parameters[@]}"}); then
    now=$(stack_status "$of")
    [ -z "$now" ] || user=$(deployed_parameter "$of" LocalUser)
  fi
  [ "$user" = true ] || fail "--own-ip has no effect without --local-user or --network: give one of these with it."
}

stopped() {
  echo "$me: stopped. CloudFormation goes on with the stack that it is at; when that is done, run this again." >&2
  exit 130
}

made=''
trap '[ -z "$made" ] || rm -rf "$made"' EXIT
trap stopped INT TERM
if [ -n "$listener" ]; then known_to listener.yaml; else known_to key.yaml table.yaml network.yaml publisher.yaml listener.yaml; fi
connect
echo "Deploying '$stack${listener:+-$listener}' to $region of account $account, as $caller."
check_own_ip
for_listeners=(TopicArn TableArn KeyArn AlarmTopicArn Fifo)
table=$(stack_status "$stack-table")
publisher=$(stack_status "$stack-publisher")
if [ -n "$listener" ]; then
  need_stack "$stack-publisher"
  read_outputs "$stack-publisher"
  hand_on "${for_listeners[@]}"
  [ -z "$table" ] || { read_outputs "$stack-table"; hand_on ApiPolicyArn; }
  deploy_listener "$listener"
  expect_output LocalUserName "$an_output"
  user=$value
else
  [ -z "$stream" ] || [ -z "$table" ] || fail "--stream is for a chain that makes no table, and the stack '$stack-table' made one."
  deploy_chain
fi

echo
echo "Made:$told"
if [ -n "$user" ]; then
  echo
  echo "The local user has no key yet. This makes one, and shows its secret once:"
  echo
  echo "  aws iam create-access-key --user-name $user"
fi
cat <<RUN

Run API and listener on this machine against it:

  export AWS_REGION=$region
  dotnet run -c Release --project samples/OrdersDemo -- --aws --stack $stack-${listener:-listener}
RUN
