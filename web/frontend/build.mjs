// Bundles the pages' scripts, styles and fonts into web/static/dist/ under names that change with
// their content, and writes manifest.json (logical name -> file) for the templates.
import { existsSync } from 'node:fs';
import { copyFile, mkdir, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

import * as esbuild from 'esbuild';

const frontend = dirname(fileURLToPath(import.meta.url));
const root = resolve(frontend, '../..');
const dist = join(root, 'web/static/dist');

const entries = ['app.js', 'app.css', 'viewer.js', 'studio.js', 'studio.css', 'compare.js', 'form-builder.js', 'decision-table.js', 'decision-table.css'];

const options = {
  absWorkingDir: root,
  entryPoints: entries.map((name) => join(frontend, name)),
  outdir: dist,
  outbase: frontend,
  entryNames: '[name]-[hash]',
  assetNames: 'fonts/[name]-[hash]',
  chunkNames: 'chunk-[hash]',
  bundle: true,
  minify: true,
  splitting: true,
  format: 'esm',
  target: ['es2022', 'chrome111', 'firefox113', 'safari16.4'],
  mainFields: ['module', 'browser', 'main'],
  // Every browser we speak to reads woff2; the older copies named by packages stay out.
  loader: { '.woff2': 'file', '.woff': 'empty', '.ttf': 'empty', '.eot': 'empty', '.svg': 'file' },
  legalComments: 'linked',
  metafile: true,
  logLevel: 'warning',
};

await mkdir(dist, { recursive: true });
const { metafile } = await esbuild.build(options);
const manifest = manifestOf(metafile);
const licences = await copyLicences(metafile);
await writeFile(join(dist, 'manifest.json'), JSON.stringify(manifest, null, 2) + '\n');
await removeLeftovers([...Object.keys(metafile.outputs).map((path) => join(root, path)), ...licences]);

function manifestOf({ outputs }) {
  const manifest = {};
  for (const [path, output] of Object.entries(outputs)) {
    if (!output.entryPoint) continue;
    const name = relative(frontend, join(root, output.entryPoint));
    enter(manifest, name, path);
    if (output.cssBundle) enter(manifest, name.replace(/\.js$/, '.css'), output.cssBundle);
  }
  return Object.fromEntries(Object.entries(manifest).sort());
}

function enter(manifest, name, path) {
  const file = relative(dist, join(root, path));
  // A script that imports styles yields a second app.css; the first would silently lose.
  if (manifest[name] && manifest[name] !== file) throw new Error(`Two bundles are called ${name}`);
  manifest[name] = file;
}

async function copyLicences({ inputs }) {
  const packages = new Set(Object.keys(inputs).map(packageOf).filter(Boolean));
  const target = join(dist, 'licences');
  await mkdir(target, { recursive: true });
  const written = [];
  for (const name of [...packages].sort()) {
    const copy = join(target, `${name.replace('@', '').replace('/', '-')}.txt`);
    await copyFile(await licenceOf(name), copy);
    written.push(copy);
  }
  // Fonts of our own keep their licence beside them.
  for (const name of await readdir(join(frontend, 'fonts'))) {
    if (!name.endsWith('.txt')) continue;
    const copy = join(target, name);
    await copyFile(join(frontend, 'fonts', name), copy);
    written.push(copy);
  }
  return written;
}

function packageOf(path) {
  return path.match(/^node_modules\/((?:@[^/]+\/)?[^/]+)\//)?.[1];
}

async function licenceOf(name) {
  const folder = join(root, 'node_modules', name);
  const file = (await readdir(folder)).find((entry) => /^licen[cs]e/i.test(entry));
  if (file) return join(folder, file);
  const kept = join(frontend, 'licences', `${name.replace('@', '').replace('/', '-')}.txt`);
  if (existsSync(kept)) return kept;
  const { license } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'));
  throw new Error(`${name} (${license}) ships no licence text: put it at ${relative(root, kept)}`);
}

async function removeLeftovers(written) {
  const keep = new Set([...written, join(dist, 'manifest.json'), join(dist, '.stamp')]);
  for (const entry of await readdir(dist, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath ?? entry.path, entry.name);
    if (entry.isFile() && !keep.has(path)) await rm(path);
  }
}
