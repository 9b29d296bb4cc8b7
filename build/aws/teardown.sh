#!/usr/bin/env bash
# Deletes what deploy.sh made.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"

usage() {
  cat <<'USAGE'
Usage: build/aws/teardown.sh [--stack NAME] [--region REGION] [--listener NAME] [--delete-data] [--yes]

Deletes the stacks of a chain, after asking: its listeners, <stack>-publisher, -network, -table, -key and -code. Table, messages, function, log and
packages are gone then.

  --stack NAME     Default: orders
  --region REGION  Default: AWS_REGION, or the profile's
  --listener NAME  Only this listener, with its queues
  --delete-data    Also where the table is protected against deletion
  --yes            Do not ask
  --help           This
USAGE
}

delete_data=''
yes=''
while [ $# -gt 0 ]; do
  case "$1" in
    --delete-data) delete_data=yes ;;
    --yes) yes=yes ;;
    *) shared_option "$@"; shift ;;
  esac
  shift
done

connect

# Whatever uses another is deleted before it.
what=$stack${listener:+-$listener}
if [ -n "$listener" ]; then all=$what
else
  all=$(listener_stacks)
  all="$all $stack-publisher $stack-network $stack-table $stack-key $stack-code"
fi
stacks=()
for one in $all; do
  now=$(stack_status "$one")
  [ -z "$now" ] || stacks+=("$one")
done
if [ ${#stacks[@]} -eq 0 ]; then
  echo "There is nothing of '$what' in $region of account $account."
  exit
fi

table=''
case " ${stacks[*]} " in
  *" $stack-table "*)
    read_outputs "$stack-table"
    table=$(output TableName)
    [ -z "$table" ] || expect "the output TableName" '[A-Za-z0-9_.-]{3,255}' "$table" ;;
esac
protected=''
items=0
if [ -n "$table" ]; then
  if answer=$(call dynamodb describe-table --table-name "$table" --query 'Table.[DeletionProtectionEnabled, ItemCount]' --output text 2>&1); then
    read -r protected items <<<"$answer"
    expect "whether the table is protected" '[Tt]rue|[Ff]alse|None' "$protected"
    expect "the number of items" "$a_number" "$items"
  else
    # Gone already where an earlier run got stuck behind it. Whatever else fails does not make a table unprotected.
    case "$answer" in *ResourceNotFoundException*) ;; *) fail "the table $table cannot be looked at: $(shown <<<"$answer")" ;; esac
  fi
fi
case "$protected" in [Tt]rue) protected=yes ;; *) protected='' ;; esac
if [ -n "$protected" ] && [ -z "$delete_data" ]; then
  fail "the table $table is protected against deletion. --delete-data deletes it all the same, with its items (about $items)."
fi

echo "This deletes, in $region of account $account: ${stacks[*]}"
[ -z "$table" ] || echo "With it goes the table $table: about $items items, and its backups for point-in-time recovery."
echo "All messages in the queues go too."
if [ -z "$yes" ]; then
  printf "Type %s to go on: " "$what"
  read -r answer || true
  [ "${answer:-}" = "$what" ] || fail "nothing is deleted."
fi

for one in "${stacks[@]}"; do
  read_outputs "$one"
  # IAM keeps a user that has keys, and S3 a bucket with something in it.
  user=$(output LocalUserName)
  if [ -n "$user" ]; then
    expect "the output LocalUserName" "$a_name" "$user"
    keys=$(call iam list-access-keys --user-name "$user" --query 'AccessKeyMetadata[].AccessKeyId' --output text)
    for key in $keys; do
      expect "a key of $user" '[A-Za-z0-9]{16,128}' "$key"
      call iam delete-access-key --user-name "$user" --access-key-id "$key"
    done
  fi
  bucket=$(output CodeBucketName)
  if [ -n "$bucket" ]; then
    expect "the output CodeBucketName" '[a-z0-9][a-z0-9.-]{2,62}' "$bucket"
    call s3 rm --only-show-errors --recursive "s3://$bucket"
  fi
  echo "Deleting $one"
  # Not before all that uses the table is gone: where that fails, the table is protected still.
  [ "$one" != "$stack-table" ] || [ -z "$protected" ] || call dynamodb update-table --table-name "$table" --no-deletion-protection-enabled >/dev/null
  delete_stack "$one"
done
[ -z "$listener" ] || exit 0
echo "All is deleted."
case " ${stacks[*]} " in *" $stack-key "*) echo "The KMS key of --own-key is scheduled for deletion, in 30 days; until then it can be kept." ;; esac
