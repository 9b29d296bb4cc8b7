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
  "rolled-back: "*"describe-stacks"*) echo ROLLBACK_COMPLETE ;;
  "same: "*"describe-stacks"*".StackStatus"*) echo UPDATE_COMPLETE ;;
  "same: "*"describe-stacks"*".Outputs"*) printf 'CodeBucketName\tcode\n' ;;
  "same: "*"describe-stacks"*".Parameters"*) ;;
  "busy: "*"describe-stacks"*) echo UPDATE_IN_PROGRESS ;;
  *"describe-stacks"*) echo "An error occurred (ValidationError) when calling the DescribeStacks operation: Stack with id orders does not exist" >&2; exit 254 ;;
  "failing: "*"create-stack"*) ;;
  "refused: "*"create-stack"*) echo "An error occurred (AccessDenied) when calling the CreateStack operation: not you" >&2; exit 254 ;;
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
  env -u AWS_PROFILE -u AWS_DEFAULT_REGION -u AWS_ENDPOINT_URL PATH="$work/stub:$PATH" STUB="$stub" AWS_REGION="${in_region-eu-central-1}" "$aws_folder/$script" "$@"
}

for script in deploy status redrive teardown; do
  what=''
  [ "$script" != redrive ] || what=listener
  check "$script.sh: --help" "$aws_folder/$script.sh" --help
  refuses "$script.sh: an unknown option" "is no option of this" "$aws_folder/$script.sh" --bogus
  refuses "$script.sh: a missing value" "--region needs a value" "$aws_folder/$script.sh" --region
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
  refuses "$script.sh: nothing deployed" "there is no stack 'orders' in eu-central-1 of account 123456789012" stubbed none "$script.sh" $what
  refuses "$script.sh: a rolled-back stack" "A queue of this name is there already." stubbed rolled-back "$script.sh" $what
done
refuses "redrive.sh: nothing is said" "say what: publisher, subscription or listener" "$aws_folder/redrive.sh"
refuses "deploy.sh: a rolled-back stack tells what failed" "A queue of this name is there already." stubbed rolled-back deploy.sh --package "$work/package.zip"
says "deploy.sh: a rolled-back stack says what to do" "run build/aws/teardown.sh --stack orders, and deploy again"
refuses "deploy.sh: a stack at work" "somebody else is at it" stubbed busy deploy.sh --package "$work/package.zip"
refuses "deploy.sh: a deployment that fails tells what failed" "A queue of this name is there already." stubbed failing deploy.sh --package "$work/package.zip"
refuses "deploy.sh: a deployment that is refused" "could not be deployed: An error occurred (AccessDenied)" stubbed refused deploy.sh --package "$work/package.zip"
refuses "deploy.sh: a package that is not there" "there is no file" stubbed none deploy.sh --package "$work/none.zip"
refuses "deploy.sh: a wrong name" "--stack takes up to 31" stubbed none deploy.sh --stack Orders
refuses "deploy.sh: a wrong processor" "--arch takes x64 or arm64, not 'mips'" stubbed none deploy.sh --arch mips
refuses "deploy.sh: a parameter without a value" "--parameter takes Name=value, not 'BatchSize'" stubbed none deploy.sh --parameter BatchSize
check "deploy.sh: nothing is different" stubbed same deploy.sh --package "$work/package.zip"
same "deploy.sh: nothing is different, and it says so" 2 "$(grep -c 'is up to date' "$work/log")"
check "teardown.sh: nothing there" stubbed none teardown.sh --yes
says "teardown.sh: nothing there, and it says so" "There is nothing of 'orders'"
