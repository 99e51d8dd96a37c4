// What a bundle loads: questions to esbuild's metafile, asked by the build's size table and by the architecture tests.

/** @typedef {import("esbuild").Metafile} Metafile */

/**
 * The output files that are loaded as soon as `entry` is: itself and all it imports statically, however indirectly.
 * @param {Metafile} metafile @param {string} entry path of an output @returns {Set<string>}
 */
export function staticOutputs(metafile, entry) {
  const found = new Set([entry]);
  for (const file of found) {
    for (const imported of metafile.outputs[file]?.imports ?? []) {
      if (!imported.external && imported.kind !== "dynamic-import") found.add(imported.path);
    }
  }
  return found;
}

/**
 * The output files that `entry` can come to load: itself and all it imports, at once or later.
 * @param {Metafile} metafile @param {string} entry @returns {Set<string>}
 */
export function reachableOutputs(metafile, entry) {
  const found = new Set([entry]);
  for (const file of found) {
    for (const imported of metafile.outputs[file]?.imports ?? []) if (!imported.external) found.add(imported.path);
  }
  return found;
}

/** The bytes of some output files together. @param {Metafile} metafile @param {Iterable<string>} files */
export function bytesOf(metafile, files) {
  let total = 0;
  for (const file of files) total += metafile.outputs[file]?.bytes ?? 0;
  return total;
}

/** The output files that are started by themselves: entry points of ours that no other file loads. @param {Metafile} metafile */
export function entryOutputs(metafile) {
  const lazy = new Set(
    Object.values(metafile.outputs).flatMap((output) =>
      output.imports.filter((imported) => imported.kind === "dynamic-import").map((imported) => imported.path),
    ),
  );
  return Object.keys(metafile.outputs).filter((file) => metafile.outputs[file]?.entryPoint?.startsWith("src/") && !lazy.has(file));
}

/** One metafile of several builds; their outputs have different names. @param {readonly Metafile[]} metafiles @returns {Metafile} */
export function mergeMetafiles(metafiles) {
  return {
    inputs: Object.assign({}, ...metafiles.map(({ inputs }) => inputs)),
    outputs: Object.assign({}, ...metafiles.map(({ outputs }) => outputs)),
  };
}
