// A CloudFormation template as it becomes with given parameters: conditions decided, functions evaluated, resources named as AWS would.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isMap, isScalar, isSeq, parse } from 'yaml';

export const account = '123456789012';
export const region = 'eu-central-1';
const noValue = Symbol('AWS::NoValue');

const pseudo = {
  'AWS::AccountId': account,
  'AWS::NoValue': noValue,
  'AWS::Partition': 'aws',
  'AWS::Region': region,
};

// What Ref and GetAtt give for each type of resource that the templates refer to. What has no name gets one of stack and id.
const arn = (service, resource) => `arn:aws:${service}:${region}:${account}:${resource}`;
const iamArn = (resource) => `arn:aws:iam::${account}:${resource}`;
const attributes = {
  'AWS::DynamoDB::Table': (id, p) => ({ Ref: p.TableName, Arn: arn('dynamodb', `table/${p.TableName}`), StreamArn: arn('dynamodb', `table/${p.TableName}/stream/2026-01-01T00:00:00.000`) }),
  'AWS::EC2::SecurityGroup': (id) => ({ Ref: `sg-${id}`, GroupId: `sg-${id}` }),
  'AWS::IAM::ManagedPolicy': (id) => ({ Ref: iamArn(`policy/${id}`) }),
  'AWS::IAM::Role': (id) => ({ Ref: id, Arn: iamArn(`role/${id}`) }),
  'AWS::IAM::User': (id) => ({ Ref: id, Arn: iamArn(`user/${id}`) }),
  'AWS::KMS::Key': () => ({ Ref: '33333333-2222-3333-4444-555555555555', Arn: arn('kms', 'key/33333333-2222-3333-4444-555555555555') }),
  'AWS::Lambda::Function': (id, p) => ({ Ref: p.FunctionName, Arn: arn('lambda', `function:${p.FunctionName}`) }),
  'AWS::S3::Bucket': (id) => ({ Ref: id.toLowerCase(), Arn: `arn:aws:s3:::${id.toLowerCase()}` }),
  'AWS::SNS::Topic': (id, p) => ({ Ref: arn('sns', p.TopicName) }),
  'AWS::SQS::Queue': (id, p) => ({ Ref: `https://sqs.${region}.amazonaws.com/${account}/${p.QueueName}`, Arn: arn('sqs', p.QueueName), QueueName: p.QueueName }),
};

/** Reads a template; `!Ref x` becomes `{Ref: x}`, `!Sub x` becomes `{'Fn::Sub': x}` and so on. */
export function load(file) {
  const long = (name) => (name === 'Ref' || name === 'Condition' ? name : `Fn::${name}`);
  const names = ['And', 'Equals', 'GetAZs', 'GetAtt', 'If', 'Join', 'Not', 'Ref', 'Select', 'Split', 'Sub', 'Condition'];
  const customTags = names.flatMap((name) => [
    { tag: `!${name}`, resolve: (text) => ({ [long(name)]: text }) },
    { tag: `!${name}`, collection: 'seq', resolve: (seq) => ({ [long(name)]: seq.items.map((item) => (isScalar(item) || isSeq(item) || isMap(item) ? item.toJSON() : item)) }) },
  ]);
  return parse(readFileSync(file, 'utf8'), { customTags });
}

/** The template's resources with these parameters, in a stack of this name; those whose condition is not met are left out. */
export const resolve = (template, parameters = {}, stack = 'orders') => resolveStack(template, parameters, stack).resources;

/** The chain as deploy.sh makes it of the templates in this folder: a stack is given the outputs of those before it, and what of the parameters it has. */
export function resolveChain(folder, parameters, listener = 'listener') {
  const handed = { CodeBucket: 'orders-code', CodeKey: 'orders.zip', Listener: listener };
  const resources = {};
  const given = new Set();
  for (const part of [...(parameters.OwnKey ? ['key'] : []), 'table', 'publisher', 'listener']) {
    const template = load(join(folder, `${part}.yaml`));
    const all = { ...parameters, ...handed };
    const own = Object.keys(template.Parameters).filter((name) => name in all);
    own.forEach((name) => given.add(name));
    const made = resolveStack(template, Object.fromEntries(own.map((name) => [name, all[name]])), `orders-${part === 'listener' ? listener : part}`);
    Object.assign(handed, made.outputs);
    for (const [id, resource] of Object.entries(made.resources)) resources[id] = id in resources ? fail(`Two templates have a resource ${id}.`) : resource;
  }
  for (const name of Object.keys(parameters)) if (name !== 'OwnKey' && !given.has(name)) fail(`No template has a parameter ${name}.`);
  return resources;
}

