// Reads FHIR resources, one a line, and writes for each what Medplum's validator finds, one line of JSON: {"ok": true} or {"ok": false, "why": "..."}.
//   node scripts/fhir_medplum.mjs build/fhir < resources.ndjson
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';

const packages = resolve(process.argv[2], 'node_modules', '@medplum');
const { indexStructureDefinitionBundle, validateResource } = await import(pathToFileURL(resolve(packages, 'core/dist/esm/index.mjs')).href);
for (const name of ['profiles-types.json', 'profiles-resources.json']) {
  indexStructureDefinitionBundle(JSON.parse(readFileSync(resolve(packages, 'definitions/dist/fhir/r4', name), 'utf8')));
}

function judged(line) {
  try {
    const bad = validateResource(JSON.parse(line)).filter((issue) => issue.severity === 'error' || issue.severity === 'fatal');
    return bad.length === 0 ? { ok: true } : { ok: false, why: JSON.stringify(bad) };
  } catch (problem) {
    return { ok: false, why: String(problem.message) };
  }
}

for await (const line of createInterface({ input: process.stdin, crlfDelay: Infinity })) {
  if (line.trim()) process.stdout.write(JSON.stringify(judged(line)) + '\n');
}
