import { randomBytes } from "node:crypto";
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";

import { Cloud } from "local-cloud";
import { AwsProvider, ProviderServer } from "local-cloud/provider";
import { makeDynamicProvider } from "./dynamic-provider";
import { Engine } from "./engine";
import type { EngineResult, Operation } from "./engine-messages";
import { type StackConfig, type ThrowawayProject, writeProjectFile } from "./throwaway-project";

/** Encrypts the throwaway state; nobody needs it again. */
const passphrase = randomBytes(24).toString("hex");

/**
 * Where a rehearsal takes place: a local cloud of its own, which the engine takes for AWS, and a Pulumi home and
 * backend of its own, all in one temporary folder. `close` leaves nothing behind.
 */
export class RehearsalEnvironment {
    private engine: Engine | undefined;
    private settings: StackConfig = {};
    private readonly retainedIds = new Set<string>();

    private constructor(
        readonly cloud: Cloud,
        private readonly server: ProviderServer,
        private readonly providerPort: number,
        private readonly folder: string,
        private readonly cliFolder: string,
        /** The folder of the program that the engine runs, for the provider. */
        private readonly loaded: { folder: string },
    ) {}

    static async open({ cliFolder, region }: { cliFolder: string; region: string }): Promise<RehearsalEnvironment> {
        const folder = await mkdtemp(path.join(tmpdir(), "rehearsal-"));
        let cloud: Cloud | undefined;
        try {
            await mkdir(path.join(folder, "state"));
            cloud = await Cloud.start({ folder: path.join(folder, "cloud"), gatewayPort: 0, awsPort: 0, region });
            const { place } = cloud;
            const loaded = { folder: process.cwd() };
            const server = new ProviderServer(
                new AwsProvider({ cloud, place: () => place, folder: () => loaded.folder }),
            );
            return new RehearsalEnvironment(cloud, server, await server.listen(), folder, cliFolder, loaded);
        } catch (error) {
            await cloud?.stop();
            await rm(folder, { recursive: true, force: true });
            throw error;
        }
    }

    /** The folder of the stack's checkpoints. */
    get stateFolder(): string {
        return path.join(this.folder, "state");
    }

    /** A folder for further files of the rehearsal. */
    subfolder(name: string): string {
        return path.join(this.folder, name);
    }

    /** Makes `program` the one that the engine runs, on the same stack. */
    async loadProgram(program: ThrowawayProject): Promise<void> {
        await this.engine?.close();
        const { name, stack, main, folder } = program.project;
        const workFolder = path.join(this.folder, "work");
        const pluginFolder = path.join(this.folder, "plugins");
        await writeProjectFile(program, workFolder);
        await makeDynamicProvider(pluginFolder);
        this.settings = { ...program.config };
        this.loaded.folder = folder;
        this.engine = await Engine.open({
            project: name,
            stack,
            main,
            programFolder: folder,
            workFolder,
            executables: [this.cliFolder, pluginFolder],
            environment: {
                PULUMI_HOME: path.join(this.folder, "home"),
                PULUMI_BACKEND_URL: `file://${this.stateFolder}`,
                PULUMI_CONFIG_PASSPHRASE: passphrase,
                PULUMI_DEBUG_PROVIDERS: `aws:${this.providerPort}`,
                PULUMI_SKIP_UPDATE_CHECK: "true",
                PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
            },
        });
    }

    get config(): Readonly<StackConfig> {
        return this.settings;
    }

    /** Changes settings of the stack; they count from the next operation on. */
    configure(changes: StackConfig): void {
        Object.assign(this.settings, changes);
    }

    /** Runs an operation of the engine's on the program. */
    async run(operation: Operation): Promise<EngineResult> {
        if (this.engine === undefined) {
            throw new Error("no program is loaded");
        }
        const result = await this.engine.run(operation, this.settings);
        if (!operation.startsWith("preview")) {
            result.steps.forEach(({ retained }) => retained !== undefined && this.retainedIds.add(retained));
        }
        return result;
    }

    /** The ids of what the engine has deleted from its state alone, as the program asks for (`retainOnDelete`). */
    get retained(): ReadonlySet<string> {
        return this.retainedIds;
    }

    /** Ends every process, and removes the folder. */
    async close(): Promise<void> {
        await this.engine?.close();
        this.server.close();
        try {
            await this.cloud.stop();
        } finally {
            await rm(this.folder, { recursive: true, force: true });
        }
    }
}
