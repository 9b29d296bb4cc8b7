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
  publisher) expect_output PublisherFailuresUrl "$a_url" ;;
  subscription) expect_output SubscriptionDeadLettersUrl "$a_url" ;;
  listener) expect_output ListenerDeadLettersUrl "$a_url" ;;
esac
from=$value
count=$(depth "$from")
echo "$(messages "$count") in ${from##*/}"
if [ "$count" = 0 ] || [ -n "$dry_run" ]; then exit; fi

# Bodies and what gives a right go through files of a private folder: everybody on a machine may read the arguments of a process, and they have a length.
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
trap 'exit 130' INT TERM

queue_arn() {
  local arn
  arn=$(call sqs get-queue-attributes --queue-url "$1" --attribute-names QueueArn --query Attributes.QueueArn --output text)
  expect "the ARN of ${1##*/}" "$an_arn" "$arn"
  echo "$arn"
}

# SQS moves them by itself.
redrive_listener() {
  local to source destination
  expect_output QueueUrl "$a_url"
  to=$value
  source=$(queue_arn "$from")
  destination=$(queue_arn "$to")
  call sqs start-message-move-task --source-arn "$source" --destination-arn "$destination" >/dev/null
  echo "SQS moves them to ${to##*/}. build/aws/status.sh --stack $stack tells how far it is."
}

# column NUMBER: of the messages that are to be sent, as one JSON array.
column() { cut -f "$1" "$scratch/part" | paste -s -d , - | sed 's/^/[/; s/$/]/'; }

# Sends the messages of $scratch/part to $to, and deletes them; or the script ends, and they are where they were.
send_part() {
  local number failed
  [ -s "$scratch/part" ] || return 0
  number=$(grep -c '' "$scratch/part")
  column 1 >"$scratch/entries.json"
  column 2 >"$scratch/receipts.json"
  failed=$(call sqs send-message-batch --queue-url "$to" --entries "file://$scratch/entries.json" --query 'length(Failed || `[]`)' --output text)
  [ "$failed" = 0 ] || fail "${to##*/} did not take $(shown <<<"$failed") of $number messages; these are left where they are. $sent went before them."
  sent=$((sent + number))
  failed=$(call sqs delete-message-batch --queue-url "$from" --entries "file://$scratch/receipts.json" --query 'length(Failed || `[]`)' --output text)
  expect "the number of messages that were not deleted" "$a_number" "$failed"
  twice=$((twice + failed))
  : >"$scratch/part"
}

