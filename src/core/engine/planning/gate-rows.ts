// Which of the rows of a run each of its gates is about: pinned before the first call, so that no later edit of the rows moves one.
import { filterRows } from "../../collections/filter-rows.ts";
import type { Row } from "../../domain/collection.ts";
import type { GateDocument } from "../../domain/experiment.ts";
import { categoriesOf, type GateRows } from "../../domain/gate-rows.ts";

/** Nothing where every gate is about all rows. */
export function pinGateRows(gates: readonly GateDocument[], rows: readonly Row[]): { readonly gateRows?: readonly GateRows[] } {
  const pinned = gates.flatMap((gate, index) => rowsOfGate(gate, rows).map((group) => ({ gate: index, ...group })));
  return gates.some(isOfSomeRows) ? { gateRows: pinned } : {};
}

/** True for a gate that is not simply about every row. */
function isOfSomeRows({ rows, by }: GateDocument): boolean {
  return rows !== undefined || by !== undefined;
}

function rowsOfGate(gate: GateDocument, rows: readonly Row[]): Omit<GateRows, "gate">[] {
  if (!isOfSomeRows(gate)) return [];
  const chosen = gate.rows === undefined ? rows : filterRows(rows, gate.rows.filter);
  if (gate.by === undefined) return [{ value: null, rows: chosen.map(({ id }) => id) }];
  return [...categoriesOf(chosen, gate.by)].map(([value, ids]) => ({ value, rows: ids }));
}
