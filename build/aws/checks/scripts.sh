#!/usr/bin/env bash
# The scripts' syntax, and what they say when something is missing or wrong. Run by build/aws/check.sh.
. "$(dirname "${BASH_SOURCE[0]}")/expect.sh"

scripts=("$aws_folder"/*.sh "$aws_folder"/checks/*.sh "$root"/build/*.sh "$root/.ci/run")
check "scripts: syntax" bash -n "${scripts[@]}"
# What bash 3.2, which macOS has, does not know.
newer='(declare|local|typeset) +-[a-zA-Z]*[Ang]|mapfile|readarray|coproc|&>>|\|&|wait -n|\$\{[^}]*(\^|,,|@[A-Za-z])\}|EPOCHSECONDS|printf +-v [^ ]*\[|\[\[ -v '
# shellcheck disable=SC2317
only_old() { ! grep -nE "$newer" "$aws_folder"/{common,deploy,status,redrive,teardown}.sh; }
check "scripts: nothing newer than bash 3.2" only_old
if command -v shellcheck >/dev/null; then check "scripts: shellcheck" shellcheck -x -P "$aws_folder" -P "$aws_folder/checks" "${scripts[@]}"
elif [ "${CI:-}" = true ]; then echo "shellcheck is not on PATH, and in CI it must run: apt-get install shellcheck" >"$work/log"; miss "scripts: shellcheck"
else skip "scripts: shellcheck is not on PATH (apt-get install shellcheck)"; fi

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
  *"describe-stacks"*"'Handler'"*) echo Shop.Publisher ;;
  *"describe-stacks"*"'LocalUser'"*) echo true ;;
  "rolled-back: "*"describe-stacks"*|"half: "*"describe-stacks"*"orders-publisher"*".StackStatus"*) echo ROLLBACK_COMPLETE ;;
  *"_FAILED: "*"describe-stacks"*) echo "$STUB" ;;
  "busy: "*"describe-stacks"*) echo UPDATE_IN_PROGRESS ;;
  "there: "*"describe-stacks"*"[StackName]"*) printf 'orders-billing\norders-listener\n' ;;
  *"describe-stacks"*"[StackName]"*) ;;
  "there: "*"describe-stacks"*".StackStatus"*|"half: "*"describe-stacks"*".StackStatus"*|"stopping: "*"describe-stacks"*".StackStatus"*) echo UPDATE_COMPLETE ;;
  "there: "*"describe-stacks"*|"half: "*"describe-stacks"*|"stopping: "*"describe-stacks"*) printf 'CodeBucketName\tcode\n' ;;
  *"describe-stacks"*) echo "An error occurred (ValidationError) when calling the DescribeStacks operation: Stack with id orders does not exist" >&2; exit 254 ;;
  "failing: "*"create-stack"*) ;;
  "refused: "*"create-stack"*) echo "An error occurred (AccessDenied) when calling the CreateStack operation: not you" >&2; exit 254 ;;
  "stopping: "*"update-stack"*) ;;
  "stopping: "*"wait stack-update-complete"*) kill -INT $PPID ;;
  "there: "*"update-stack"*|"half: "*"update-stack"*) echo "An error occurred (ValidationError) when calling the UpdateStack operation: No updates are to be performed." >&2; exit 254 ;;
  "half: "*"delete-stack"*"orders-publisher"*|"half: "*"wait stack-delete-complete"*"orders-publisher"*) ;;
  "half: "*"create-stack"*"orders-publisher"*|"half: "*"wait stack-create-complete"*"orders-publisher"*) ;;
  *"head-object"*|*"get-template-summary"*) ;;
  "failing: "*"wait stack-create-complete"*) echo "Waiter StackCreateComplete failed" >&2; exit 255 ;;
  *) echo "not expected: $*" >&2; exit 99 ;;
esac
STUB
chmod +x "$work/stub/aws"
# All that is looked for in a package is the name of the handler's assembly.
echo Shop.Publisher.dll >"$work/package.zip"
# stubbed STUB SCRIPT...: the script with that CLI, in a Region, and with nothing of this machine's.
stubbed() {
  local stub=$1 script=$2
  shift 2
  env -u AWS_PROFILE -u AWS_DEFAULT_REGION -u AWS_ENDPOINT_URL PATH="$work/stub:$PATH" STUB="$stub" AWS_REGION="${in_region-eu-central-1}" "$aws_folder/$script" "$@"
}

for script in deploy status redrive teardown; do
  what=''
  [ "$script" != redrive ] || what=listener
  check "$script.sh: --help" "$aws_folder/$script.sh" --help
  refuses "$script.sh: an unknown option" "is no option of this" "$aws_folder/$script.sh" --bogus
  refuses "$script.sh: a missing value" "--region needs a value" "$aws_folder/$script.sh" --region
  refuses "$script.sh: an option instead of a value" "--region needs a value" "$aws_folder/$script.sh" --region --stack
  refuses "$script.sh: no aws CLI" "aws is not on PATH" env PATH="$work/bare" bash "$aws_folder/$script.sh" $what
  in_region='' refuses "$script.sh: no Region" "no Region is set" stubbed none "$script.sh" $what
  in_region='eu-central' refuses "$script.sh: a wrong Region" "'eu-central' is not the name of a Region" stubbed none "$script.sh" $what
  refuses "$script.sh: a Region that does not answer" "AWS does not answer" stubbed nowhere "$script.sh" $what
  refuses "$script.sh: no credentials" "no AWS credentials are found" stubbed nobody "$script.sh" $what
  refuses "$script.sh: credentials that ran out" "Have they run out?" stubbed expired "$script.sh" $what
done
for script in status redrive; do
  what=''
  [ "$script" != redrive ] || what=publisher
  refuses "$script.sh: nothing deployed" "there is no stack 'orders-publisher' in eu-central-1 of account 123456789012" stubbed none "$script.sh" $what
  refuses "$script.sh: a rolled-back stack" "A queue of this name is there already." stubbed rolled-back "$script.sh" $what
done
refuses "redrive.sh: nothing is said" "say what: publisher, subscription or listener" "$aws_folder/redrive.sh"
refuses "redrive.sh: two things" "'listener' and 'publisher' are two things to redrive: say one." "$aws_folder/redrive.sh" listener publisher
refuses "redrive.sh: the publisher's, and a listener" "--listener is not of publisher" "$aws_folder/redrive.sh" publisher --listener billing
for script in deploy status redrive teardown; do
  refuses "$script.sh: a wrong listener" "--listener takes up to 20" "$aws_folder/$script.sh" --listener The-Billing
  refuses "$script.sh: a listener of another stack's name" "orders-table is another stack" "$aws_folder/$script.sh" --listener table
done
own_handler=Handler=Shop.Publisher
package=("--package" "$work/package.zip" --parameter "$own_handler")
for state in ROLLBACK DELETE UPDATE_ROLLBACK; do
  refuses "deploy.sh: a stack in ${state}_FAILED tells what failed" "A queue of this name is there already." stubbed "${state}_FAILED" deploy.sh "${package[@]}"
  what=delete-stack
  [ "$state" != UPDATE_ROLLBACK ] || what=continue-update-rollback
  says "deploy.sh: a stack in ${state}_FAILED says what to do" "run aws cloudformation $what --region eu-central-1 --stack-name orders-code, and deploy again"
done
check "deploy.sh: goes on where an earlier run failed" stubbed half deploy.sh "${package[@]}"
same "deploy.sh: goes on where an earlier run failed, with what is left to do" "The stack 'orders-publisher' was never made: deleting what its failed deployment left. The stack 'orders-publisher': creating" \
  "$(grep "'orders-publisher'" "$work/log" | tr '\n' ' ' | sed 's/ $//')"
refuses "deploy.sh: Ctrl-C says how to go on" "deploy: stopped. CloudFormation goes on" stubbed stopping deploy.sh "${package[@]}"
same "deploy.sh: Ctrl-C ends it at once" 1 "$(grep -c 'The stack' "$work/log")"
refuses "deploy.sh: a stack at work" "somebody else is at it" stubbed busy deploy.sh "${package[@]}"
refuses "deploy.sh: a deployment that fails tells what failed" "A queue of this name is there already." stubbed failing deploy.sh "${package[@]}"
says "deploy.sh: a deployment that fails says which, and what to do" "the stack 'orders-code' could not be deployed. Mend the cause, and run this again: it goes on there."
refuses "deploy.sh: a deployment that is refused" "could not be deployed: An error occurred (AccessDenied)" stubbed refused deploy.sh "${package[@]}"
refuses "deploy.sh: a package without the handler" "there is no OrdersDemo.StreamFunction.dll in the package 'package.zip'" stubbed none deploy.sh --package "$work/package.zip"
refuses "deploy.sh: a package without a handler that is given" "there is no Other.dll in the package" stubbed there deploy.sh --package "$work/package.zip" --parameter Handler=Other::Other.Changes::HandleAsync
refuses "deploy.sh: a class library without the package that Lambda's client needs" "needs the package Amazon.Lambda.Core, and there is no Amazon.Lambda.Core.dll in 'package.zip'" \
  stubbed there deploy.sh --package "$work/package.zip" --parameter Handler=Shop.Publisher::Shop.Publisher.OrdersHandler::HandleAsync
echo Shop.Publisher.dll Amazon.Lambda.Core.dll >"$work/library.zip"
check "deploy.sh: a class library with that package" stubbed there deploy.sh --package "$work/library.zip" --parameter Handler=Shop.Publisher::Shop.Publisher.OrdersHandler::HandleAsync
refuses "deploy.sh: two runtimes" "--managed and --native rule each other out" stubbed none deploy.sh --managed --native
refuses "deploy.sh: a VPC and none" "--no-network and --network rule each other out" stubbed none deploy.sh --no-network --network
refuses "deploy.sh: the address of nobody" "--own-ip has no effect without --local-user or --network" stubbed none deploy.sh --own-ip 203.0.113.7/32
refuses "deploy.sh: a package that is not there" "there is no file" stubbed none deploy.sh --package "$work/none.zip"
refuses "deploy.sh: a wrong name" "--stack takes up to 31" stubbed none deploy.sh --stack Orders
refuses "deploy.sh: a wrong processor" "--arch takes x64 or arm64, not 'mips'" stubbed none deploy.sh --arch mips
refuses "deploy.sh: a parameter without a value" "--parameter takes Name=value, not 'BatchSize'" stubbed none deploy.sh --parameter BatchSize
refuses "deploy.sh: a parameter that no template has" "there is no parameter 'BatchSzie'" stubbed none deploy.sh --parameter BatchSzie=5
refuses "deploy.sh: a parameter that a listener has not" "there is no parameter 'BatchSize' in listener.yaml" stubbed none deploy.sh --listener billing --parameter BatchSize=5
refuses "deploy.sh: a parameter that another option gives" "Name is none for --parameter" stubbed none deploy.sh --parameter Name=other
refuses "deploy.sh: an option that a listener has not" "--fifo is not of a listener" stubbed none deploy.sh --fifo --listener billing
refuses "deploy.sh: a listener of nothing" "there is no stack 'orders-publisher'" stubbed none deploy.sh --listener billing
refuses "deploy.sh: a wrong stream" "--stream takes the ARN of a table's stream, not 'Orders'" stubbed none deploy.sh --stream Orders
refuses "deploy.sh: a stream beside the table that it made" "the stack 'orders-table' made one" stubbed there deploy.sh "${package[@]}" --stream arn:aws:dynamodb:eu-central-1:123456789012:table/Sales/stream/1
check "deploy.sh: nothing is different, and the handler is as deployed" stubbed there deploy.sh --package "$work/package.zip"
same "deploy.sh: nothing is different, and it says so of every stack" "orders-code orders-key orders-table orders-publisher orders-listener orders-billing" \
  "$(sed -n "s/The stack '\(.*\)' is up to date./\1/p" "$work/log" | tr '\n' ' ' | sed 's/ $//')"
check "deploy.sh --listener: nothing is different" stubbed there deploy.sh --listener billing
same "deploy.sh --listener: touches no other stack" "The stack 'orders-billing' is up to date." "$(grep 'The stack' "$work/log")"
check "deploy.sh --listener: another address of a user who is there" stubbed there deploy.sh --listener billing --own-ip 203.0.113.7/32
check "teardown.sh: nothing there" stubbed none teardown.sh --yes
says "teardown.sh: nothing there, and it says so" "There is nothing of 'orders'"
