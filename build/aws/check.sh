#!/usr/bin/env bash
# Checks templates, scripts and policies without an account.
# What is between backticks in a query is for the CLI.
# shellcheck disable=SC2016
set -euo pipefail

usage() {
  cat <<'USAGE'
Usage: build/aws/check.sh [--write-policies]

Checks the AWS set-up without an account, on 127.0.0.1 alone but for the installing of the policy engine by npm:
the scripts' syntax, cfn-lint on every form that the templates take, who may do what by a policy engine, and a run-through on moto_server:
deployed twice, changed, used by OrdersDemo, and torn down. The last line says how many checks there were and how many failed.

  --write-policies  Write build/aws/policies anew from the template, instead of checking
  --help            This

Needs dotnet, aws, cfn-lint, moto_server, node 20, npm and, where CI=true, shellcheck.
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
root=$(cd "$here/../.." && pwd)
engine=$root/artifacts/aws-check
work=$(mktemp -d)
processes=()
stop() {
  local one
  for one in ${processes[@]+"${processes[@]}"}; do kill "$one" 2>/dev/null || true; done
  rm -rf "$work"
}
trap stop EXIT

checks=0
failed=0
pass() { checks=$((checks + 1)); echo "ok    $1"; }
miss() { checks=$((checks + 1)); failed=$((failed + 1)); echo "FAIL  $1"; [ ! -s "$work/log" ] || sed 's/^/      /' "$work/log"; }
# check NAME COMMAND...: passes where the command does; else its output is shown.
check() {
  local name=$1
  shift
  if "$@" >"$work/log" 2>&1; then pass "$name"; else miss "$name"; fi
}
# same NAME EXPECTED ACTUAL
same() {
  : >"$work/log"
  if [ "$2" = "$3" ]; then pass "$1"; else printf 'expected: %s\nfound:    %s\n' "$2" "$3" >"$work/log"; miss "$1"; fi
}
# refuses NAME MESSAGE COMMAND...: the command fails, and says so.
refuses() {
  local name=$1 message=$2
  shift 2
  if "$@" >"$work/log" 2>&1; then echo "(it succeeded)" >>"$work/log"; miss "$name"
  elif grep -qF -- "$message" "$work/log"; then pass "$name"
  else echo "(expected: $message)" >>"$work/log"; miss "$name"; fi
}
finish() {
  echo "check: $checks checks, $failed failed"
  [ "$failed" -eq 0 ]
}

missing=''
for tool in dotnet aws cfn-lint moto_server node npm curl; do command -v "$tool" >/dev/null || missing="$missing $tool"; done
[ -z "$missing" ] || { echo "check: not on PATH:$missing" >&2; exit 1; }

# ---- The policy engine ----

mkdir -p "$engine"
cp "$here"/policy-check/package.json "$here"/policy-check/package-lock.json "$here"/policy-check/*.mjs "$engine/"
if ! cmp -s "$engine/package-lock.json" "$engine/installed"; then
  (cd "$engine" && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error)
  cp "$engine/package-lock.json" "$engine/installed"
fi
policies() { node "$engine/policies.mjs" "$here/orders.yaml" "$here/policies" "$@"; }
if [ -n "$write_policies" ]; then policies --write; exit; fi

# ---- The scripts ----

scripts=("$here"/*.sh)
check "scripts: syntax" bash -n "${scripts[@]}"
# What bash 3.2, which macOS has, does not know.
newer='(declare|local|typeset) +-[a-zA-Z]*[Ang]|mapfile|readarray|coproc|&>>|\|&|wait -n|\$\{[^}]*(\^|,,|@[A-Za-z])\}|EPOCHSECONDS|printf +-v [^ ]*\[|\[\[ -v '
# shellcheck disable=SC2317
only_old() { ! grep -nE "$newer" "$here"/{common,deploy,status,redrive,teardown}.sh; }
check "scripts: nothing newer than bash 3.2" only_old
if command -v shellcheck >/dev/null; then check "scripts: shellcheck" shellcheck -x -P "$here" "${scripts[@]}"
elif [ "${CI:-}" = true ]; then echo "shellcheck is not on PATH, and in CI it must run: apt-get install shellcheck" >"$work/log"; miss "scripts: shellcheck"
else echo "skip  scripts: shellcheck is not on PATH (apt-get install shellcheck)"; fi

# A CLI that answers as $STUB says: what goes wrong in an account can be seen without one.
mkdir "$work/stub" "$work/bare"
for tool in basename bash cat cut dirname grep sed sort tr; do ln -s "$(command -v "$tool")" "$work/bare/$tool"; done
cat >"$work/stub/aws" <<'STUB'
#!/usr/bin/env bash
case "$STUB: $*" in
  *"configure get region"*) exit 1 ;;
  "nobody: "*"get-caller-identity"*) echo "Unable to locate credentials. You can configure credentials by running \"aws configure\"." >&2; exit 253 ;;
  "nowhere: "*"get-caller-identity"*) echo "Could not connect to the endpoint URL: \"https://sts.eu-nowhere-1.amazonaws.com/\"" >&2; exit 255 ;;
  "expired: "*"get-caller-identity"*) echo "An error occurred (ExpiredToken) when calling the GetCallerIdentity operation" >&2; exit 254 ;;
  *"get-caller-identity"*) printf '123456789012\tarn:aws:iam::123456789012:user/me\n' ;;
  *"describe-stack-events"*) printf 'ListenerQueue\tAWS::SQS::Queue\tA queue of this name is there already.\n' ;;
  "rolled-back: "*"describe-stacks"*) echo ROLLBACK_COMPLETE ;;
  "same: "*"describe-stacks"*".StackStatus"*) echo UPDATE_COMPLETE ;;
  "same: "*"describe-stacks"*".Outputs"*) printf 'CodeBucketName\tcode\n' ;;
  "same: "*"describe-stacks"*".Parameters"*) ;;
  "busy: "*"describe-stacks"*) echo UPDATE_IN_PROGRESS ;;
  *"describe-stacks"*) echo "An error occurred (ValidationError) when calling the DescribeStacks operation: Stack with id orders does not exist" >&2; exit 254 ;;
  "failing: "*"create-stack"*) ;;
  "same: "*"update-stack"*) echo "An error occurred (ValidationError) when calling the UpdateStack operation: No updates are to be performed." >&2; exit 254 ;;
  "same: "*"head-object"*|"same: "*"get-template-summary"*) ;;
  "failing: "*"wait stack-create-complete"*) echo "Waiter StackCreateComplete failed" >&2; exit 255 ;;
  *) echo "not expected: $*" >&2; exit 99 ;;
esac
STUB
chmod +x "$work/stub/aws"
: >"$work/package.zip"
# stubbed STUB SCRIPT...: the script with that CLI, in a Region, and with nothing of this machine's.
stubbed() {
  local stub=$1 script=$2
  shift 2
  env -u AWS_PROFILE -u AWS_DEFAULT_REGION -u AWS_ENDPOINT_URL PATH="$work/stub:$PATH" STUB="$stub" AWS_REGION="${in_region-eu-central-1}" "$here/$script" "$@"
}

for script in deploy status redrive teardown; do
  what=''
  [ "$script" != redrive ] || what=listener
  check "$script.sh: --help" "$here/$script.sh" --help
  refuses "$script.sh: an unknown option" "is no option of this" "$here/$script.sh" --bogus
  refuses "$script.sh: a missing value" "--region needs a value" "$here/$script.sh" --region
  refuses "$script.sh: no aws CLI" "aws is not on PATH" env PATH="$work/bare" bash "$here/$script.sh" $what
  in_region='' refuses "$script.sh: no Region" "no Region is set" stubbed none "$script.sh" $what
  in_region='eu-central' refuses "$script.sh: a wrong Region" "'eu-central' is not the name of a Region" stubbed none "$script.sh" $what
  refuses "$script.sh: a Region that does not answer" "AWS does not answer" stubbed nowhere "$script.sh" $what
  refuses "$script.sh: no credentials" "no AWS credentials are found" stubbed nobody "$script.sh" $what
  refuses "$script.sh: credentials that ran out" "Have they run out?" stubbed expired "$script.sh" $what
done
refuses "status.sh: nothing deployed" "there is no stack 'orders' in eu-central-1 of account 123456789012" stubbed none status.sh
refuses "status.sh: a rolled-back stack" "A queue of this name is there already." stubbed rolled-back status.sh
refuses "deploy.sh: a rolled-back stack tells what failed" "A queue of this name is there already." stubbed rolled-back deploy.sh --package "$work/package.zip"
refuses "deploy.sh: a rolled-back stack says what to do" "run build/aws/teardown.sh --stack orders, and deploy again" stubbed rolled-back deploy.sh --package "$work/package.zip"
refuses "deploy.sh: a stack at work" "somebody else is at it" stubbed busy deploy.sh --package "$work/package.zip"
refuses "deploy.sh: a deployment that fails tells what failed" "A queue of this name is there already." stubbed failing deploy.sh --package "$work/package.zip"
refuses "deploy.sh: a package that is not there" "there is no file" stubbed none deploy.sh --package "$work/none.zip"
check "deploy.sh: nothing is different" stubbed same deploy.sh --package "$work/package.zip"
same "deploy.sh: nothing is different, and it says so" 2 "$(grep -c 'is up to date' "$work/log")"
check "teardown.sh: nothing there" stubbed none teardown.sh --yes

# ---- The templates ----

check "templates: cfn-lint" cfn-lint "$here/code.yaml" "$here/network.yaml" "$here/orders.yaml"
for template in network orders; do
  check "$template.yaml: combinations" node "$engine/combinations.mjs" "$here/$template.yaml" "$work/$template"
  tail -n 1 "$work/log" | sed 's/^/      /'
  # Two at once: most of it is the start.
  if printf '%s\0' "$work/$template"/*.json | xargs -0 -P 2 -n 6 cfn-lint "$here/$template.yaml" --parameter-files >"$work/log" 2>&1
  then pass "$template.yaml: cfn-lint with each of them"; else miss "$template.yaml: cfn-lint with each of them"; fi
done
check "policies: the documents are the template's" policies

# ---- The run-through on moto_server ----

free_port() { node -e 'const s = require("net").createServer().listen(0, "127.0.0.1", () => { console.log(s.address().port); s.close(); })'; }
port=$(free_port)
# moto itself invokes the function of a mapping, in a container, and then forgets the records. Here the demo hosts the function, and reads the stream.
mkdir "$work/python"
cat >"$work/python/sitecustomize.py" <<'PYTHON'
try:
    from moto.dynamodb.models.table import Table
    Table.lambda_event_source_mappings = property(lambda self: {}, lambda self, value: None)
except ImportError:
    pass
PYTHON
PYTHONPATH="$work/python" moto_server -H 127.0.0.1 -p "$port" >"$work/moto.log" 2>&1 &
processes+=($!)
# moto knows the zones of this Region alone.
export AWS_ENDPOINT_URL=http://127.0.0.1:$port AWS_REGION=us-east-1 AWS_DEFAULT_REGION=us-east-1
export AWS_ACCESS_KEY_ID=local AWS_SECRET_ACCESS_KEY=local AWS_EC2_METADATA_DISABLED=true AWS_PAGER=
unset AWS_PROFILE AWS_SESSION_TOKEN
curl -s --retry 60 --retry-delay 1 --retry-connrefused -o /dev/null "$AWS_ENDPOINT_URL/moto-api/" || { cat "$work/moto.log" >&2; echo "check: moto_server does not answer." >&2; exit 1; }

# As in the scripts: not every version takes the address of SQS from the environment.
call() { aws --endpoint-url "$AWS_ENDPOINT_URL" --output text "$@"; }
output() { awk -F '\t' -v name="$1" '$1 == name { print $2 }' "$work/outputs"; }
everything() { call cloudformation describe-stacks --query 'Stacks[].Outputs[]'; call cloudformation list-stack-resources --stack-name orders --query 'StackResourceSummaries[].[LogicalResourceId, PhysicalResourceId]'; }
attribute() { call sqs get-queue-attributes --queue-url "$1" --attribute-names All --query "Attributes.$2"; }

check "the function's package" "$root/build/package-function.sh" --managed --arch x64 --output "$work/package"
package=$work/package/orders-function-managed-x64.zip
check "deploy.sh" "$here/deploy.sh" --package "$package" --local-user --own-ip 203.0.113.7/32
call cloudformation describe-stacks --stack-name orders --query 'Stacks[0].Outputs[].[OutputKey, OutputValue]' >"$work/outputs"
everything >"$work/first"
check "deploy.sh again" "$here/deploy.sh" --package "$package"
everything >"$work/second"
check "deploy.sh again: nothing is different" diff "$work/first" "$work/second"

# Read back, and compared with what OrdersDemo expects (DemoResources) and what a run needs to be safe.
same "table: name, key, stream, protection" "Orders orderId HASH S NEW_IMAGE true" \
  "$(call dynamodb describe-table --table-name Orders --query 'Table.[TableName, KeySchema[0].AttributeName, KeySchema[0].KeyType, AttributeDefinitions[0].AttributeType, StreamSpecification.StreamViewType, DeletionProtectionEnabled]' | tr '\tT' ' t')"
same "function: runtime, handler, processor, memory, timeout" "dotnet10 OrdersDemo.StreamFunction::OrdersDemo.StreamFunction.OrdersStreamHandler::HandleAsync x86_64 512 60" \
  "$(call lambda get-function-configuration --function-name orders-publisher --query '[Runtime, Handler, Architectures[0], MemorySize, Timeout]' | tr '\t' ' ')"
same "function: environment" "$(output TopicArn) 00:01:00" \
  "$(call lambda get-function-configuration --function-name orders-publisher --query 'Environment.Variables.[Cdc__TopicArn, Cdc__TimeBudget]' | tr '\t' ' ')"
mapping() { call lambda list-event-source-mappings --function-name orders-publisher --query "EventSourceMappings[0].$1" | tr '\t' ' '; }
same "mapping: source" "$(output StreamArn)" "$(mapping EventSourceArn)"
same "mapping: on, batch" "Enabled 100" "$(mapping '[State, BatchSize]')"
same "topic: name, key" "arn:aws:sns:us-east-1:123456789012:orders-changes alias/aws/sns" "$(output TopicArn) $(call sns get-topic-attributes --topic-arn "$(output TopicArn)" --query Attributes.KmsMasterKeyId)"
same "queue: name" "orders-listener" "$(basename "$(output QueueUrl)")"
same "queue: dead letters" '{"deadLetterTargetArn":"arn:aws:sqs:us-east-1:123456789012:orders-listener-dead-letters","maxReceiveCount":5}' "$(attribute "$(output QueueUrl)" RedrivePolicy | tr -d ' ')"
for queue in QueueUrl ListenerDeadLettersUrl SubscriptionDeadLettersUrl PublisherFailuresUrl; do
  same "$queue: encrypted, kept for 14 days" "true 1209600" "$(attribute "$(output $queue)" '[SqsManagedSseEnabled, MessageRetentionPeriod]' | tr '\t' ' ')"
done
same "local user: the rights of listener and API" 2 "$(call iam list-attached-user-policies --user-name "$(output LocalUserName)" --query 'length(AttachedPolicies)')"
call iam create-access-key --user-name "$(output LocalUserName)" >/dev/null
same "log: kept for 30 days" 30 "$(call logs describe-log-groups --log-group-name-prefix /aws/lambda/orders-publisher --query 'logGroups[0].retentionInDays')"

# moto's CloudFormation makes no subscriptions: here the CLI does, and the status tells the difference.
refuses "status.sh: no subscription" "Nothing is subscribed" "$here/status.sh"
call sns subscribe --topic-arn "$(output TopicArn)" --protocol sqs --notification-endpoint "$(attribute "$(output QueueUrl)" QueueArn)" --attributes RawMessageDelivery=true >/dev/null
check "status.sh: all is well" "$here/status.sh"

# What was set aside goes on its way again. Before any listener runs: a long poll that it left behind would take these messages.
undelivered=$(output SubscriptionDeadLettersUrl)
for number in 1 2 3; do
  call sqs send-message --queue-url "$undelivered" --message-body "{\"line\": \"a, b\", \"number\": $number}" --message-attributes '{"type": {"DataType": "String", "StringValue": "orders.modify"}}' >/dev/null
done
check "redrive.sh subscription: --dry-run" "$here/redrive.sh" subscription --dry-run
same "redrive.sh subscription: --dry-run leaves all" 3 "$(attribute "$undelivered" ApproximateNumberOfMessages)"
check "redrive.sh subscription" "$here/redrive.sh" subscription
same "redrive.sh subscription: sent and deleted" "3 0" "$(attribute "$(output QueueUrl)" ApproximateNumberOfMessages) $(attribute "$undelivered" ApproximateNumberOfMessages)"
same "redrive.sh subscription: body and attributes are the same" '{"line": "a, b", "number": 1} orders.modify' \
  "$(call sqs receive-message --queue-url "$(output QueueUrl)" --message-attribute-names All --query 'Messages[0].[Body, MessageAttributes.type.StringValue]' | tr '\t' ' ')"
call sqs purge-queue --queue-url "$(output QueueUrl)"

# OrdersDemo against the stack, with every call written down.
node "$engine/record.mjs" "$AWS_ENDPOINT_URL" "$work/calls" >"$work/recorder" &
processes+=($!)
for _ in $(seq 100); do [ ! -s "$work/recorder" ] || break; sleep 0.1; done
check "OrdersDemo on the stack: every change is delivered" dotnet run -c Release --project "$root/samples/OrdersDemo" -- --smoke --endpoint-url "$(cat "$work/recorder")"
tail -n 1 "$work/log" | sed 's/^/      /'
same "OrdersDemo on the stack: no table, queue or topic of its own" "1 4 1" \
  "$(call dynamodb list-tables --query 'length(TableNames)') $(call sqs list-queues --query 'length(QueueUrls)') $(call sns list-topics --query 'length(Topics)')"
check "policies: who may do what, and what the chain called" node "$engine/who-may.mjs" "$here/orders.yaml" "$work/calls"
tail -n 1 "$work/log" | sed 's/^/      /'

# --aws takes table and queue from the stack.
demo_dll=$root/samples/OrdersDemo/bin/Release/net10.0/OrdersDemo.dll
refuses "OrdersDemo --aws: another stack" "The stack 'payments' cannot be looked at" dotnet "$demo_dll" --aws --stack payments
dotnet "$demo_dll" --aws --stack orders --port 0 >"$work/aws-mode" 2>&1 &
demo=$!
processes+=("$demo")
for _ in $(seq 600); do
  if grep -q 'orders API' "$work/aws-mode" || ! kill -0 "$demo" 2>/dev/null; then break; fi
  sleep 0.1
done
check "OrdersDemo --aws: starts on the stack" grep "the stack orders" "$work/aws-mode"
api=$(sed -n 's/.*orders API *//p' "$work/aws-mode")
check "OrdersDemo --aws: places an order in its table" curl -sf "$api" -H 'Content-Type: application/json' -H 'Idempotency-Key: check-1' -d '{"customer":"Ada","lines":[{"sku":"tea","quantity":2,"unitPrice":4.50}]}'
same "OrdersDemo --aws: the order is there" 1 "$(call dynamodb scan --table-name Orders --query Count)"
kill "$demo" 2>/dev/null || true
wait "$demo" 2>/dev/null || true

# moto runs no function here: what it would be invoked with is kept, and answered as the function answers.
mkdir "$work/invoke"
cat >"$work/invoke/aws" <<STUB
#!/usr/bin/env bash
case "\$*" in
  *"lambda invoke"*)
    while [ \$# -gt 0 ]; do case "\$1" in --payload) cat "\${2#fileb://}" >>"$work/invoked"; shift ;; esac; answer=\$1; shift; done
    cat "$work/answer" >"\$answer" ;;
  *) exec "$(command -v aws)" "\$@" ;;
