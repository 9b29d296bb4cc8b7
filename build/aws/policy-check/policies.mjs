// The walkthrough's three policy documents, as they come out of the templates. Without --write they are compared with the files.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { resolveChain } from './template.mjs';

const [templates, folder, mode] = process.argv.slice(2);

// What the walkthrough sets up: a function in a VPC, and a user who runs the listener.
const made = resolveChain(templates, { LocalUser: 'true', SubnetIds: 'subnet-0123456789abcdef0', SecurityGroupIds: 'sg-0123456789abcdef0' });
const documents = {
  'function-role.json': {
    Version: '2012-10-17',
    Statement: [made.PublisherRole.Properties.Policies[0].PolicyDocument, made.PublisherNetworkPolicy.Properties.PolicyDocument].flatMap(({ Statement }) => Statement),
  },
  'topic.json': made.OrdersTopicPolicy.Properties.PolicyDocument,
  'queue.json': made.ListenerQueuePolicy.Properties.PolicyDocument,
};

let different = 0;
for (const [name, document] of Object.entries(documents)) {
  const file = join(folder, name);
  const text = `${JSON.stringify(document, null, 2)}\n`;
  if (mode === '--write') writeFileSync(file, text);
  else if (!existsSync(file) || readFileSync(file, 'utf8') !== text) {
    console.error(`${file} is not what the templates say. build/aws/check.sh --write-policies writes it anew.`);
    different++;
  }
}
process.exit(different === 0 ? 0 : 1);
