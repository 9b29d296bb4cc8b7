#!/usr/bin/env bash
# A run-through on moto_server: deployed twice, looked at, used by OrdersDemo, redriven, changed, given a second listener, torn down. Run by build/aws/check.sh.
# What is between backticks in a query is for the CLI.
# shellcheck disable=SC2016
. "$(dirname "${BASH_SOURCE[0]}")/expect.sh"

start_moto

stacks=(orders-table orders-publisher orders-listener)
# Of the chain itself: what its stacks have in them, and tell.
everything() {
  local one
  for one in orders-code "${stacks[@]}"; do
    call cloudformation describe-stacks --stack-name "$one" --query 'Stacks[].Outputs[]'
    call cloudformation list-stack-resources --stack-name "$one" --query 'StackResourceSummaries[].[LogicalResourceId, PhysicalResourceId]'
  done
}

check "the function's package" "$root/build/package-function.sh" --managed --arch x64 --output "$work/package"
package=$work/package/orders-function-managed-x64.zip
check "deploy.sh" "$aws_folder/deploy.sh" --package "$package" --local-user --own-ip 203.0.113.7/32
says "deploy.sh: prints the two lines that run the demo" "  dotnet run -c Release --project samples/OrdersDemo -- --aws --stack orders-listener"
says "deploy.sh: prints how the local user gets a key" "  aws iam create-access-key --user-name "
same "deploy.sh: tells of each stack" "orders-code orders-table orders-publisher orders-listener" "$(sed -n '/^Made/,/^$/s/^  \(orders-[a-z]*\)$/\1/p' "$work/log" | tr '\n' ' ' | sed 's/ $//')"
stack_outputs "${stacks[@]}"
everything >"$work/first"
check "deploy.sh again" "$aws_folder/deploy.sh" --package "$package"
everything >"$work/second"
check "deploy.sh again: nothing is different" diff "$work/first" "$work/second"

# ---- Read back, and compared with what OrdersDemo expects (DemoResources) and what a run needs to be safe ----

same "table: name, key, stream, protection" "Orders orderId HASH S NEW_IMAGE true" \
  "$(call dynamodb describe-table --table-name Orders --query 'Table.[TableName, KeySchema[0].AttributeName, KeySchema[0].KeyType, AttributeDefinitions[0].AttributeType, StreamSpecification.StreamViewType, DeletionProtectionEnabled]' | tr '\tT' ' t')"
same "function: runtime, handler, processor, memory, timeout, environment" \
  "dotnet10 OrdersDemo.StreamFunction x86_64 512 60 $(output TopicArn) 00:01:00" \
  "$(call lambda get-function-configuration --function-name orders-publisher --query '[Runtime, Handler, Architectures[0], MemorySize, Timeout, Environment.Variables.Cdc__TopicArn, Environment.Variables.Cdc__TimeBudget]' | tr '\t' ' ')"
mapping() { call lambda list-event-source-mappings --function-name orders-publisher --query "EventSourceMappings[0].$1" | tr '\t' ' '; }
same "mapping: source, on, batch" "$(output StreamArn) Enabled 100" "$(mapping '[EventSourceArn, State, BatchSize]')"
same "topic: name, key" "arn:aws:sns:us-east-1:123456789012:orders-changes alias/aws/sns" "$(output TopicArn) $(call sns get-topic-attributes --topic-arn "$(output TopicArn)" --query Attributes.KmsMasterKeyId)"
same "queue: name" "orders-listener" "$(basename "$(output QueueUrl)")"
same "queue: dead letters" '{"deadLetterTargetArn":"arn:aws:sqs:us-east-1:123456789012:orders-listener-dead-letters","maxReceiveCount":5}' "$(attribute "$(output QueueUrl)" RedrivePolicy | tr -d ' ')"
for queue in QueueUrl ListenerDeadLettersUrl SubscriptionDeadLettersUrl PublisherFailuresUrl; do
  same "$queue: encrypted, kept for 14 days" "true 1209600" "$(attribute "$(output $queue)" '[SqsManagedSseEnabled, MessageRetentionPeriod]')"
done
same "local user: the rights of listener and API" 2 "$(call iam list-attached-user-policies --user-name "$(output LocalUserName)" --query 'length(AttachedPolicies)')"
call iam create-access-key --user-name "$(output LocalUserName)" >/dev/null
same "log: kept for 30 days" 30 "$(call logs describe-log-groups --log-group-name-prefix /aws/lambda/orders-publisher --query 'logGroups[0].retentionInDays')"

# ---- Where it stands. moto's CloudFormation makes no subscriptions: here the CLI does, and the status tells the difference ----

