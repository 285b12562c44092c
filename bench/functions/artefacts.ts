import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";

import { type Resource, evaluateProgram, readProject } from "local-cloud";
import { ofType } from "../cost/parts";
import { ProjectCopy } from "../start/project-copy";
import { evaluateOnce } from "../../tests/support/evaluate-once";
import { signingSecret } from "./stub-cloud";

const root = path.resolve(__dirname, "../..");

/** A function of the program as it is deployed. */
export interface Artefact {
    /** Its name in the program. */
    name: string;
    /** Where its file lies. */
    file: string;
    bytes: number;
    environment: Record<string, string>;
    memoryMegabytes: number;
}

/** The same program at one or two commits: `here` is the working tree. */
export interface Versions {
    here: Artefact[];
    against?: Artefact[];
}

/**
 * Makes the program's artefacts, and those of the commit `ref` where one is given, in a folder that is removed after
 * `use` has ended. A commit's program is evaluated with the packages of the working tree.
 */
export async function withArtefacts<Result>(
    ref: string | undefined,
    awsUrl: string,
    use: (versions: Versions) => Promise<Result>,
): Promise<Result> {
    const folder = await mkdtemp(path.join(tmpdir(), "stripe-eventbridge-functions-"));
    let commit: ProjectCopy | undefined;
    try {
        const here = await evaluateArtefacts(evaluateOnce, root, path.join(folder, "here"), awsUrl);
        if (ref === undefined) {
            return await use({ here });
        }
        commit = await ProjectCopy.make(ref);
        const target = path.join(folder, "ref");
        return await use({ here, against: await evaluateArtefacts(evaluateProgram, commit.folder, target, awsUrl) });
    } finally {
        await commit?.remove();
        await rm(folder, { recursive: true, force: true });
    }
}

/** Evaluates the program in `programFolder`, and writes its functions' files to paths that begin with `target`. */
async function evaluateArtefacts(
    evaluate: typeof evaluateOnce,
    programFolder: string,
    target: string,
    awsUrl: string,
): Promise<Artefact[]> {
    const { name } = readProject(programFolder, "bench");
    const project = readProject(programFolder, "bench", {
        "aws:region": "us-east-1",
        [`${name}:signingSecret`]: { secret: signingSecret },
        [`${name}:manageApiGatewayLogs`]: "true",
    });
    const place = { accountId: "000000000000", region: "us-east-1", gatewayUrl: awsUrl, awsUrl };
    const { resources } = await evaluate(project, place);
    return Promise.all(
        ofType(resources, "aws:lambda/function:Function").map((resource) => writeArtefact(resource, target)),
    );
}

async function writeArtefact({ name, inputs }: Resource, target: string): Promise<Artefact> {
    const { files } = inputs.code as { files: Record<string, string> };
    const code = Buffer.from(files["index.js"] ?? "", "base64");
    const file = `${target}-${name}.js`;
    await writeFile(file, code);
    const { variables } = inputs.environment as { variables: Record<string, string> };
    return { name, file, bytes: code.length, environment: variables, memoryMegabytes: inputs.memorySize as number };
}
