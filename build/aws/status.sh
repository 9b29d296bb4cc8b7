#!/usr/bin/env bash
# Tells where the chain stands, from the stream to the dead letters.
# What is between backticks in a query is for the CLI.
# shellcheck disable=SC2016
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"

usage() {
  cat <<'USAGE'
Usage: build/aws/status.sh [--stack NAME] [--region REGION] [--listener NAME]

Tells where the chain stands: stream, function, mapping with its last result, iterator age, topic, and each listener's queue and dead letters.
Exits with 1 where something needs attention, which is then marked with !.

  --stack NAME     Default: orders
  --region REGION  Default: AWS_REGION, or the profile's
  --listener NAME  This one alone of the listeners
  --help           This
USAGE
}

while [ $# -gt 0 ]; do
  shared_option "$@"
  shift 2
done

connect
[ -z "$listener" ] || need_stack "$stack-$listener"
need_stack "$stack-publisher"
listeners=$(listener_stacks)
read_outputs "$stack-publisher"

attention=0
# tell WHAT STATE [WHAT TO DO, where that state is bad]
tell() {
  local mark=' '
  if [ -n "${3:-}" ]; then mark='!'; attention=1; fi
  printf '%s %-24s %s\n' "$mark" "$1" "$2"
  [ -z "${3:-}" ] || printf '    %s\n' "$3"
}
# The second of what is equal or not.
unless() { [ "$1" = "$2" ] || echo "$3"; }

tell stack "$stack-publisher, $status"

expect_output TableArn "$an_arn"
table=${value##*/}
# An answer is taken first, and read then: what fails inside of another command would not end this.
answer=$(call dynamodb describe-table --table-name "$table" --query 'Table.[TableStatus, LatestStreamArn, StreamSpecification.StreamViewType]' --output text)
read -r table_state stream view <<<"$answer"
expect "the table's state" "$a_word" "$table_state"
expect "the table's stream" "$an_arn|None" "$stream"
expect "what the stream holds" "$a_word" "$view"
tell table "$table, $table_state" "$(unless "$table_state" ACTIVE "The table takes no writes until it is ACTIVE.")"

expect_output MappingId "$a_name"
mapping=$value
answer=$(call lambda get-event-source-mapping --uuid "$mapping" --query '[State, BatchSize, EventSourceArn, LastProcessingResult]' --output text)
IFS=$'\t' read -r state batch source last <<<"$answer"
expect "the mapping's state" '[A-Za-z ()_-]{1,64}' "$state"
expect "the mapping's batch size" "$a_number" "$batch"
expect "the mapping's source" "$an_arn" "$source"
last=$(shown <<<"$last")
tell stream "$view, ${stream##*/}" "$(unless "$source" "$stream" "The mapping reads another stream, $source: deploy again.")"

expect_output FunctionName "$a_name"
function=$value
answer=$(call lambda get-function --function-name "$function" --query 'Configuration.[State, LastUpdateStatus]' --output text)
read -r function_state update <<<"$answer"
expect "the function's state" "$a_word" "$function_state"
expect "the function's last update" "$a_word" "$update"
case "$function_state/$update" in
  Active/*|None/*|Inactive/*) tell function "$function, $function_state" "$(unless "${update/Failed/}" "$update" "Its last update failed; see it in the console.")" ;;
  *) tell function "$function, $function_state" "It cannot be invoked. Its network, key or package?" ;;
esac
tell mapping "$state, batches of $batch, last result: $last" "$(unless "$state" Enabled "Only an enabled mapping reads the stream.")"
case "$last" in *PROBLEM*) tell "last result" "$last" "See the function's log: aws logs tail /aws/lambda/$function --region $region" ;; esac

now=$(date +%s)
age=$(call cloudwatch get-metric-statistics --namespace AWS/Lambda --metric-name IteratorAge --dimensions "Name=FunctionName,Value=$function" \
  --start-time $((now - 900)) --end-time "$now" --period 60 --statistics Maximum --query 'to_number(max(Datapoints[].Maximum)) || `-1`' --output text)
expect "the iterator age" '-1|[0-9]{1,15}(\.[0-9]+)?' "$age"
age=${age%%.*}
if [ "$age" = -1 ]; then tell "iterator age" "no invocation in 15 minutes"
else tell "iterator age" "$age ms at most in 15 minutes" "$([ "$age" -le 60000 ] || echo "The function is behind: failing, or too slow. docs/scaling.md has what to turn.")"; fi

expect_output TopicArn "$an_arn"
topic=$value
subscribed=$(call sns list-subscriptions-by-topic --topic-arn "$topic" --query 'length(Subscriptions[?Protocol==`sqs`])' --output text)
expect "the number of subscriptions" "$a_number" "$subscribed"
advice=''
if [ "$subscribed" = 0 ]; then advice="Nothing is subscribed: what is published is gone. Deploy again."
elif [ "$subscribed" -lt "$(wc -w <<<"$listeners")" ]; then advice="There are more listeners: not each of them is subscribed. Deploy again."
fi
tell topic "${topic##*:}, queues subscribed: $subscribed" "$advice"

expect_output PublisherFailuresUrl "$a_url"
failures=$(depth "$value")
tell "publisher failures" "$(messages "$failures")" "$(unless "$failures" 0 "Find and mend the cause, then: build/aws/redrive.sh publisher --stack $stack")"

for name in $listeners; do
  [ -z "$listener" ] || [ "$name" = "$stack-$listener" ] || continue
  echo
  status=$(stack_status "$name")
  read_outputs "$name"
  queue=$(output QueueUrl)
  if [ -z "$queue" ]; then
    tell stack "$name, $status" "Its deployment failed, or goes on. Then deploy again."
    continue
  fi
  tell stack "$name, $status"
  expect_output QueueUrl "$a_url"
  count=$(depth "$value")
  tell "listener's queue" "$(messages "$count"), waiting or being handled"
  for one in "undelivered by SNS:SubscriptionDeadLettersUrl:subscription" "listener's dead letters:ListenerDeadLettersUrl:listener"; do
    what=${one##*:}
    key=${one#*:}
    expect_output "${key%:*}" "$a_url"
    count=$(depth "$value")
    tell "${one%%:*}" "$(messages "$count")" "$(unless "$count" 0 "Find and mend the cause, then: build/aws/redrive.sh $what --stack $stack --listener ${name#"$stack-"}")"
  done
done
exit "$attention"