refuses "status.sh: no subscription" "Nothing is subscribed" "$aws_folder/status.sh"
call sns subscribe --topic-arn "$(output TopicArn)" --protocol sqs --notification-endpoint "$(attribute "$(output QueueUrl)" QueueArn)" --attributes RawMessageDelivery=true >/dev/null
check "status.sh: all is well" "$aws_folder/status.sh"
stream=$(output StreamArn)
cat >"$work/well" <<WELL
  stack                    orders-publisher, UPDATE_COMPLETE
  table                    Orders, ACTIVE
  stream                   NEW_IMAGE, ${stream##*/}
  function                 orders-publisher, Active
  mapping                  Enabled, batches of 100, last result: None
  iterator age             no invocation in 15 minutes
  topic                    orders-changes, queues subscribed: 1
  publisher failures       0 messages

  stack                    orders-listener, UPDATE_COMPLETE
  listener's queue         0 messages, waiting or being handled
  undelivered by SNS       0 messages
  listener's dead letters  0 messages
WELL
mv "$work/log" "$work/status"
check "status.sh: tells of every part" diff "$work/well" "$work/status"

# ---- What was set aside goes on its way again. Before any listener runs: a long poll that it left behind would take these messages ----

undelivered=$(output SubscriptionDeadLettersUrl)
for number in 1 2 3; do
  call sqs send-message --queue-url "$undelivered" --message-body "{\"line\": \"a, b\", \"number\": $number}" --message-attributes '{"type": {"DataType": "String", "StringValue": "orders.modify"}}' >/dev/null
done
# What moto cannot do is kept, and answered as AWS answers: it runs no function, and moves no messages between queues.
mkdir "$work/stub"
cat >"$work/stub/aws" <<STUB
#!/usr/bin/env bash
case "\$*" in
  *"lambda invoke"*)
    while [ \$# -gt 0 ]; do case "\$1" in --payload) cat "\${2#fileb://}" >>"$work/invoked"; shift ;; esac; answer=\$1; shift; done
    cat "$work/answer" >"\$answer" ;;
  *"sqs start-message-move-task"*) all="\$*"; echo "\${all#*start-message-move-task }" >>"$work/moved" ;;
  *) exec "$(command -v aws)" "\$@" ;;
esac
STUB
chmod +x "$work/stub/aws"
stubbed() { env PATH="$work/stub:$PATH" "$@"; }
call sqs send-message --queue-url "$(output ListenerDeadLettersUrl)" --message-body '{}' >/dev/null

refuses "status.sh: dead letters need attention" "! undelivered by SNS       3 messages" "$aws_folder/status.sh"
says "status.sh: dead letters, and what to do" "Find and mend the cause, then: build/aws/redrive.sh subscription --stack orders --listener listener"
says "status.sh: dead letters of the listener" "! listener's dead letters  1 message"
check "redrive.sh subscription: --dry-run" "$aws_folder/redrive.sh" subscription --dry-run
says "redrive.sh subscription: --dry-run tells how many" "3 messages in orders-listener-undelivered"
same "redrive.sh subscription: --dry-run leaves all" 3 "$(attribute "$undelivered" ApproximateNumberOfMessages)"
check "redrive.sh subscription" "$aws_folder/redrive.sh" subscription
same "redrive.sh subscription: sent and deleted" "3 0" "$(attribute "$(output QueueUrl)" ApproximateNumberOfMessages) $(attribute "$undelivered" ApproximateNumberOfMessages)"
same "redrive.sh subscription: body and attributes are the same" '{"line": "a, b", "number": 1} orders.modify' \
  "$(call sqs receive-message --queue-url "$(output QueueUrl)" --message-attribute-names All --query 'Messages[0].[Body, MessageAttributes.type.StringValue]' | tr '\t' ' ')"
call sqs purge-queue --queue-url "$(output QueueUrl)"
check "redrive.sh listener" stubbed "$aws_folder/redrive.sh" listener
same "redrive.sh listener: SQS is asked to move them to the listener's queue" \
  "--source-arn arn:aws:sqs:us-east-1:123456789012:orders-listener-dead-letters --destination-arn arn:aws:sqs:us-east-1:123456789012:orders-listener" "$(cat "$work/moved")"
call sqs purge-queue --queue-url "$(output ListenerDeadLettersUrl)"
check "redrive.sh listener: nothing is there" stubbed "$aws_folder/redrive.sh" listener
same "redrive.sh listener: nothing is there, and nothing is asked for" 1 "$(wc -l <"$work/moved" | tr -d ' ')"

# ---- A second listener, beside all that is there ----

