// What each part of the chain may do, by resource: what the policies are compared with, and what is called.
export const receive = ['sqs:ChangeMessageVisibility', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes', 'sqs:GetQueueUrl', 'sqs:ReceiveMessage'];

const readStream = ['dynamodb:DescribeStream', 'dynamodb:GetRecords', 'dynamodb:GetShardIterator'];
export const publish = {
  stream: readStream,
  oldStream: readStream,
  topic: ['sns:Publish'],
  failures: ['sqs:SendMessage'],
  log: ['logs:CreateLogStream', 'logs:PutLogEvents'],
  '*': ['dynamodb:ListStreams'],
};

export const listen = { queue: receive, table: ['dynamodb:BatchGetItem', 'dynamodb:DescribeTable', 'dynamodb:GetItem'] };
export const order = { table: ['dynamodb:DeleteItem', 'dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:UpdateItem'] };

// Only where the template is told so.
export const deadLetter = { deadLetters: ['sqs:SendMessage'] };
export const keepMarks = { marks: ['dynamodb:BatchGetItem', 'dynamodb:PutItem'] };
