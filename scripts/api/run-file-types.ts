import { toJsonSchema } from '@valibot/to-json-schema';
import { invocationSchema } from '../../src/core/invocation.ts';
import { recordingSchema } from '../../src/core/recording.ts';
import {
  comparisonFileSchema,
  runFileSchema,
  scanFileSchema,
  verdictSchema,
} from '../../src/core/run-file/run-file.ts';

/** What is read of a JSON Schema. */
interface Schema {
  readonly type?: string;
  readonly description?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean | Schema;
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly $ref?: string;
  readonly $defs?: Readonly<Record<string, Schema>>;
}

/** Objects that get a named type, by the property that holds them. */
const NAMED: Readonly<Record<string, string>> = {
  timeline: 'Timeline',
  why: 'Diagnosis',
  change: 'RunDiff',
  target: 'Target',
  client: 'Client',
  served: 'Served',
};

const REFERENCES: Readonly<Record<string, string>> = {
  '#/$defs/invocation': 'Invocation',
  '#/$defs/verdict': 'Verdict',
  '#/$defs/run': 'Run',
  Burst: 'Burst',
  FiredBurst: 'FiredBurst',
  Probe: 'Probe',
  ScanRow: 'ScanRow',
  ComparisonCell: 'ComparisonCell',
};

const HEAD = `// Written by \`npm run schema\` from the schema of the run file. Times are in ms unless stated otherwise; what is
// unknown is absent.

/** A reason, warning or fact: its code and its numbers for programs, and its words for people. */
export interface Worded {
  /** For programs: what this is. Its numbers are the other properties. */
  readonly code: string;
  /** For people: the same in words. */
  readonly message: string;
  readonly [number: string]: unknown;
}
`;

/** The TypeScript types of the run file: what the API takes and returns. */
export function runFileTypes(): string {
  const definitions = { invocation: invocationSchema, verdict: verdictSchema };
  const run = schemaOf(runFileSchema, definitions);
  const recording = schemaOf(recordingSchema, definitions);
  const burst = itemOf(run, 'bursts');
  const fired = itemOf(recording, 'bursts');
  const probe = itemOf(recording, 'probes');
  const { invocation = {}, verdict = {} } = run.$defs ?? {};
  const parts = { ...run.properties, ...burst.properties, ...invocation.properties };
  return [
    HEAD,
    declaration('Recording', {
      ...withItems(recording, { bursts: 'FiredBurst', probes: 'Probe' }),
      description: 'What was measured: all that is needed to judge a run',
    }),
    declaration(
      'Run extends Recording',
      judgedOnly(withItems(run, { bursts: 'Burst' }), recording),
    ),
    declaration('FiredBurst', { ...fired, description: 'Calls that were released together' }),
    declaration('Burst extends FiredBurst', {
      ...judgedOnly(burst, fired),
      description: 'A burst, and what was made of it',
    }),
    declaration('Probe extends FiredBurst', {
      ...addedTo(fired, probe),
      description: 'A burst that tells causes apart, and what was seen meanwhile',
    }),
    declaration('Invocation', { ...invocation, description: 'One call' }),
    declaration('Verdict', verdict),
    ...Object.entries(NAMED).map(([property, name]) => declaration(name, parts[property] ?? {})),
    ...typesOfSeveral(),
  ].join('\n');
}

/** What holds several runs. */
function typesOfSeveral(): string[] {
  const definitions = { run: runFileSchema };
  const scan = schemaOf(scanFileSchema, definitions);
  const comparison = schemaOf(comparisonFileSchema, definitions);
  const row = itemOf(scan, 'scan');
  return [
    declaration('Scan', {
      ...withItems(scan, { scan: 'ScanRow' }),
      required: Object.keys(scan.properties ?? {}).filter((name) => name !== 'interrupted'),
      description: 'A check for each value, and what they show together',
    }),
    declaration('ScanRow', {
      ...row,
      required: [...(row.required ?? []), 'marked'],
      description: 'One run of a scan, and its figures; those that were not measured are absent',
    }),
    declaration('Comparison', {
      ...withItems(comparison, { comparison: 'ComparisonCell' }),
      description: 'The routes of the service in each way to run it',
    }),
    declaration('ComparisonCell', {
      ...itemOf(comparison, 'comparison'),
      description: 'One route of the service, run in one way',
    }),
  ];
}

