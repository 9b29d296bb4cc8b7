#!/usr/bin/env bash
# Packages the OrdersDemo function, and deploys it with all that it needs. docs/aws.md walks through it.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"

usage() {
  cat <<'USAGE'
Usage: build/aws/deploy.sh [options]

Deploys the chain to the account of the AWS CLI. A second run changes what is different, and leaves what is not given as it is.
Makes the stacks <stack>-code (a bucket), <stack> and, with --network, <stack>-network.

  --stack NAME       The stack's name, and what the names in it begin with. Default: orders
  --region REGION    Default: AWS_REGION, or the profile's
  --managed          The function as a class library on dotnet10. The default
  --native           The function as a native executable on provided.al2023
  --arch ARCH        x64 or arm64. Default: x64; with --native this machine's
  --package FILE     This zip instead of packaging the function; --managed or --native and --arch say what is in it
  --fifo             FIFO topic and queue. Not to be changed later
  --own-key          Encrypt with a KMS key of your own
  --network          Make a VPC, and run the function in it
  --no-network       Take the function out of the VPC, and delete the VPC
  --local-user       Make an IAM user for running API and listener from your own machine
  --own-ip CIDR      Your own address, 203.0.113.7/32 for example: the local user is refused from elsewhere
  --alarm-email MAIL Who gets the alarms
  --parameter K=V    Any other parameter of orders.yaml, BatchSize=500 for example. As often as you like
  --help             This
USAGE
}

kind=''
arch=''
package=''
network=''
own_ip=''
parameters=()
while [ $# -gt 0 ]; do
  case "$1" in
    --managed|--native) kind=${1#--} ;;
    --network|--no-network) network=${1#--} ;;
    --fifo) parameters+=(Fifo=true) ;;
    --own-key) parameters+=(Encryption=customer) ;;
    --local-user) parameters+=(LocalUser=true) ;;
    --stack|--region|--arch|--package|--own-ip|--alarm-email|--parameter)
      needs_value "$1" $#
      case "$1" in
        --stack) stack=$2 ;;
        --region) region=$2 ;;
        --arch) arch=$2 ;;
        --package) package=$2 ;;
        --own-ip) own_ip=$2; parameters+=("OwnIp=$2") ;;
        --alarm-email) parameters+=("AlarmEmail=$2") ;;
        --parameter)
          case "$2" in *=*) parameters+=("$2") ;; *) fail "--parameter takes Name=value, not '$2'." ;; esac ;;
      esac
      shift ;;
    -h|--help) usage; exit ;;
    *) usage >&2; fail "'$1' is no option of this." ;;
  esac
  shift
done
case "$arch" in ""|x64|arm64) ;; *) fail "--arch takes x64 or arm64, not '$arch'." ;; esac
[[ $stack =~ ^[a-z][a-z0-9-]{0,30}$ ]] || fail "--stack takes up to 31 lower-case letters, digits and hyphens, a letter first; not '$stack'."
[ -z "$package" ] || [ -f "$package" ] || fail "there is no file '$package'."

connect

# Whatever of a parameter is in the stack already, unless it is given here.
parameter_now() {
  local one
  for one in ${parameters[@]+"${parameters[@]}"}; do case "$one" in "$1"=*) echo "${one#*=}"; return ;; esac; done
  [ -z "$found" ] || call cloudformation describe-stacks --stack-name "$stack" --query "Stacks[0].Parameters[?ParameterKey=='$1'].ParameterValue" --output text
}

found=$(stack_status "$stack")
case "$found" in
  ROLLBACK_COMPLETE|ROLLBACK_FAILED|CREATE_FAILED|DELETE_FAILED|UPDATE_ROLLBACK_FAILED)
    failing_events "$stack"
    fail "the stack '$stack' is $found, and takes no update. Mend the cause, run build/aws/teardown.sh --stack $stack, and deploy again." ;;
  REVIEW_IN_PROGRESS) found='' ;;
  *_IN_PROGRESS) fail "the stack '$stack' is $found: somebody else is at it. Wait until it is done." ;;
esac

