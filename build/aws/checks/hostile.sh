#!/usr/bin/env bash
# What the scripts do with messages and answers that somebody wrote to harm whoever runs them. Run by build/aws/check.sh.
# What is between single quotes is to stay as it is: code for whoever runs it.
# shellcheck disable=SC2016
. "$(dirname "${BASH_SOURCE[0]}")/expect.sh"

# A CLI that gives one message, and the answers of an account that is in order, unless a file of $play says otherwise. It writes down what it was called with.
play=$work/play
mkdir "$work/stub" "$play"
cat >"$work/stub/aws" <<'STUB'
#!/usr/bin/env bash
printf '%s\n' "$*" >>"$play/calls"
for one in "$@"; do case "$one" in file://*|fileb://*) cp "${one#*://}" "$play/"; ls -l "${one#*://}" >>"$play/modes" ;; esac; done
# said NAME DEFAULT: what a file says in place of what is usual.
said() { if [ -f "$play/$1" ]; then cat "$play/$1"; else printf '%s\n' "$2"; fi; }
case "$*" in
  *"get-caller-identity"*) printf '123456789012\tarn:aws:iam::123456789012:user/me\n' ;;
  *"describe-stacks"*".StackStatus"*) said status UPDATE_COMPLETE ;;
  *"describe-stacks"*"[StackName]"*) said stacks orders-listener ;;
  *"describe-stacks"*"Outputs"*) cat "$play/outputs" ;;
  *"get-queue-attributes"*"QueueArn"*) said queue-arn arn:aws:sqs:eu-central-1:123456789012:orders-listener ;;
  *"get-queue-attributes"*) said depth 1 ;;
  *"get-event-source-mapping"*"LastProcessingResult"*) printf 'Enabled\t100\t%s\t%s\n' "$stream" "$(said last OK)" ;;
  *"get-event-source-mapping"*) said source "$stream" ;;
  *"receive-message"*) if [ -f "$play/message" ]; then cat "$play/message"; rm "$play/message"; else echo None; fi ;;
  *"get-shard-iterator"*) [ ! -f "$play/iterator-fails" ] || exit 254; said iterator AAAA ;;
  *"get-records"*) [ ! -f "$play/records-fail" ] || exit 254; if [ -f "$play/records" ]; then cat "$play/records"; else printf 'BBBB\t1\t{"Records": [{}]}\n'; fi ;;
  *"lambda invoke"*) [ ! -f "$play/invoke-fails" ] || exit 254; for last in "$@"; do :; done; said answer '{"batchItemFailures":[]}' >"$last" ;;
  *"send-message-batch"*) [ ! -f "$play/send-fails" ] || exit 254; said send-failed 0 ;;
  *"delete-message-batch"*) said delete-failed 0 ;;
  *"describe-table"*"TableStatus"*) printf 'ACTIVE\t%s\tNEW_IMAGE\n' "$stream" ;;
  *"describe-table"*) [ ! -f "$play/table-fails" ] || { cat "$play/table-fails" >&2; exit 254; }; printf 'True\t3\n' ;;
  *"get-function"*) printf 'Active\tSuccessful\n' ;;
  *"get-metric-statistics"*) said age -1 ;;
  *"list-subscriptions-by-topic"*) echo 1 ;;
  *"list-access-keys"*) said keys AKIAIOSFODNN7EXAMPLE ;;
esac
STUB
chmod +x "$work/stub/aws"
export play stream=arn:aws:dynamodb:eu-central-1:123456789012:table/Orders/stream/2026-11-22T10:00:00.000