function resolveStack(template, parameters, stack) {
  const values = { ...pseudo, 'AWS::StackId': arn('cloudformation', `stack/${stack}/11111111-2222-3333-4444-555555555555`) };
  for (const [name, parameter] of Object.entries(template.Parameters ?? {})) {
    const value = parameters[name] ?? parameter.Default;
    if (value === undefined) throw new Error(`${name} has no default, and is not given.`);
    values[name] = value;
  }
  for (const name of Object.keys(parameters)) if (!template.Parameters?.[name]) throw new Error(`The template has no parameter ${name}.`);

  const known = new Map();
  const condition = (name) => evaluate({ Condition: name });
  const attribute = (id, name) => {
    const resource = template.Resources[id] ?? fail(`There is no resource ${id}.`);
    if (resource.Condition && !condition(resource.Condition)) fail(`${id} is referred to, but not made.`);
    if (!known.has(id)) known.set(id, (attributes[resource.Type] ?? ((own) => ({ Ref: own })))(`${stack}-${id}`, nameProperties(resource)));
    return known.get(id)[name] ?? fail(`${resource.Type} has no attribute ${name} here.`);
  };
  // Only what names a resource: its other properties may refer back to it.
  const nameProperties = (resource) => Object.fromEntries(
    Object.entries(resource.Properties ?? {}).filter(([name]) => name.endsWith('Name')).map(([name, value]) => [name, evaluate(value)]));
  const reference = (name) => (name in values ? values[name] : attribute(name, 'Ref'));

  const functions = {
    Ref: reference,
    Condition: (name) => evaluate(template.Conditions[name] ?? fail(`There is no condition ${name}.`)),
    'Fn::And': (terms) => terms.map(evaluate).every(Boolean),
    'Fn::Equals': ([left, right]) => String(evaluate(left)) === String(evaluate(right)),
    'Fn::GetAZs': () => [`${region}a`, `${region}b`],
    'Fn::GetAtt': (path) => attribute(...(Array.isArray(path) ? path : path.split('.'))),
    'Fn::If': ([name, yes, no]) => evaluate(condition(name) ? yes : no),
    'Fn::Join': ([separator, list]) => evaluate(list).join(separator),
    'Fn::Not': ([term]) => !evaluate(term),
    'Fn::Select': ([index, list]) => evaluate(list)[index],
    'Fn::Split': ([separator, text]) => evaluate(text).split(separator),
    'Fn::Sub': (text) => text.replace(/\$\{([^}]+)\}/g, (_, name) => (name.includes('.') ? attribute(...name.split('.')) : reference(name))),
  };

  function evaluate(node) {
    if (Array.isArray(node)) return node.map(evaluate).filter((item) => item !== noValue);
    if (node === null || typeof node !== 'object') return node;
    const [key, ...others] = Object.keys(node);
    if (others.length === 0 && functions[key] && !(key === 'Condition' && typeof node[key] === 'object')) return functions[key](node[key]);
    return Object.fromEntries(Object.entries(node).map(([name, value]) => [name, evaluate(value)]).filter(([, value]) => value !== noValue));
  }

  const made = (all) => Object.entries(all ?? {}).filter(([, one]) => !one.Condition || condition(one.Condition));
  return {
    resources: Object.fromEntries(made(template.Resources).map(([id, resource]) => [id, { Type: resource.Type, Properties: evaluate(resource.Properties ?? {}) }])),
    outputs: Object.fromEntries(made(template.Outputs).map(([name, output]) => [name, evaluate(output.Value)])),
  };
}

function fail(message) {
  throw new Error(message);
}