# SQS moves only what came from a queue; so these are received, sent and deleted, ten at once, but no more bytes than one call takes.
redrive_subscription() {
  local to sent=0 twice=0 group='' line bytes
  expect_output QueueUrl "$a_url"
  to=$value
  case "$to" in *.fifo) group=', MessageGroupId: Attributes.MessageGroupId, MessageDeduplicationId: Attributes.MessageDeduplicationId' ;; esac
  while :; do
    # A line for each: what is sent and what is deleted, both JSON without line breaks and tabs.
    call sqs receive-message --queue-url "$from" --max-number-of-messages 10 --wait-time-seconds 1 --visibility-timeout 60 --attribute-names All --message-attribute-names All \
      --output text --query "Messages[].[to_string({Id: MessageId, MessageBody: Body, MessageAttributes: MessageAttributes || \`{}\`$group}), to_string({Id: MessageId, ReceiptHandle: ReceiptHandle})]" >"$scratch/messages"
    case "$(head -c 1 "$scratch/messages")" in "{") ;; *) break ;; esac
    : >"$scratch/part"
    bytes=0
    while IFS= read -r line; do
      bytes=$((bytes + ${#line}))
      if [ "$bytes" -gt 900000 ]; then send_part; bytes=${#line}; fi
      printf '%s\n' "$line" >>"$scratch/part"
    done <"$scratch/messages"
    send_part
  done
  echo "$(messages "$sent") sent to ${to##*/}."
  [ "$twice" = 0 ] || fail "sent but not deleted, and so sent again by the next run: $(messages "$twice")."
}

# field NAME: a text or a number of the failure in $scratch/failure. Whatever comes is to be matched: anybody who may send to the queue can have written it.
field() { sed -n "s/.*\"$1\" *: *\"\{0,1\}\([^\",}]*\).*/\1/p" "$scratch/failure" | LC_ALL=C cut -c 1-500; }

# Takes the place of a batch from $scratch/failure. Fails where it is not one of Lambda's about the stack's own stream: the operator's rights are not for other streams.
read_failure() {
  local arn
  arn=$(field streamArn)
  shard=$(field shardId)
  start=$(field startSequenceNumber)
  size=$(field batchSize)
  # A batch of Lambda's has 1 to 10,000 records.
  [ "$arn" = "$stream" ] && is 'shardId-[A-Za-z0-9-]{1,57}' "$shard" && is '[0-9]{1,40}' "$start" && is '[1-9][0-9]{0,3}|10000' "$size"
}

# Gives that batch to the function, as Lambda gave it. It has to take all of the records, or the script ends.
give_again() {
  local iterator left number empty=0
  iterator=$(call dynamodbstreams get-shard-iterator --stream-arn "$stream" --shard-id "$shard" --shard-iterator-type AT_SEQUENCE_NUMBER --sequence-number "$start" --query ShardIterator --output text) ||
    fail "$size records from $start on are not in the stream any more; it keeps them for 24 hours. Write their items again, then delete the message."
  left=$size
  while [ "$left" -gt 0 ]; do
    expect "the place in the stream" "$a_token" "$iterator"
    printf '{"ShardIterator": "%s", "Limit": %d}\n' "$iterator" $((left < 1000 ? left : 1000)) >"$scratch/records.json"
    # As the function gets them from Lambda; their time, which the CLI writes in several ways, is left out.
    call dynamodbstreams get-records --cli-input-json "file://$scratch/records.json" --output text --query \
      "[NextShardIterator, to_string(length(Records)), to_string({Records: Records[].{eventID: eventID, eventName: eventName, eventVersion: eventVersion, eventSource: 'aws:dynamodb', awsRegion: '$region', eventSourceARN: '$stream', dynamodb: {Keys: dynamodb.Keys, NewImage: dynamodb.NewImage || \`{}\`, OldImage: dynamodb.OldImage || \`{}\`, SequenceNumber: dynamodb.SequenceNumber, SizeBytes: dynamodb.SizeBytes, StreamViewType: dynamodb.StreamViewType}, userIdentity: {type: userIdentity.Type || '', principalId: userIdentity.PrincipalId || ''}}})]" >"$scratch/answer"
    iterator=$(cut -f 1 "$scratch/answer")
    number=$(cut -f 2 "$scratch/answer")
    expect "the number of records" "$a_number" "$number"
    if [ "$number" = 0 ]; then
      # A page may be empty though more follows.
      empty=$((empty + 1))
      if [ "$empty" -gt 100 ] || [ "$iterator" = None ]; then fail "the stream gave only $((size - left)) of $size records from $start on. The message is left where it is."; fi
      continue
    fi
    cut -f 3- "$scratch/answer" >"$scratch/event.json"
    call lambda invoke --function-name "$function" --payload "fileb://$scratch/event.json" "$scratch/answer.json" >/dev/null
    [ "$(tr -d ' \n' <"$scratch/answer.json")" = '{"batchItemFailures":[]}' ] ||
      fail "the function did not publish all of the records from $start on: $(shown <"$scratch/answer.json"). The message is left where it is; see the function's log."
    left=$((left - number))
  done
  given=$((given + size))
  echo "Published $size records from $start on."
}

# One message tells the place of one batch in the stream.
redrive_publisher() {
  local table function mapping stream given=0 foreign=0 first receipt shard start size
  expect_output TableArn "$an_arn"
  table=$value
  expect_output MappingId "$a_name"
  mapping=$value
  expect_output FunctionName "$a_name"
  function=$value
  stream=$(call lambda get-event-source-mapping --uuid "$mapping" --query EventSourceArn --output text)
  expect "the mapping's stream" "$an_arn" "$stream"
  case "$stream" in "$table"/stream/*) ;; *) fail "the mapping reads $stream, which is no stream of the stack's table $table: deploy again." ;; esac
  while :; do
    call sqs receive-message --queue-url "$from" --max-number-of-messages 1 --wait-time-seconds 1 --visibility-timeout 120 --output text --query 'Messages && [Messages[0].ReceiptHandle, Messages[0].Body]' >"$scratch/message"
    IFS= read -r first <"$scratch/message" || true
    case "$first" in ""|None) break ;; esac
    receipt=${first%%$'\t'*}
    expect "the receipt of a message" "$a_token" "$receipt"
    cut -f 2- "$scratch/message" >"$scratch/failure"
    if ! read_failure; then
      foreign=$((foreign + 1))
      continue
    fi
    # Not in a condition: there bash goes on behind what fails.
    give_again
    printf '{"ReceiptHandle": "%s"}\n' "$receipt" >"$scratch/receipt.json"
    call sqs delete-message --queue-url "$from" --cli-input-json "file://$scratch/receipt.json"
  done
  echo "$given records given to $function."
  [ "$foreign" = 0 ] || fail "$(messages "$foreign") in ${from##*/}: each is not one of Lambda's about records of $stream that it gave up. They are left where they are, and nothing in them was used. Who may send to that queue?"
}

"redrive_$what"
