// Writes a file of parameters for each combination that cfn-lint has to see.
// Every combination of the choices below is resolved. Of them as few are taken as show each resource in every form that it takes in any of them.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { account, load, region, resolve } from './template.mjs';

const [templateFile, folder] = process.argv.slice(2);
const template = load(templateFile);

const keyArn = `arn:aws:kms:${region}:${account}:key/33333333-2222-3333-4444-555555555555`;
const tableArn = `arn:aws:dynamodb:${region}:${account}:table/Orders`;
// The parameters that decide what is made, each with its values. (Numbers and names change only what a property says.)
const choices = {
  'key.yaml': { Fifo: ['false', 'true'], AlarmEmail: ['', 'alarms@example.com'] },
  'table.yaml': { SortKey: ['', 'line'], KeyArn: ['', keyArn], ApiRoleName: ['', 'an-api'] },
  'publisher.yaml': {
    Fifo: ['false', 'true'],
    KeyArn: ['', keyArn],
    Runtime: ['dotnet10', 'provided.al2023'],
    SubnetIds: ['', 'subnet-0123456789abcdef0,subnet-0123456789abcdef1'],
    AlarmEmail: ['', 'alarms@example.com'],
  },
  'listener.yaml': {
    Fifo: ['false', 'true'],
    KeyArn: ['', keyArn],
    LocalUser: ['false', 'true'],
    OwnIp: ['', '203.0.113.7/32'],
    ApiPolicyArn: ['', `arn:aws:iam::${account}:policy/an-api`],
    ListenerRoleName: ['', 'a-service'],
    AlarmTopicArn: ['', `arn:aws:sns:${region}:${account}:orders-alarms`],
    ListenerDeadLetters: ['false', 'true'],
    MarksTableName: ['', 'orders-marks'],
  },
  'network.yaml': { Fifo: ['false', 'true'], OwnIp: ['', '203.0.113.7/32'] },
}[templateFile.split('/').at(-1)];
// Those that change one property alone take turns.
const turns = {
  Architecture: ['x86_64', 'arm64'],
  StreamViewType: ['KEYS_ONLY', 'NEW_IMAGE', 'OLD_IMAGE', 'NEW_AND_OLD_IMAGES'],
  DeletionProtection: ['true', 'false'],
  Listener: ['listener', 'billing'],
};
// Those that have no default.
const fixed = (chosen) => ({
  CodeBucket: 'orders-code',
  CodeKey: 'orders.zip',
  TableArn: tableArn,
  StreamArn: `${tableArn}/stream/2026-01-01T00:00:00.000`,
  TopicArn: `arn:aws:sns:${region}:${account}:orders-changes`,
  ...(chosen.SubnetIds ? { SecurityGroupIds: 'sg-0123456789abcdef0' } : {}),
});
const ofTemplate = (parameters) => Object.fromEntries(Object.entries(parameters).filter(([name]) => template.Parameters[name]));

// A parameter that a condition reads, but that is not varied here, would be a hole.
const inConditions = JSON.stringify(template.Conditions ?? {}).matchAll(/"Ref":"([^"]+)"/g);
for (const [, name] of inConditions) if (!choices[name]) throw new Error(`A condition reads ${name}, and no choice is given for it.`);

let combinations = [{}];
for (const [name, values] of Object.entries(choices))
  combinations = combinations.flatMap((one) => values.map((value) => ({ ...one, [name]: value })));

const forms = combinations.map((chosen) => {
  const parameters = { ...chosen, ...ofTemplate(fixed(chosen)) };
  return { parameters, shapes: Object.entries(resolve(template, parameters)).map(([id, resource]) => `${id} ${JSON.stringify(resource)}`) };
});

const unseen = new Set(forms.flatMap((form) => form.shapes));
const count = unseen.size;
const taken = [];
while (unseen.size > 0) {
  const fresh = (form) => form.shapes.reduce((sum, shape) => sum + (unseen.has(shape) ? 1 : 0), 0);
  const best = forms.reduce((most, form) => { const n = fresh(form); return n > most.n ? { n, form } : most; }, { n: 0 }).form;
  best.shapes.forEach((shape) => unseen.delete(shape));
  const turn = Object.entries(turns).map(([name, values]) => [name, values[taken.length % values.length]]);
  taken.push({ ...best.parameters, ...ofTemplate(Object.fromEntries(turn)) });
}

mkdirSync(folder, { recursive: true });
taken.forEach((parameters, index) => writeFileSync(
  join(folder, `${String(index).padStart(2, '0')}.json`),
  JSON.stringify(Object.entries(parameters).map(([ParameterKey, ParameterValue]) => ({ ParameterKey, ParameterValue })), null, 1)));
console.log(`${templateFile.split('/').at(-1)}: ${combinations.length} combinations make ${count} forms of resources, all seen in ${taken.length} of them`);
