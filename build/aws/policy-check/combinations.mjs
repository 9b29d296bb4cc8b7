// Writes a file of parameters for each combination that cfn-lint has to see.
// Every combination of the choices below is resolved. Of them as few are taken as show each resource in every form that it takes in any of them.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { load, resolve } from './template.mjs';

const [templateFile, folder] = process.argv.slice(2);
const template = load(templateFile);

// The parameters that decide what is made, each with its values. (Numbers and names change only what a property says.)
const choices = {
  'orders.yaml': {
    Fifo: ['false', 'true'],
    Encryption: ['managed', 'customer'],
    Runtime: ['dotnet10', 'provided.al2023'],
    SubnetIds: ['', 'subnet-0123456789abcdef0,subnet-0123456789abcdef1'],
    SortKey: ['', 'line'],
    LocalUser: ['false', 'true'],
    OwnIp: ['', '203.0.113.7/32'],
    ListenerRoleName: ['', 'a-service'],
    ApiRoleName: ['', 'an-api'],
    AlarmEmail: ['', 'alarms@example.com'],
    ListenerDeadLetters: ['false', 'true'],
    MarksTableName: ['', 'orders-marks'],
  },
  'network.yaml': { Fifo: ['false', 'true'], OwnIp: ['', '203.0.113.7/32'] },
}[templateFile.split('/').at(-1)];
// Those that change one property alone take turns.
const turns = template.Parameters?.Architecture
  ? { Architecture: ['x86_64', 'arm64'], StreamViewType: ['KEYS_ONLY', 'NEW_IMAGE', 'OLD_IMAGE', 'NEW_AND_OLD_IMAGES'], DeletionProtection: ['true', 'false'] }
  : {};
const fixed = (chosen) => ({
  ...(template.Parameters?.CodeBucket ? { CodeBucket: 'orders-code', CodeKey: 'orders.zip' } : {}),
  ...(chosen.SubnetIds ? { SecurityGroupIds: 'sg-0123456789abcdef0' } : {}),
});

// A parameter that a condition reads, but that is not varied here, would be a hole.
const inConditions = JSON.stringify(template.Conditions ?? {}).matchAll(/"Ref":"([^"]+)"/g);
for (const [, name] of inConditions) if (!choices[name]) throw new Error(`A condition reads ${name}, and no choice is given for it.`);

let combinations = [{}];
for (const [name, values] of Object.entries(choices))
  combinations = combinations.flatMap((one) => values.map((value) => ({ ...one, [name]: value })));

const forms = combinations.map((chosen) => {
  const parameters = { ...chosen, ...fixed(chosen) };
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
  taken.push({ ...best.parameters, ...Object.fromEntries(turn) });
}

mkdirSync(folder, { recursive: true });
taken.forEach((parameters, index) => writeFileSync(
  join(folder, `${String(index).padStart(2, '0')}.json`),
  JSON.stringify(Object.entries(parameters).map(([ParameterKey, ParameterValue]) => ({ ParameterKey, ParameterValue })), null, 1)));
console.log(`${templateFile.split('/').at(-1)}: ${combinations.length} combinations make ${count} forms of resources, all seen in ${taken.length} of them`);