# In the CLI's shorthand a comma ends the value.
parameter() {
  local value=${2//\\/\\\\}
  echo "ParameterKey=$1,ParameterValue=${value//,/\\,}"
}

# deploy STACK TEMPLATE [NAME=VALUE ...]: makes the stack, or changes what is different. A parameter that is not given stays as it is.
deploy() {
  local name=$1 template=$here/$2 verb=create given=() values='' one value kept defaults answer
  shift 2
  for one in "$@"; do
    values="$values ${one%%=*} "
    given+=("$(parameter "${one%%=*}" "${one#*=}")")
  done
  case "$(stack_status "$name")" in
    ""|REVIEW_IN_PROGRESS) ;;
    *)
      verb=update
      defaults=$(call cloudformation get-template-summary --template-body "file://$template" --query 'Parameters[].[ParameterKey, DefaultValue]' --output text)
      kept=$(call cloudformation describe-stacks --stack-name "$name" --query 'Stacks[0].Parameters[].[ParameterKey, ParameterValue]' --output text)
      while IFS=$'\t' read -r one value; do
        case "$values" in *" $one "*) continue ;; esac
        # Not given: what has its default, and what the template has no more.
        ! grep -q "^${one:-nothing}"$'\t' <<<"$defaults" || grep -qFx "$one"$'\t'"$value" <<<"$defaults" || given+=("$(parameter "$one" "$value")")
      done <<<"$kept" ;;
  esac
  [ ${#given[@]} -eq 0 ] || given=(--parameters "${given[@]}")
  if ! answer=$(call cloudformation "$verb-stack" --stack-name "$name" --template-body "file://$template" --capabilities CAPABILITY_IAM ${given[@]+"${given[@]}"} 2>&1); then
    case "$answer" in *"No updates are to be performed"*) echo "The stack '$name' is up to date."; return ;; esac
    fail "the stack '$name' could not be deployed: $answer"
  fi
  echo "The stack '$name': ${verb%e}ing"
  call cloudformation wait "stack-$verb-complete" --stack-name "$name" || { failing_events "$name"; fail "the stack '$name' could not be deployed."; }
}

if [ -z "$kind" ]; then
  kind=managed
  [ "$(parameter_now Runtime)" != provided.al2023 ] || kind=native
fi
made=''
trap '[ -z "$made" ] || rm -rf "$made"' EXIT
if [ -z "$package" ]; then
  made=$(mktemp -d)
  [ "$kind" = native ] || arch=${arch:-x64}
  "$root/build/package-function.sh" "--$kind" ${arch:+--arch "$arch"} --output "$made"
  package=$(echo "$made"/*.zip)
  case "$package" in *-arm64.zip) arch=arm64 ;; *) arch=x64 ;; esac
fi
case "$kind" in managed) runtime=dotnet10 ;; native) runtime=provided.al2023 ;; esac
parameters+=("Runtime=$runtime")
case "$arch" in x64) parameters+=(Architecture=x86_64) ;; arm64) parameters+=(Architecture=arm64) ;; esac

echo "Deploying '$stack' to $region of account $account, as $caller."
deploy "$stack-code" code.yaml
read_outputs "$stack-code"
bucket=$(output CodeBucketName)

# The key is of the content: the same package is uploaded once, and another one is a change that CloudFormation sees.
if command -v sha256sum >/dev/null; then hash=$(sha256sum <"$package"); else hash=$(shasum -a 256 <"$package"); fi
key=orders-function-$kind-$(echo "$hash" | cut -c 1-16).zip
if call s3api head-object --bucket "$bucket" --key "$key" >/dev/null 2>&1; then
  echo "The package is in the bucket already: s3://$bucket/$key"
else
  call s3 cp --only-show-errors "$package" "s3://$bucket/$key"
  echo "Uploaded s3://$bucket/$key"
fi
parameters+=("Name=$stack" "CodeBucket=$bucket" "CodeKey=$key")

if [ "$network" = network ]; then
  of_network=("Name=$stack")
  for name in TableName Fifo; do
    value=$(parameter_now "$name")
    [ -z "$value" ] || of_network+=("$name=$value")
  done
  [ -z "$own_ip" ] || of_network+=("OwnIp=$own_ip")
  deploy "$stack-network" network.yaml "${of_network[@]}"
  read_outputs "$stack-network"
  parameters+=("SubnetIds=$(output SubnetIds)" "SecurityGroupIds=$(output SecurityGroupIds)")
elif [ "$network" = no-network ]; then
  parameters+=("SubnetIds=" "SecurityGroupIds=")
fi

deploy "$stack" orders.yaml "${parameters[@]}"

if [ "$network" = no-network ] && [ -n "$(stack_status "$stack-network")" ]; then
  echo "Deleting the VPC. Lambda gives its network interfaces back after some minutes, and until then this waits."
  call cloudformation delete-stack --stack-name "$stack-network"
  call cloudformation wait stack-delete-complete --stack-name "$stack-network"
fi

echo
echo "Made, in the stack '$stack':"
read_outputs "$stack"
sort <<<"$outputs" | awk -F '\t' '{ printf "  %-28s %s\n", $1, $2 }'
user=$(output LocalUserName)
if [ -n "$user" ]; then
  echo
  echo "The local user has no key yet. This makes one, and shows its secret once:"
  echo
  echo "  aws iam create-access-key --user-name $user"
fi
cat <<RUN

Run API and listener on this machine against it:

  export AWS_REGION=$region
  dotnet run -c Release --project samples/OrdersDemo -- --aws --stack $stack
RUN
