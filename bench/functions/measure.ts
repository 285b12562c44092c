import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";

import { type Artefact, type Versions, withArtefacts } from "./artefacts";
import { callArtefact, type Sample, type Time } from "./call-artefact";
import { type Scenario, scenarios } from "./requests";
import { startStubCloud } from "./stub-cloud";

/** A number of the working tree, and of the commit that it is compared with. */
export interface Figure {
    here: number;
    against?: number;
}

export interface FunctionsReport {
    /** By function. */
    bytes: Record<string, Figure>;
    /** By function: milliseconds of load and first call together, the median of the processes. */
    cold: Record<string, { cpuMs: Figure; wallMs: Figure }>;
    /** By scenario: CPU milliseconds a call, the median of the processes. */
    warm: Record<string, Figure>;
    /** CPU milliseconds of a received and applied event. */
    eventCpuMs: Figure;
}

export interface FunctionsOptions {
    /** A commit, measured in the same run, turn by turn. */
    against?: string;
    /** How many processes start cold. */
    processes: number;
    /** How many warm calls are measured in a process. */
    calls: number;
    /** How many processes are measured warm. */
    rounds: number;
    /** Calls that are not measured before those that are. @default 1,000, until V8 has optimized what is hot */
    warmUp?: number;
    /** A folder for V8's CPU profiles of the warm processes. */
    profile?: string;
}

/** What the program's functions need to start and for a call, against a cloud that answers at once. */
export async function measureFunctions(options: FunctionsOptions): Promise<FunctionsReport> {
    const cloud = await startStubCloud();
    const folder = await mkdtemp(path.join(tmpdir(), "stripe-eventbridge-requests-"));
    try {
        const all = scenarios();
        const files = new Map<Scenario, string>();
        for (const [index, scenario] of all.entries()) {
            const file = path.join(folder, `${index}.json`);
            await writeFile(file, JSON.stringify(scenario.requests));
            files.set(scenario, file);
        }
        return await withArtefacts(options.against, cloud.url, (versions) => {
            const sample = (artefact: Artefact, scenario: Scenario, calls: number) =>
                callArtefact(artefact, {
                    awsUrl: cloud.url,
                    requestsFile: files.get(scenario) as string,
                    warmUp: calls === 0 ? 0 : (options.warmUp ?? 1_000),
                    calls,
                    nodeFlags:
                        options.profile === undefined || calls === 0
                            ? []
                            : [
                                  "--cpu-prof",
                                  `--cpu-prof-dir=${options.profile}`,
                                  `--cpu-prof-name=${scenario.name}.cpuprofile`,
                              ],
                });
            return report(versions, all, options, sample);
        });
    } finally {
        await rm(folder, { recursive: true, force: true });
        cloud.stop();
    }
}

async function report(
    versions: Versions,
    all: readonly Scenario[],
    { processes, calls, rounds }: FunctionsOptions,
    sample: (artefact: Artefact, scenario: Scenario, calls: number) => Promise<Sample>,
): Promise<FunctionsReport> {
    /** Takes samples of both versions, turn by turn. */
    const inTurns = async (scenario: Scenario, times: number, callsEach: number) => {
        const samples: { here: Sample[]; against: Sample[] } = { here: [], against: [] };
        for (let turn = 0; turn < times; turn++) {
            for (const version of ["here", "against"] as const) {
                const artefact = versions[version]?.find(({ name }) => name === scenario.functionName);
                if (artefact !== undefined) {
                    samples[version].push(await sample(artefact, scenario, callsEach));
                }
            }
        }
        return (value: (one: Sample) => number): Figure => ({
            here: median(samples.here.map(value)),
            ...(samples.against.length === 0 ? {} : { against: median(samples.against.map(value)) }),
        });
    };

    const result: FunctionsReport = { bytes: {}, cold: {}, warm: {}, eventCpuMs: { here: 0 } };
    for (const { name, bytes } of versions.here) {
        const against = versions.against?.find((other) => other.name === name)?.bytes;
        result.bytes[name] = { here: bytes, ...(against === undefined ? {} : { against }) };
        const scenario = all.find(({ functionName }) => functionName === name);
        if (scenario !== undefined) {
            const figure = await inTurns(scenario, processes, 0);
            const both = (part: keyof Time) => figure(({ load, first }) => load[part] + first[part]);
            result.cold[name] = { cpuMs: both("cpuMs"), wallMs: both("wallMs") };
        }
    }
    for (const scenario of all) {
        const figure = await inTurns(scenario, rounds, calls);
        result.warm[scenario.name] = figure(({ warm }) => (warm?.cpuMs ?? 0) / calls);
    }
    result.eventCpuMs = sum(result.warm.receive, result.warm["record, applied"]);
    return result;
}

function sum(...figures: (Figure | undefined)[]): Figure {
    const of = (version: keyof Figure) => figures.reduce((total, figure) => total + (figure?.[version] ?? 0), 0);
    return { here: of("here"), ...(figures[0]?.against === undefined ? {} : { against: of("against") }) };
}

function median(values: readonly number[]): number {
    const sorted = [...values].sort((a, b) => a - b);
    const middle = sorted.length / 2;
    return ((sorted[Math.ceil(middle) - 1] ?? 0) + (sorted[Math.floor(middle)] ?? 0)) / 2;
}