check "deploy.sh --listener" "$aws_folder/deploy.sh" --listener billing --parameter MaxReceives=3 --parameter VisibilityTimeoutSeconds=300
says "deploy.sh --listener: prints how the demo runs as that listener" "samples/OrdersDemo -- --aws --stack orders-billing"
everything >"$work/third"
check "deploy.sh --listener: the chain and its first listener are as before" diff "$work/second" "$work/third"
# delivered URL: the types of the changes in a queue, each once, as the envelopes in it tell them. It takes them out.
delivered() {
  local bodies all=''
  while bodies=$(call sqs receive-message --queue-url "$1" --max-number-of-messages 10 --wait-time-seconds 1 --query 'Messages[].Body' --output json); do
    case "$bodies" in ""|null) break ;; esac
    all="$all $bodies"
  done
  grep -o 'type\\": *\\"orders\.[a-z]*' <<<"$all" | sed 's/.*"//' | sort -u | tr '\n' ' ' | sed 's/ $//'
}
billing() { call cloudformation describe-stacks --stack-name orders-billing --query "Stacks[0].Outputs[?OutputKey=='$1'].OutputValue"; }
billing=$(billing QueueUrl)
same "second listener: queues of its own" "orders-billing orders-billing-dead-letters orders-billing-undelivered" "$(basename "$billing") $(basename "$(billing ListenerDeadLettersUrl)") $(basename "$(billing SubscriptionDeadLettersUrl)")"
same "second listener: settings of its own" '300 {"deadLetterTargetArn":"arn:aws:sqs:us-east-1:123456789012:orders-billing-dead-letters","maxReceiveCount":3}' "$(attribute "$billing" VisibilityTimeout) $(attribute "$billing" RedrivePolicy | tr -d ' ')"
refuses "status.sh: a listener that is not subscribed" "not each of them is subscribed" "$aws_folder/status.sh"
call sns subscribe --topic-arn "$(output TopicArn)" --protocol sqs --notification-endpoint "$(attribute "$billing" QueueArn)" --attributes RawMessageDelivery=true >/dev/null
call sqs send-message --queue-url "$(billing SubscriptionDeadLettersUrl)" --message-body late >/dev/null
refuses "status.sh: dead letters of the second listener" "redrive.sh subscription --stack orders --listener billing" "$aws_folder/status.sh"
check "redrive.sh subscription --listener" "$aws_folder/redrive.sh" subscription --listener billing
same "redrive.sh subscription --listener: sent to that listener's queue alone" "1 0" "$(attribute "$billing" ApproximateNumberOfMessages) $(attribute "$(output QueueUrl)" ApproximateNumberOfMessages)"
call sqs purge-queue --queue-url "$billing"
check "status.sh: all is well with two listeners" "$aws_folder/status.sh"

# ---- OrdersDemo against the stack, with every call written down ----

node "$engine/record.mjs" "$AWS_ENDPOINT_URL" "$work/calls" >"$work/recorder" &
processes+=($!)
check "OrdersDemo is built" dotnet build -c Release "$root/samples/OrdersDemo"
demo_dll=$root/samples/OrdersDemo/bin/Release/net10.0/OrdersDemo.dll
for _ in $(seq 100); do [ ! -s "$work/recorder" ] || break; sleep 0.1; done
check "OrdersDemo on the stack: every change is delivered" dotnet "$demo_dll" --smoke --endpoint-url "$(cat "$work/recorder")"
last_line
same "OrdersDemo on the stack: no table, queue or topic of its own" "1 7 1" \
  "$(call dynamodb list-tables --query 'length(TableNames)') $(call sqs list-queues --query 'length(QueueUrls)') $(call sns list-topics --query 'length(Topics)')"
same "second listener: it gets the changes too, raw and in full" "orders.insert orders.modify orders.remove" "$(delivered "$billing")"
check "policies: what code and chain call is what they may" node "$engine/called.mjs" "$root" "$work/calls"
last_line

# --aws takes table and queue from the stack.
refuses "OrdersDemo --aws: another stack" "The stack 'payments' cannot be looked at" dotnet "$demo_dll" --aws --stack payments --port 0
dotnet "$demo_dll" --aws --stack orders-listener --port 0 >"$work/aws-mode" 2>&1 &
demo=$!
processes+=("$demo")
for _ in $(seq 600); do
  if grep -q 'orders API' "$work/aws-mode" || ! kill -0 "$demo" 2>/dev/null; then break; fi
  sleep 0.1
done
check "OrdersDemo --aws: starts on the stack" grep "the stack orders-listener" "$work/aws-mode"
api=$(sed -n 's/.*orders API *//p' "$work/aws-mode")
check "OrdersDemo --aws: places an order in its table" curl -sf "$api" -H 'Content-Type: application/json' -H 'Idempotency-Key: check-1' -d '{"customer":"Ada","lines":[{"sku":"tea","quantity":2,"unitPrice":4.50}]}'
same "OrdersDemo --aws: the order is there" 1 "$(call dynamodb scan --table-name Orders --query Count)"
kill "$demo" 2>/dev/null || true
wait "$demo" 2>/dev/null || true

