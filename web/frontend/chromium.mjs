// Unpacks the Chromium that comes as an npm package, for machines that have none:
//   node web/frontend/chromium.mjs FOLDER
// leaves FOLDER/chromium, its libraries in FOLDER/al2023/lib and a fonts.conf naming its fonts.
import { existsSync } from 'node:fs';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

const [folder] = process.argv.slice(2);
if (!folder) {
  console.error('usage: node web/frontend/chromium.mjs FOLDER');
  process.exit(2);
}

const target = resolve(folder);
if (!existsSync(target)) {
  // Only a whole browser gets the name: one that was interrupted is unpacked again.
  const partial = `${target}.partial-${process.pid}`;
  await mkdir(partial, { recursive: true });
  await unpackInto(partial);
  await writeFile(join(partial, 'fonts.conf'), fontsConf(target));
  await rename(partial, target).catch(() => rm(partial, { recursive: true }));
}

async function unpackInto(place) {
  // The package unpacks into the temporary folder, wherever that is said to be; its own entry
  // point adds the libraries on Amazon's machines only, so its parts are called.
  process.env.TMPDIR = place;
  const build = dirname(createRequire(import.meta.url).resolve('@sparticuz/chromium'));
  const { inflate } = await import(pathToFileURL(join(build, '../esm/lambdafs.js')));
  for (const name of ['al2023.tar.br', 'fonts.tar.br', 'chromium.br']) {
    await inflate(join(build, '../../bin', name));
  }
}

function fontsConf(place) {
  return `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir>${place}/fonts/fonts</dir>
  <cachedir>${place}/fonts-cache</cachedir>
</fontconfig>
`;
}