# anew: as if nothing had been called.
anew() {
  rm -f "$play"/*
  cat >"$play/outputs" <<OUTPUTS
TableArn	${stream%/stream/*}
TableName	Orders
MappingId	6b2e3a0c-8c1e-4f0e-9d3b-0c1f2a3b4c5d
FunctionName	orders-publisher
TopicArn	arn:aws:sns:eu-central-1:123456789012:orders-changes
PublisherFailuresUrl	https://sqs.eu-central-1.amazonaws.com/123456789012/orders-publisher-failures
SubscriptionDeadLettersUrl	https://sqs.eu-central-1.amazonaws.com/123456789012/orders-listener-undelivered
ListenerDeadLettersUrl	https://sqs.eu-central-1.amazonaws.com/123456789012/orders-listener-dead-letters
QueueUrl	https://sqs.eu-central-1.amazonaws.com/123456789012/orders-listener
OUTPUTS
}
run() { env -u AWS_PROFILE -u AWS_ENDPOINT_URL PATH="$work/stub:$PATH" AWS_REGION=eu-central-1 "$aws_folder/$1.sh" "${@:2}"; }
# shellcheck disable=SC2317
fails() { ! run "$@"; }
escapes() { LC_ALL=C grep -c "$(printf '\033')" "$work/log" || true; }
called() { grep -c -- "$1" "$play/calls" || true; }
# failure SHARD START SIZE ARN: a message as Lambda writes it, but for what is given.
failure() {
  printf 'AQEBreceipt+/==\t{"requestContext":{"condition":"RetryAttemptsExhausted"},"DDBStreamBatchInfo":{"shardId":"%s","startSequenceNumber":"%s","batchSize":%s,"streamArn":"%s"}}\n' \
    "$1" "$2" "$3" "$4" >"$play/message"
}
shard=shardId-00000001414576573621-f55eea83
number=111000000000000000001

# ---- redrive.sh publisher: whoever may send to the queue of failures ----

anew
failure "$shard" "$number" 1 "$stream"
check "redrive.sh publisher: a message of Lambda's" run redrive publisher
same "redrive.sh publisher: a message of Lambda's is given to the function, and deleted" "1 1" "$(called 'lambda invoke') $(called 'delete-message')"
same "redrive.sh publisher: no receipt, place or record is in a process's arguments" "0 0 0" "$(called AQEBreceipt) $(called AAAA) $(called '\[{}\]')"
same "redrive.sh publisher: the files are for their owner alone" "-rw-------" "$(cut -c 1-10 "$play/modes" | sort -u)"

# hostile NAME: the message that was made is left, and nothing in it is used.
hostile() {
  refuses "redrive.sh publisher: $1" "is not one of Lambda's" run redrive publisher
  same "redrive.sh publisher: $1: nothing is read, published, deleted or run" "0 0 0 no" \
    "$(called 'dynamodbstreams') $(called 'lambda invoke') $(called 'delete-message') $(if [ -e "$work/owned" ]; then echo yes; else echo no; fi)"
  anew
}
anew
failure "$shard" "$number" "given[\$(touch $work/owned)]" "$stream"
hostile "code as the batch size"
failure "$shard" "$number" "a[\`touch $work/owned\`]" "$stream"
hostile "code between backticks"
failure "$shard" "$number" 0 "$stream"
hostile "a batch of none, which would be done at once"
failure "$shard" "$number" -1 "$stream"
hostile "a negative batch"
failure "$shard" "$number" 99999999999999999999 "$stream"
hostile "a batch beyond all numbers"
failure "$shard" "$number" 010 "$stream"
hostile "an octal batch"
failure "$shard" "$number" 1 "arn:aws:dynamodb:eu-central-1:123456789012:table/Payroll/stream/2026-11-22T10:00:00.000"
hostile "another table's stream"
failure "$shard" "$number" 1 "${stream%2026*}2025-01-01T00:00:00.000"
hostile "another stream of the table"
failure "$shard" "$number" 1 "$stream'||to_string(@)||'"
hostile "a query in the stream's name"
failure "--endpoint-url=http://127.0.0.1" "$number" 1 "$stream"
hostile "an option as the shard"
failure "$shard" "file:///etc/passwd" 1 "$stream"
hostile "a file as the sequence number"
printf 'AQEB\t{"streamArn":"%s"\n,"shardId":"%s","startSequenceNumber":"%s","batchSize":1}\n{"batchSize":a[$(touch %s)]}\n' "$stream" "$shard" "$number" "$work/owned" >"$play/message"
hostile "two batch sizes on two lines"
printf 'AQEB\t\033]0;owned\007\033[2J\n' >"$play/message"
hostile "escape codes"
printf 'AQEB\t\033]0;owned\007\n' >"$play/message"
check "redrive.sh publisher: escape codes are no message of Lambda's" fails redrive publisher
same "redrive.sh publisher: escape codes do not reach the terminal" 0 "$(escapes)"
anew
{ printf 'AQEB\t'; head -c 300000 /dev/zero | tr '\0' x; echo; } >"$play/message"
hostile "300 KB of nothing"

# ---- A step that failed is not done ----

# undone NAME: the message stays where it is.
undone() {
  failure "$shard" "$number" 1 "$stream"
  if run redrive publisher >"$work/log" 2>&1; then echo "(it succeeded)" >>"$work/log"; miss "redrive.sh publisher: $1"; else pass "redrive.sh publisher: $1"; fi
  same "redrive.sh publisher: $1: the message is left" 0 "$(called 'delete-message')"
  anew
}
anew
touch "$play/iterator-fails"; undone "the stream does not answer"
touch "$play/records-fail"; undone "the records cannot be read"
touch "$play/invoke-fails"; undone "the function cannot be invoked"
echo '{"errorMessage":"no","errorType":"X"}' >"$play/answer"; undone "the function throws"
echo '{"batchItemFailures":[{"itemIdentifier":"1"}]}' >"$play/answer"; undone "the function publishes none"
printf 'None\t0\t{"Records": []}\n' >"$play/records"; undone "the stream has no such records"
printf 'BBBB\tx[$(touch %s)]\t{}\n' "$work/owned" >"$play/records"; undone "a count that is code"
printf 'A"B\n' >"$play/iterator"; undone "a place that would change the request"
echo "arn:aws:dynamodb:eu-central-1:123456789012:table/Payroll/stream/1" >"$play/source"; undone "a mapping of another table"
same "redrive.sh: no code was run" no "$(if [ -e "$work/owned" ]; then echo yes; else echo no; fi)"

# ---- redrive.sh subscription and listener ----

# undelivered COUNT BYTES: messages of so many bytes each.
undelivered() {
  local body one
  body=$(head -c "$2" /dev/zero | tr '\0' x)
  for ((one = 0; one < $1; one++)); do printf '{"Id": "%s", "MessageBody": "%s"}\t{"Id": "%s", "ReceiptHandle": "AQEBreceipt%s"}\n' $one "$body" $one $one; done >"$play/message"
}
anew
undelivered 10 300000
check "redrive.sh subscription: ten messages of 300 KB" run redrive subscription
same "redrive.sh subscription: ten messages of 300 KB go in calls that take them" "5 5" "$(called 'send-message-batch') $(called 'delete-message-batch')"
same "redrive.sh subscription: no body or receipt is in a process's arguments" "0 0" "$(called xxxxxxxx) $(called AQEBreceipt)"
anew
undelivered 1 1048576
check "redrive.sh subscription: the longest message there is" run redrive subscription
anew
undelivered 2 10; touch "$play/send-fails"
check "redrive.sh subscription: the queue does not answer" fails redrive subscription
same "redrive.sh subscription: the queue does not answer: nothing is deleted" 0 "$(called 'delete-message-batch')"
anew
undelivered 2 10; echo 1 >"$play/send-failed"
refuses "redrive.sh subscription: one is not taken" "these are left where they are" run redrive subscription
same "redrive.sh subscription: one is not taken: nothing is deleted" 0 "$(called 'delete-message-batch')"
anew
undelivered 2 10; echo 1 >"$play/delete-failed"
refuses "redrive.sh subscription: one is not deleted" "sent again by the next run: 1 message" run redrive subscription
anew
printf -- '--endpoint-url=http://127.0.0.1\n' >"$play/queue-arn"
refuses "redrive.sh listener: an option as a queue's ARN" "is not what it has to be" run redrive listener
same "redrive.sh listener: an option as a queue's ARN: nothing is moved" 0 "$(called 'start-message-move-task')"

# ---- Answers ----

for script in status redrive; do
  what=''
  [ "$script" != redrive ] || what=publisher
  anew
  printf 'a[$(touch %s)]\n' "$work/owned" >"$play/depth"
  refuses "$script.sh: a number that is code" "is not what it has to be" run "$script" $what
  anew
  sed "s|https://sqs.*failures|--output=json|" "$play/outputs" >"$play/changed"; mv "$play/changed" "$play/outputs"
  refuses "$script.sh: an option as a queue's URL" "the output PublisherFailuresUrl is not what it has to be" run "$script" $what
done
anew
printf 'a[$(touch %s)]\n' "$work/owned" >"$play/age"
refuses "status.sh: an age that is code" "the iterator age is not what it has to be" run status
anew
printf 'PROBLEM \033[2J\n' >"$play/last"
check "status.sh: a last result that is none" fails status
same "status.sh: escape codes do not reach the terminal" 0 "$(escapes)"
anew
echo '--x' >"$play/stacks"
refuses "teardown.sh: an option as a listener's stack" "a listener's stack is not what it has to be" run teardown --yes --delete-data
same "teardown.sh: an option as a listener's stack: nothing is deleted" 0 "$(called 'delete-stack')"
anew
echo "An error occurred (ThrottlingException) when calling the DescribeTable operation" >"$play/table-fails"
refuses "teardown.sh: a table that cannot be looked at is not taken for unprotected" "cannot be looked at" run teardown --yes
same "teardown.sh: a table that cannot be looked at: nothing is deleted" 0 "$(called 'delete-stack')"
anew
printf 'LocalUserName\tme;x\n' >>"$play/outputs"
refuses "teardown.sh: a user's name of another form" "the output LocalUserName is not what it has to be" run teardown --yes --delete-data
same "hostile answers: no code was run" no "$(if [ -e "$work/owned" ]; then echo yes; else echo no; fi)"
refuses "teardown.sh: a stack's name of another form" "--stack takes up to 31" run teardown --yes --stack "x']"
