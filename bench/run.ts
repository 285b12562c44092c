import { existsSync, readdirSync } from "node:fs";
import path from "node:path";

/** What each file beside this one exports. */
interface Bench {
    /** @param args what comes after the bench's name on the command line */
    run(args: readonly string[]): Promise<void>;
}

/** `npm run bench -- NAME [options]`: each bench is a file of this folder. */
export async function bench([name, ...args]: readonly string[]): Promise<number> {
    const names = readdirSync(__dirname)
        .filter((file) => file.endsWith(".ts") && file !== path.basename(__filename))
        .map((file) => path.basename(file, ".ts"));
    if (name === "--help") {
        console.log(`npm run bench -- <${names.join("|")}> [options]; each has --help`);
        return 0;
    }
    if (name === undefined || !/^[a-z-]+$/.test(name) || !existsSync(path.join(__dirname, `${name}.ts`))) {
        console.error(`error: which bench? npm run bench -- <${names.join("|")}>`);
        return 1;
    }
    // Not `import`, which would find the folder of the same name.
    // oxlint-disable-next-line typescript/no-require-imports
    const chosen = require(`./${name}`) as Bench;
    await chosen.run(args);
    return process.exitCode === undefined ? 0 : Number(process.exitCode);
}
