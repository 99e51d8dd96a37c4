import { run } from "../engine/run.ts";
import { z } from "zod";
export default function forbidden() {
  process.exit(Math.random() + Date.now() + new Date().getTime() + Buffer.length);
  console.log(run, z); // eslint-disable-line
}
