/** `npm run build [FOLDER]`: emits `dist/` (or the folder) with declarations, for publishing. */
import { spawnSync } from "node:child_process";
import { rmSync } from "node:fs";
import { bundleDoors } from "./bundle-doors.ts";

const [folder = "dist"] = process.argv.slice(2);
rmSync(folder, { recursive: true, force: true });
const { status } = spawnSync("tsc", ["-p", "tsconfig.build.json", "--outDir", folder], { stdio: "inherit" });
if (status === 0) await bundleDoors(folder);
process.exitCode = status ?? 1;
