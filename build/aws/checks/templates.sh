#!/usr/bin/env bash
# The templates in all their forms, and who may do what with them. Run by build/aws/check.sh.
. "$(dirname "${BASH_SOURCE[0]}")/expect.sh"

check "code.yaml: cfn-lint" cfn-lint "$aws_folder/code.yaml"
for template in key table network publisher listener; do
  check "$template.yaml: combinations" node "$engine/combinations.mjs" "$aws_folder/$template.yaml" "$work/$template"
  last_line
  check "$template.yaml: cfn-lint with each of them" cfn-lint "$aws_folder/$template.yaml" --parameter-files "$work/$template"/*.json
done
check "policies: the documents are the templates'" node "$engine/policies.mjs" "$aws_folder" "$aws_folder/policies"
check "policies: who may do what" node "$engine/who-may.mjs" "$aws_folder"
last_line
# What people copy, too. A queue's policy names the queue.
# shellcheck disable=SC2317
no_wildcards() { ! grep -rnE '"?Resource"?: *(\["?)?"\*"' "$root/README.md" "$root/docs" "$root/templates" "$root"/src/*/README.md --include='*.md' --include='*.yaml' --include='*.json'; }
check "docs: no policy is of every resource" no_wildcards
