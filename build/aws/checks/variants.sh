#!/usr/bin/env bash
# What the chain's run-through does not choose, on a moto_server of its own: FIFO, a KMS key, a VPC and out of it again, a native function, a table
# that is there already.
# Run by build/aws/check.sh.
# What is between backticks in a query is for the CLI.
# shellcheck disable=SC2016
. "$(dirname "${BASH_SOURCE[0]}")/expect.sh"

start_moto
# moto runs no function: any file that names the handler's assembly is a package.
echo Shop.Publisher.dll >"$work/function.zip"
own_handler=Handler=Shop.Publisher

check "FIFO, own key, VPC, native: deploy.sh" "$aws_folder/deploy.sh" --stack ledger --native --arch arm64 --package "$work/function.zip" --fifo --own-key --network --own-ip 203.0.113.7/32 \
  --alarm-email alarms@example.com --parameter TableName=Ledger --parameter PartitionKey=account --parameter SortKey=entry --parameter SortKeyType=N --parameter StreamViewType=KEYS_ONLY \
  --parameter MarksTableName=ledger-marks --parameter ListenerDeadLetters=true
stack_outputs ledger-table ledger-publisher ledger-listener

same "names: all of the stack's" "Ledger ledger-publisher ledger-changes.fifo ledger-listener.fifo ledger-listener-dead-letters.fifo ledger-listener-undelivered.fifo ledger-publisher-failures" \
  "$(for one in TableName FunctionName TopicArn QueueUrl ListenerDeadLettersUrl SubscriptionDeadLettersUrl PublisherFailuresUrl; do output $one | sed 's/.*[:/]//'; done | tr '\n' ' ' | sed 's/ $//')"
same "table: keys, stream" "account HASH entry RANGE KEYS_ONLY" \
  "$(call dynamodb describe-table --table-name Ledger --query 'Table.[KeySchema[0].AttributeName, KeySchema[0].KeyType, KeySchema[1].AttributeName, KeySchema[1].KeyType, StreamSpecification.StreamViewType]' | tr '\t' ' ')"
same "table of marks: key" "id HASH" "$(call dynamodb describe-table --table-name ledger-marks --query 'Table.[KeySchema[0].AttributeName, KeySchema[0].KeyType]' | tr '\t' ' ')"
# The stack's processor, for moto's functions have always the same.
same "function: runtime, handler, processor" "provided.al2023 bootstrap arm64" \
  "$(call lambda get-function-configuration --function-name ledger-publisher --query '[Runtime, Handler]' | tr '\t' ' ') $(stack_parameter ledger-publisher Architecture)"

key=$(call kms list-keys --query 'Keys[].KeyArn')
same "key: one, that turns over each year" "True" "$(call kms get-key-rotation-status --key-id "$key" --query KeyRotationEnabled)"
same "topic: FIFO, own key" "true $key" "$(call sns get-topic-attributes --topic-arn "$(output TopicArn)" --query 'Attributes.[FifoTopic, KmsMasterKeyId]' | tr '\t' ' ')"
same "queue: FIFO, as fast as its groups" "true messageGroup perMessageGroupId" "$(attribute "$(output QueueUrl)" '[FifoQueue, DeduplicationScope, FifoThroughputLimit]')"
for queue in QueueUrl ListenerDeadLettersUrl SubscriptionDeadLettersUrl PublisherFailuresUrl; do
  same "$queue: own key" "$key" "$(attribute "$(output $queue)" KmsMasterKeyId)"
done
# Lambda takes no FIFO queue for what it gives up.
same "dead-letter queues: FIFO, but not Lambda's" "true true None" \
  "$(attribute "$(output ListenerDeadLettersUrl)" FifoQueue) $(attribute "$(output SubscriptionDeadLettersUrl)" FifoQueue) $(attribute "$(output PublisherFailuresUrl)" FifoQueue)"

# Two messages of one group, of which SNS could not deliver any.
for number in 1 2; do
  call sqs send-message --queue-url "$(output SubscriptionDeadLettersUrl)" --message-body "$number" --message-group-id one --message-deduplication-id "id-$number" >/dev/null
done
check "FIFO: redrive.sh subscription" "$aws_folder/redrive.sh" subscription --stack ledger
says "FIFO: redrive.sh subscription sends both" "2 messages sent to ledger-listener.fifo"
same "FIFO: redrive.sh subscription keeps order, group and deduplication id" "1 one id-1 2 one id-2" \
  "$(call sqs receive-message --queue-url "$(output QueueUrl)" --max-number-of-messages 10 --attribute-names All --query 'Messages[].[Body, Attributes.MessageGroupId, Attributes.MessageDeduplicationId]' | tr '\t\n' '  ' | sed 's/ $//')"

# More than an argument of a process may have, and more of them than one call takes.
head -c 200000 /dev/zero | tr '\0' x >"$work/body"
for number in 3 4 5 6 7 8; do
  call sqs send-message --queue-url "$(output SubscriptionDeadLettersUrl)" --message-body "file://$work/body" --message-group-id two --message-deduplication-id "id-$number" >/dev/null
done
check "long messages: redrive.sh subscription" "$aws_folder/redrive.sh" subscription --stack ledger
says "long messages: redrive.sh subscription sends all" "6 messages sent to ledger-listener.fifo"
same "long messages: redrive.sh subscription leaves none" 0 "$(attribute "$(output SubscriptionDeadLettersUrl)" ApproximateNumberOfMessages)"