# ---- Records that Lambda gave up ----

shard=$(call dynamodbstreams describe-stream --stream-arn "$stream" --query 'StreamDescription.Shards[0].ShardId')
iterator=$(call dynamodbstreams get-shard-iterator --stream-arn "$stream" --shard-id "$shard" --shard-iterator-type TRIM_HORIZON --query ShardIterator)
numbers=$(call dynamodbstreams get-records --shard-iterator "$iterator" --query 'Records[].dynamodb.SequenceNumber')
last=${numbers##*$'\t'}
tell_failure() {
  call sqs send-message --queue-url "$(output PublisherFailuresUrl)" --message-body \
    "{\"requestContext\":{\"requestId\":\"1\",\"functionArn\":\"arn\",\"condition\":\"RetryAttemptsExhausted\",\"approximateInvokeCount\":101},\"responseContext\":{\"statusCode\":200,\"executedVersion\":\"1\",\"functionError\":\"\"},\"version\":\"1.0\",\"timestamp\":\"2026-11-22T10:00:00.000Z\",\"DDBStreamBatchInfo\":{\"shardId\":\"$shard\",\"startSequenceNumber\":\"$1\",\"endSequenceNumber\":\"$1\",\"approximateArrivalOfFirstRecord\":\"2026-11-22T10:00:00Z\",\"approximateArrivalOfLastRecord\":\"2026-11-22T10:00:00Z\",\"batchSize\":1,\"streamArn\":\"$stream\"}}" >/dev/null
}
call sqs send-message --queue-url "$(output PublisherFailuresUrl)" --message-body '{"hello":"you"}' >/dev/null
refuses "redrive.sh publisher: a message that Lambda did not write" "is not one of Lambda's" stubbed "$aws_folder/redrive.sh" publisher
call sqs purge-queue --queue-url "$(output PublisherFailuresUrl)"
tell_failure "$last"
echo "{\"batchItemFailures\":[{\"itemIdentifier\":\"$last\"}]}" >"$work/answer"
refuses "redrive.sh publisher: the function still fails" "the function did not publish all" stubbed "$aws_folder/redrive.sh" publisher
echo '{"batchItemFailures":[]}' >"$work/answer"
rm "$work/invoked"
call sqs purge-queue --queue-url "$(output PublisherFailuresUrl)"
tell_failure "$last"
check "redrive.sh publisher" stubbed "$aws_folder/redrive.sh" publisher
same "redrive.sh publisher: the function got the record, and the message is gone" "$last $stream 0" \
  "$(node -e 'const r = JSON.parse(require("fs").readFileSync(process.argv[1])).Records; if (r.length === 1) console.log(r[0].dynamodb.SequenceNumber, r[0].eventSourceARN)' "$work/invoked") $(attribute "$(output PublisherFailuresUrl)" ApproximateNumberOfMessages)"

# ---- Changed: what is given is another, what is not stays. Then torn down ----

check "deploy.sh: an update" "$aws_folder/deploy.sh" --package "$package" --parameter BatchSize=500 --parameter MemorySize=1024
same "deploy.sh: an update changes the function and the mapping" "1024 500" "$(call lambda get-function-configuration --function-name orders-publisher --query MemorySize) $(mapping BatchSize)"
same "deploy.sh: an update keeps what is not given" "true" "$(stack_parameter orders-listener LocalUser)"
same "deploy.sh: an update keeps the second listener's settings" "3 300" "$(stack_parameter orders-billing MaxReceives) $(stack_parameter orders-billing VisibilityTimeoutSeconds)"
same "deploy.sh: an update keeps the orders" 1 "$(call dynamodb scan --table-name Orders --query Count)"

refuses "teardown.sh: a protected table" "is protected against deletion" "$aws_folder/teardown.sh" --yes
refuses "teardown.sh: asks" "nothing is deleted" bash -c "echo no | '$aws_folder/teardown.sh' --delete-data"
check "teardown.sh" "$aws_folder/teardown.sh" --delete-data --yes
same "teardown.sh: no table, queue, topic, function, mapping, bucket, user or stack is left" "0 0 0 0 0 0 0 0" \
  "$(call dynamodb list-tables --query 'length(TableNames)') $(call sqs list-queues --query 'length(QueueUrls || `[]`)') $(call sns list-topics --query 'length(Topics)') $(call lambda list-functions --query 'length(Functions)') $(call lambda list-event-source-mappings --query 'length(EventSourceMappings)') $(call s3api list-buckets --query 'length(Buckets)') $(call iam list-users --query 'length(Users)') $(call cloudformation describe-stacks --query 'length(Stacks)')"
check "teardown.sh again: nothing there" "$aws_folder/teardown.sh" --yes
