import type { evaluateProgram, Project, ResourceGraph } from "local-cloud";
import { ReusingEvaluator } from "local-cloud/testing";
import { createHash } from "node:crypto";
import { mkdir, readdir, readFile, rename, stat, writeFile } from "node:fs/promises";
import path from "node:path";

const root = path.resolve(__dirname, "../..");
/** Where graphs are kept for the other processes of the tests and the next run; a newer one replaces that of its settings. */
const keptIn = path.join(root, "node_modules/.cache/evaluations");
/** What a graph is made from, besides settings: programs, what they import, what is installed, and the local cloud. */
const madeFrom = [
    "index.ts",
    "infra",
    "handlers",
    "packages",
    "bench",
    "tests/fixtures",
    "tests/support",
    "tsconfig.json",
    "tsconfig.base.json",
    "node_modules/.package-lock.json",
];

type Place = Parameters<typeof evaluateProgram>[1];

/** Stand for the addresses of a run, which another run with its settings does not share. */
const standIns = { awsUrl: "http://aws.invalid", gatewayUrl: "http://gateway.invalid" };

interface Kept {
    key: string;
    graph: string;
}

const evaluator = new ReusingEvaluator(root);
const evaluations = new Map<string, Promise<string>>();
let sources: Promise<string> | undefined;

/**
 * The program's graph, as `evaluateProgram` makes it: evaluated once while what it is made from stays as it is, since an
 * evaluation takes more than a second of a processor's time.
 *
 * @param replaced by stand-ins in the settings, addresses of the run; the graph has the addresses
 */
export async function evaluateOnce(
    project: Project,
    { awsUrl, gatewayUrl, accountId, region }: Place,
    replaced: Readonly<Record<string, string>> = {},
): Promise<ResourceGraph> {
    const place = { ...standIns, accountId, region };
    const settings = JSON.stringify([{ ...project, main: path.relative(root, project.main) }, place]);
    const evaluation = evaluations.get(settings) ?? findOrEvaluate(project, place, settings);
    evaluations.set(settings, evaluation);
    const addresses = { [standIns.awsUrl]: awsUrl, [standIns.gatewayUrl]: gatewayUrl, ...replaced };
    let text = await evaluation;
    for (const [standIn, address] of Object.entries(addresses)) {
        text = text.replaceAll(standIn, address);
    }
    return JSON.parse(text) as ResourceGraph;
}

async function findOrEvaluate(project: Project, place: Place, settings: string): Promise<string> {
    sources ??= describeSources();
    const key = hash(`${process.version}\n${await sources}\n${settings}`);
    const file = path.join(keptIn, `${hash(settings).slice(0, 16)}.json`);
    const kept = await readFile(file, "utf8").then(
        (text) => JSON.parse(text) as Kept,
        () => undefined,
    );
    if (kept?.key === key) {
        return kept.graph;
    }
    const graph = JSON.stringify(await evaluator.evaluate(project, place));
    await mkdir(keptIn, { recursive: true });
    const draft = `${file}.${process.pid}`;
    await writeFile(draft, JSON.stringify({ key, graph } satisfies Kept));
    await rename(draft, file);
    return graph;
}

/** Differs once a file is written, added or removed. */
async function describeSources(): Promise<string> {
    return (await Promise.all(madeFrom.map((one) => describe(path.join(root, one))))).join("\n");
}

async function describe(place: string): Promise<string> {
    const found = await stat(place);
    if (!found.isDirectory()) {
        return [place, found.size, found.mtimeMs].join(" ");
    }
    const names = (await readdir(place)).filter((name) => name !== "node_modules");
    return (await Promise.all(names.sort().map((name) => describe(path.join(place, name))))).join("\n");
}

function hash(text: string): string {
    return createHash("sha256").update(text).digest("hex");
}
