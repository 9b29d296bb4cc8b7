#!/usr/bin/env bash
# Sends on its way again what was set aside.
# What is between backticks in a query is for the CLI.
# shellcheck disable=SC2016
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"

usage() {
  cat <<'USAGE'
Usage: build/aws/redrive.sh publisher|subscription|listener [--stack NAME] [--region REGION] [--listener NAME] [--dry-run]

Sends on its way again what was set aside. Mend the cause first: what fails again comes back here.

  publisher     Records that Lambda gave up: reads them from the stream, where they are for 24 hours, and gives them to the function
  subscription  Messages that SNS could not deliver: sends them to the listener's queue
  listener      Messages that the listener could not handle: back to its queue

  --stack NAME     Default: orders
  --region REGION  Default: AWS_REGION, or the profile's
  --listener NAME  Whose messages, with subscription or listener. Default: listener
  --dry-run        Only tell how much there is
  --help           This

Changes come late then, and behind later ones of the same key: a consumer that reads the item, or compares the sequence, is right all the same.
USAGE
}

what=''
dry_run=''
while [ $# -gt 0 ]; do
  case "$1" in
    publisher|subscription|listener)
      [ -z "$what" ] || fail "'$what' and '$1' are two things to redrive: say one."
      what=$1 ;;
    --dry-run) dry_run=yes ;;
    *) shared_option "$@"; shift ;;
  esac
  shift
done
[ -n "$what" ] || { usage >&2; fail "say what: publisher, subscription or listener."; }
[ "$what" != publisher ] || [ -z "$listener" ] || fail "--listener is not of publisher: its records are no listener's."

connect
case "$what" in publisher) of=$stack-publisher ;; *) of=$stack-${listener:-listener} ;; esac
need_stack "$of"
read_outputs "$of"

case "$what" in
  publisher) from=$(output PublisherFailuresUrl) ;;
  subscription) from=$(output SubscriptionDeadLettersUrl) ;;
  listener) from=$(output ListenerDeadLettersUrl) ;;
esac
to=$(output QueueUrl)
count=$(depth "$from")
echo "$(messages "$count") in ${from##*/}"
if [ "$count" = 0 ] || [ -n "$dry_run" ]; then exit; fi

queue_arn() { call sqs get-queue-attributes --queue-url "$1" --attribute-names QueueArn --query Attributes.QueueArn --output text; }

# SQS moves them by itself.
redrive_listener() {
  call sqs start-message-move-task --source-arn "$(queue_arn "$from")" --destination-arn "$(queue_arn "$to")" >/dev/null
  echo "SQS moves them to ${to##*/}. build/aws/status.sh --stack $stack tells how far it is."
}

# SQS moves only what came from a queue; so these are received, sent and deleted, ten at once.
redrive_subscription() {
  local sent=0 group='' batch entries receipts failed number
  case "$to" in *.fifo) group=', MessageGroupId: Attributes.MessageGroupId, MessageDeduplicationId: Attributes.MessageDeduplicationId' ;; esac
  while :; do
    batch=$(call sqs receive-message --queue-url "$from" --max-number-of-messages 10 --wait-time-seconds 1 --visibility-timeout 60 --attribute-names All --message-attribute-names All \
      --output text --query "Messages && [to_string(Messages[].{Id: MessageId, MessageBody: Body, MessageAttributes: MessageAttributes || \`{}\`$group}), to_string(Messages[].{Id: MessageId, ReceiptHandle: ReceiptHandle}), to_string(length(Messages))]")
    case "$batch" in ""|None) break ;; esac
    IFS=$'\t' read -r entries receipts number <<<"$batch"
    failed=$(call sqs send-message-batch --queue-url "$to" --entries "$entries" --query 'length(Failed || `[]`)' --output text)
    [ "$failed" = 0 ] || fail "${to##*/} did not take $failed of $number messages; these ten are left where they are. $sent went before them."
    failed=$(call sqs delete-message-batch --queue-url "$from" --entries "$receipts" --query 'length(Failed || `[]`)' --output text)
    [ "$failed" = 0 ] || echo "Sent but not deleted, and so to be sent twice: $(messages "$failed")" >&2
    sent=$((sent + number))
  done
  echo "$(messages "$sent") sent to ${to##*/}."
}

# field NAME JSON: a text or a number of the JSON of one failure, in which no name comes twice.
field() { sed -n "s/.*\"$1\" *: *\"\{0,1\}\([^\",}]*\).*/\1/p" <<<"$2"; }

# One message tells the place of one batch in the stream. The function is given those records, as Lambda gave them, and has to take them all.
redrive_publisher() {
  local function given=0 message receipt body arn shard start size iterator left number event
  function=$(output FunctionName)
  while :; do
    message=$(call sqs receive-message --queue-url "$from" --max-number-of-messages 1 --wait-time-seconds 1 --visibility-timeout 120 --output text --query 'Messages && [Messages[0].ReceiptHandle, Messages[0].Body]')
    case "$message" in ""|None) break ;; esac
    receipt=${message%%$'\t'*}
    body=${message#*$'\t'}
    arn=$(field streamArn "$body")
    shard=$(field shardId "$body")
    start=$(field startSequenceNumber "$body")
    size=$(field batchSize "$body")
    case "$arn/$shard/$start/$size" in /*|*//*|*/) fail "a message in ${from##*/} is not one of Lambda's about records given up: $body" ;; esac

    iterator=$(call dynamodbstreams get-shard-iterator --stream-arn "$arn" --shard-id "$shard" --shard-iterator-type AT_SEQUENCE_NUMBER --sequence-number "$start" --query ShardIterator --output text) ||
      fail "$size records from $start on are not in the stream any more; it keeps them for 24 hours. Write their items again, then delete the message."
    left=$size
    while [ "$left" -gt 0 ]; do
      # As the function gets them from Lambda; their time, which the CLI writes in several ways, is left out.
      event=$(call dynamodbstreams get-records --shard-iterator "$iterator" --limit $((left < 1000 ? left : 1000)) --output text --query \
        "[NextShardIterator, to_string(length(Records)), to_string({Records: Records[].{eventID: eventID, eventName: eventName, eventVersion: eventVersion, eventSource: 'aws:dynamodb', awsRegion: '$region', eventSourceARN: '$arn', dynamodb: {Keys: dynamodb.Keys, NewImage: dynamodb.NewImage || \`{}\`, OldImage: dynamodb.OldImage || \`{}\`, SequenceNumber: dynamodb.SequenceNumber, SizeBytes: dynamodb.SizeBytes, StreamViewType: dynamodb.StreamViewType}, userIdentity: {type: userIdentity.Type || '', principalId: userIdentity.PrincipalId || ''}}})]")
      IFS=$'\t' read -r iterator number event <<<"$event"
      [ "$number" != 0 ] || fail "the stream gave only $((size - left)) of $size records from $start on. The message is left where it is."
      printf '%s\n' "$event" >"$scratch/event.json"
      call lambda invoke --function-name "$function" --payload "fileb://$scratch/event.json" "$scratch/answer.json" >/dev/null
      [ "$(tr -d ' \n' <"$scratch/answer.json")" = '{"batchItemFailures":[]}' ] ||
        fail "the function did not publish all of the records from $start on: $(cat "$scratch/answer.json"). The message is left where it is; see the function's log."
      left=$((left - number))
    done
    call sqs delete-message --queue-url "$from" --receipt-handle "$receipt"
    given=$((given + size))
    echo "Published $size records from $start on."
  done
  echo "$given records given to $function."
}

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
"redrive_$what"