esac
STUB
chmod +x "$work/invoke/aws"
shard=$(call dynamodbstreams describe-stream --stream-arn "$(output StreamArn)" --query 'StreamDescription.Shards[0].ShardId')
iterator=$(call dynamodbstreams get-shard-iterator --stream-arn "$(output StreamArn)" --shard-id "$shard" --shard-iterator-type TRIM_HORIZON --query ShardIterator)
numbers=$(call dynamodbstreams get-records --shard-iterator "$iterator" --query 'Records[].dynamodb.SequenceNumber')
last=${numbers##*$'\t'}
tell_failure() {
  call sqs send-message --queue-url "$(output PublisherFailuresUrl)" --message-body \
    "{\"requestContext\":{\"requestId\":\"1\",\"functionArn\":\"arn\",\"condition\":\"RetryAttemptsExhausted\",\"approximateInvokeCount\":101},\"responseContext\":{\"statusCode\":200,\"executedVersion\":\"1\",\"functionError\":\"\"},\"version\":\"1.0\",\"timestamp\":\"2026-11-22T10:00:00.000Z\",\"DDBStreamBatchInfo\":{\"shardId\":\"$shard\",\"startSequenceNumber\":\"$1\",\"endSequenceNumber\":\"$1\",\"approximateArrivalOfFirstRecord\":\"2026-11-22T10:00:00Z\",\"approximateArrivalOfLastRecord\":\"2026-11-22T10:00:00Z\",\"batchSize\":1,\"streamArn\":\"$(output StreamArn)\"}}" >/dev/null
}
tell_failure "$last"
echo "{\"batchItemFailures\":[{\"itemIdentifier\":\"$last\"}]}" >"$work/answer"
refuses "redrive.sh publisher: the function still fails" "the function did not publish all" env PATH="$work/invoke:$PATH" "$here/redrive.sh" publisher
echo '{"batchItemFailures":[]}' >"$work/answer"
rm "$work/invoked"
call sqs purge-queue --queue-url "$(output PublisherFailuresUrl)"
tell_failure "$last"
check "redrive.sh publisher" env PATH="$work/invoke:$PATH" "$here/redrive.sh" publisher
same "redrive.sh publisher: the function got the record, and the message is gone" "$last $(output StreamArn) 0" \
  "$(node -e 'const r = JSON.parse(require("fs").readFileSync(process.argv[1])).Records; if (r.length === 1) console.log(r[0].dynamodb.SequenceNumber, r[0].eventSourceARN)' "$work/invoked") $(attribute "$(output PublisherFailuresUrl)" ApproximateNumberOfMessages)"

# Changed: what is given is another, what is not stays.
check "deploy.sh: an update, and into a VPC" "$here/deploy.sh" --package "$package" --parameter BatchSize=500 --parameter MemorySize=1024 --network
same "deploy.sh: an update changes the function and the mapping" "1024 500" "$(call lambda get-function-configuration --function-name orders-publisher --query MemorySize) $(mapping BatchSize)"
same "deploy.sh: an update keeps what is not given" "true" "$(call cloudformation describe-stacks --stack-name orders --query "Stacks[0].Parameters[?ParameterKey=='LocalUser'].ParameterValue")"
same "deploy.sh: an update keeps the orders" 1 "$(call dynamodb scan --table-name Orders --query Count)"
same "network: endpoints of SNS and DynamoDB" "com.amazonaws.us-east-1.dynamodb com.amazonaws.us-east-1.sns" \
  "$(call ec2 describe-vpc-endpoints --query 'sort(VpcEndpoints[].ServiceName)' | tr '\t' ' ')"
same "function: in the two subnets" 2 "$(call cloudformation describe-stacks --stack-name orders --query "Stacks[0].Parameters[?ParameterKey=='SubnetIds'].ParameterValue" | tr ',' '\n' | grep -c subnet-)"

# Torn down.
refuses "teardown.sh: a protected table" "is protected against deletion" "$here/teardown.sh" --yes
refuses "teardown.sh: asks" "nothing is deleted" bash -c "echo no | '$here/teardown.sh' --delete-data"
# moto deletes a user before the policies that are attached to it; CloudFormation does not.
user=$(output LocalUserName)
for policy in $(call iam list-attached-user-policies --user-name "$user" --query 'AttachedPolicies[].PolicyArn'); do call iam detach-user-policy --user-name "$user" --policy-arn "$policy"; done
for policy in $(call iam list-user-policies --user-name "$user" --query PolicyNames); do call iam delete-user-policy --user-name "$user" --policy-name "$policy"; done
# It deletes a VPC before its route table too: the first run gets stuck there, and the second goes on.
"$here/teardown.sh" --delete-data --yes >/dev/null 2>&1 || true
check "teardown.sh, also where it got stuck" "$here/teardown.sh" --delete-data --yes
same "teardown.sh: no table, queue, topic, function, mapping, bucket, user or stack is left" "0 0 0 0 0 0 0 0" \
  "$(call dynamodb list-tables --query 'length(TableNames)') $(call sqs list-queues --query 'length(QueueUrls || `[]`)') $(call sns list-topics --query 'length(Topics)') $(call lambda list-functions --query 'length(Functions)') $(call lambda list-event-source-mappings --query 'length(EventSourceMappings)') $(call s3api list-buckets --query 'length(Buckets)') $(call iam list-users --query 'length(Users)') $(call cloudformation describe-stacks --query 'length(Stacks)')"
check "teardown.sh again: nothing there" "$here/teardown.sh" --yes

finish