type Definitions = NonNullable<NonNullable<Parameters<typeof toJsonSchema>[1]>['definitions']>;

/** The JSON Schema of what valibot describes; it refers to the definitions by their names. */
function schemaOf(schema: Parameters<typeof toJsonSchema>[0], definitions: Definitions): Schema {
  const json = toJsonSchema(schema, { definitions, errorMode: 'ignore' });
  const copy: Schema = JSON.parse(JSON.stringify(json));
  return copy;
}

/** The schema of the items of a list. */
function itemOf({ properties }: Schema, list: string): Schema {
  return properties?.[list]?.items ?? {};
}

/** The schema with a type for the items of each of these lists. */
function withItems(schema: Schema, types: Readonly<Record<string, string>>): Schema {
  const lists = Object.entries(types).map(([list, $ref]): [string, Schema] => [
    list,
    { ...schema.properties?.[list], items: { $ref } },
  ]);
  return { ...schema, properties: { ...schema.properties, ...Object.fromEntries(lists) } };
}

/** Judging always adds these to what was measured. */
const ALWAYS = ['bursts', 'timeline', 'verdict', 'warnings'];

/** The properties that judging adds to what was measured, or changes. */
function judgedOnly(judged: Schema, measured: Schema): Schema {
  const { bursts: _, ...kept } = measured.properties ?? {};
  return { ...addedTo({ properties: kept }, judged), required: ALWAYS };
}

/** A schema without the properties that a base has already. */
function addedTo(base: Schema, schema: Schema): Schema {
  const known = Object.keys(base.properties ?? {});
  const added = Object.entries(schema.properties ?? {}).filter(([name]) => !known.includes(name));
  return { ...schema, properties: Object.fromEntries(added) };
}

function declaration(name: string, schema: Schema): string {
  return `${comment(schema, '')}export interface ${name} ${objectType(schema, '')}\n`;
}

function objectType(
  { properties = {}, required = [], additionalProperties }: Schema,
  indent: string,
): string {
  const inner = `${indent}  `;
  const lines = Object.entries(properties).map(([name, schema]) => {
    const optional = required.includes(name) ? '' : '?';
    const type = typeOf(schema, inner, name);
    return `${comment(schema, inner)}${inner}readonly ${name}${optional}: ${type};\n`;
  });
  if (typeof additionalProperties === 'object') {
    if (lines.length === 0)
      return `Readonly<Record<string, ${typeOf(additionalProperties, indent)}>>`;
    lines.push(`${inner}readonly [name: string]: unknown;\n`);
  }
  return `{\n${lines.join('')}${indent}}`;
}

function scalarType(schema: Schema): string {
  const values = schema.enum ?? (schema.const === undefined ? [] : [schema.const]);
  if (values.length > 0) return values.map(quoted).join(' | ');
  return SCALARS[schema.type ?? ''] ?? 'unknown';
}

const SCALARS: Readonly<Record<string, string>> = {
  boolean: 'boolean',
  integer: 'number',
  null: 'null',
  number: 'number',
  string: 'string',
};

function typeOf(schema: Schema, indent: string, name = ''): string {
  const { type, items, anyOf, $ref } = schema;
  if ($ref !== undefined) return REFERENCES[$ref] ?? 'unknown';
  if (anyOf !== undefined) return anyOf.map((one) => typeOf(one, indent)).join(' | ');
  if (type === 'array') return `readonly ${arrayItem(items ?? {}, indent)}[]`;
  if (type === 'object') return namedType(schema, name) ?? objectType(schema, indent);
  return scalarType(schema);
}

function arrayItem(items: Schema, indent: string): string {
  const type = typeOf(items, indent);
  return type.includes(' | ') ? `(${type})` : type;
}

function namedType({ properties = {} }: Schema, name: string): string | undefined {
  const keys = Object.keys(properties).join();
  if (keys === 'code,message' && name !== 'error') return 'Worded';
  return Object.hasOwn(NAMED, name) ? NAMED[name] : undefined;
}

function quoted(value: unknown): string {
  return typeof value === 'string' ? `'${value}'` : JSON.stringify(value);
}

function comment({ description }: Schema, indent: string): string {
  return description === undefined ? '' : `${indent}/** ${description} */\n`;
}
