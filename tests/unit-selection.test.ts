import { expect } from "chai";
import { existsSync, globSync, readFileSync } from "node:fs";
import path from "node:path";
import { parse } from "yaml";

const root = path.resolve(__dirname, "..");

/** What takes seconds: a local cloud, a program's evaluation, a process. */
const slow = [
    "local-cloud: Cloud",
    "local-cloud: evaluateProgram",
    "packages/local-cloud/src/cloud.ts",
    "packages/local-cloud/src/program.ts",
    "node:child_process",
];

/** The file and all that it loads: files by their path from the root, packages by their name and what is taken of them. */
function loaded(file: string, known = new Set<string>()): Set<string> {
    known.add(file);
    const text = readFileSync(path.join(root, file), "utf8");
    for (const [, names = "", name = ""] of text.matchAll(/^(?:import|export) (?!type )([^;"]*)"([^"]+)"/gm)) {
        if (!name.startsWith(".")) {
            known.add(name);
            names.match(/\w+/g)?.forEach((one) => known.add(`${name}: ${one}`));
            continue;
        }
        const place = path.posix.join(path.posix.dirname(file), name);
        const found = [`${place}.ts`, `${place}/index.ts`].find((one) => existsSync(path.join(root, one)));
        if (found !== undefined && !known.has(found)) {
            loaded(found, known);
        }
    }
    return known;
}

describe("npm run test:unit", () => {
    const { spec, ignore } = parse(readFileSync(path.join(root, ".mocharc.unit.yml"), "utf8")) as {
        spec: string[];
        ignore: string[];
    };
    const found = (pattern: string) => globSync(pattern, { cwd: root });

    it("runs something of each place that it names", () => {
        expect([...spec, ...ignore].filter((pattern) => found(pattern).length === 0)).to.deep.equal([]);
    });

    it("starts neither a local cloud nor a process", () => {
        const tests = spec.flatMap(found).filter((file) => !ignore.includes(file));

        const starting = tests.flatMap((file) => {
            const all = loaded(file);
            return slow.filter((one) => all.has(one)).map((one) => `${file} loads ${one}`);
        });

        expect(tests.length).to.be.greaterThan(40);
        expect(starting).to.deep.equal([]);
    });
});