same "VPC: endpoints of SNS and DynamoDB" "com.amazonaws.us-east-1.dynamodb com.amazonaws.us-east-1.sns" "$(call ec2 describe-vpc-endpoints --query 'sort(VpcEndpoints[].ServiceName)' | tr '\t' ' ')"
same "VPC: the function is in two subnets, with its security group" "2 1" \
  "$(call lambda get-function-configuration --function-name ledger-publisher --query '[length(VpcConfig.SubnetIds), length(VpcConfig.SecurityGroupIds)]' | tr '\t' ' ')"
own=$(call cloudformation describe-stacks --stack-name ledger-network --query "Stacks[0].Outputs[?OutputKey=='OwnIpSecurityGroupId'].OutputValue")
same "VPC: the own address comes in, and nobody else" "203.0.113.7/32" "$(call ec2 describe-security-groups --group-ids "$own" --query 'SecurityGroups[0].IpPermissions[].IpRanges[].CidrIp')"

check "deploy.sh --no-network" "$aws_folder/deploy.sh" --stack ledger --package "$work/function.zip" --native --no-network
says "deploy.sh --no-network: tells of the wait" "Deleting the VPC"
# Not of the function itself: moto's keeps what an update takes away.
same "deploy.sh --no-network: the function has no subnets" "" "$(stack_parameter ledger-publisher SubnetIds)$(stack_parameter ledger-publisher SecurityGroupIds)"
same "deploy.sh --no-network: stack and VPC are gone" "ledger-code ledger-key ledger-listener ledger-publisher ledger-table 0" \
  "$(call cloudformation describe-stacks --query 'sort(Stacks[].StackName)' | tr '\t' ' ') $(call ec2 describe-vpcs --filters Name=is-default,Values=false --query 'length(Vpcs)')"
same "deploy.sh --no-network: all else is kept" "true $key" "$(stack_parameter ledger-publisher Fifo) $(stack_parameter ledger-listener KeyArn)"
check "deploy.sh --no-network again" "$aws_folder/deploy.sh" --stack ledger --package "$work/function.zip" --native --no-network

# Another listener of it: what is the chain's it has from there.
check "deploy.sh --listener: of another stack than orders" "$aws_folder/deploy.sh" --stack ledger --listener audit --local-user
audit=$(call sqs get-queue-url --queue-name ledger-audit.fifo --query QueueUrl)
same "deploy.sh --listener: FIFO, key, alarms and the API's rights are the chain's" "true $key arn:aws:sns:us-east-1:123456789012:ledger-alarms 2" \
  "$(attribute "$audit" '[FifoQueue, KmsMasterKeyId]') $(stack_parameter ledger-audit AlarmTopicArn) $(call iam list-attached-user-policies --user-name "$(call iam list-users --query 'Users[0].UserName')" --query 'length(AttachedPolicies)')"
same "deploy.sh --listener: what is the other listener's it has not" "ledger-marks " "$(stack_parameter ledger-listener MarksTableName) $(stack_parameter ledger-audit MarksTableName)"
check "teardown.sh --listener" "$aws_folder/teardown.sh" --stack ledger --listener audit --yes
same "teardown.sh --listener: its queues and user are gone, and nothing else" "4 0 ledger-code ledger-key ledger-listener ledger-publisher ledger-table" \
  "$(call sqs list-queues --query 'length(QueueUrls)') $(call iam list-users --query 'length(Users)') $(call cloudformation describe-stacks --query 'sort(Stacks[].StackName)' | tr '\t' ' ')"

# A table that is there already.
stream=$(call dynamodb create-table --table-name Sales --billing-mode PAY_PER_REQUEST --attribute-definitions AttributeName=id,AttributeType=S --key-schema AttributeName=id,KeyType=HASH \
  --stream-specification StreamEnabled=true,StreamViewType=KEYS_ONLY --query TableDescription.LatestStreamArn)
check "own table: deploy.sh --stream" "$aws_folder/deploy.sh" --stack sales --package "$work/function.zip" --stream "$stream" --parameter "$own_handler"
stack_outputs sales-publisher sales-listener
same "own table: its stream is read, and its items by the listener" "$stream Sales" "$(call lambda list-event-source-mappings --function-name sales-publisher --query 'EventSourceMappings[0].EventSourceArn') $(output TableName)"
same "own function: its handler" "${own_handler#*=}" "$(call lambda get-function-configuration --function-name sales-publisher --query Handler)"
check "own table: deploy.sh again, without --stream" "$aws_folder/deploy.sh" --stack sales --package "$work/function.zip"
same "own table: deploy.sh again reads it still, and makes none" "$stream sales-code sales-listener sales-publisher" \
  "$(call lambda list-event-source-mappings --function-name sales-publisher --query 'EventSourceMappings[0].EventSourceArn') $(call cloudformation describe-stacks --query "sort(Stacks[?starts_with(StackName, 'sales')].StackName)" | tr '\t' ' ')"
refuses "own table: status.sh" "  table                    Sales, ACTIVE" "$aws_folder/status.sh" --stack sales
check "own table: teardown.sh" "$aws_folder/teardown.sh" --stack sales --yes
same "own table: teardown.sh leaves it" "Sales 0" "$(call dynamodb list-tables --query "TableNames[?@=='Sales'] | [0]") $(call cloudformation describe-stacks --query "length(Stacks[?starts_with(StackName, 'sales')])")"
call dynamodb delete-table --table-name Sales >/dev/null

check "teardown.sh: another stack than orders" "$aws_folder/teardown.sh" --stack ledger --delete-data --yes
same "teardown.sh: no table, queue, topic or stack is left" "0 0 0 0" \
  "$(call dynamodb list-tables --query 'length(TableNames)') $(call sqs list-queues --query 'length(QueueUrls || `[]`)') $(call sns list-topics --query 'length(Topics)') $(call cloudformation describe-stacks --query 'length(Stacks)')"
