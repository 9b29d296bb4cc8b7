#!/usr/bin/env bash
# Deletes what deploy.sh made.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"

usage() {
  cat <<'USAGE'
Usage: build/aws/teardown.sh [--stack NAME] [--region REGION] [--delete-data] [--yes]

Deletes the stacks <stack>, <stack>-network and <stack>-code, after asking: table, messages, function, log and packages are gone then.

  --stack NAME     Default: orders
  --region REGION  Default: AWS_REGION, or the profile's
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
    --stack|--region)
      needs_value "$1" $#
      if [ "$1" = --stack ]; then stack=$2; else region=$2; fi
      shift ;;
    -h|--help) usage; exit ;;
    *) usage >&2; fail "'$1' is no option of this." ;;
  esac
  shift
done

connect

stacks=()
for one in "$stack" "$stack-network" "$stack-code"; do
  [ -z "$(stack_status "$one")" ] || stacks+=("$one")
done
if [ ${#stacks[@]} -eq 0 ]; then
  echo "There is nothing of '$stack' in $region of account $account."
  exit
fi

table=''
user=''
if [ "${stacks[0]}" = "$stack" ]; then
  read_outputs "$stack"
  table=$(output TableName)
  user=$(output LocalUserName)
fi
protected=''
items=0
if [ -n "$table" ]; then
  # Gone already where an earlier run got stuck behind it.
  read -r protected items <<<"$(call dynamodb describe-table --table-name "$table" --query 'Table.[DeletionProtectionEnabled, ItemCount]' --output text 2>/dev/null || true)"
fi
case "$protected" in [Tt]rue) protected=yes ;; *) protected='' ;; esac
if [ -n "$protected" ] && [ -z "$delete_data" ]; then
  fail "the table $table is protected against deletion. --delete-data deletes it all the same, with its items (about $items)."
fi

echo "This deletes, in $region of account $account: ${stacks[*]}"
[ -z "$table" ] || echo "With it go the table $table (about $items items, and its backups for point-in-time recovery), and all messages in the queues."
if [ -z "$yes" ]; then
  printf "Type the stack's name to go on: "
  read -r answer || true
  [ "${answer:-}" = "$stack" ] || fail "nothing is deleted."
fi

[ -z "$protected" ] || call dynamodb update-table --table-name "$table" --no-deletion-protection-enabled >/dev/null

delete() {
  echo "Deleting $1"
  call cloudformation delete-stack --stack-name "$1"
  call cloudformation wait stack-delete-complete --stack-name "$1" || { failing_events "$1"; fail "the stack '$1' could not be deleted."; }
}

for one in "${stacks[@]}"; do
  case "$one" in
    "$stack")
      # IAM keeps a user that has keys.
      if [ -n "$user" ]; then
        for key in $(call iam list-access-keys --user-name "$user" --query 'AccessKeyMetadata[].AccessKeyId' --output text); do
          call iam delete-access-key --user-name "$user" --access-key-id "$key"
        done
      fi ;;
    "$stack-code")
      read_outputs "$one"
      bucket=$(output CodeBucketName)
      [ -z "$bucket" ] || call s3 rm --only-show-errors --recursive "s3://$bucket" ;;
  esac
  delete "$one"
done
echo "All is deleted. (A KMS key of --own-key is scheduled for deletion, in 30 days; until then it can be kept.)"
