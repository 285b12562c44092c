import { systemClock } from "../clock";
import { Cloud } from "../cloud";
import type { Observe } from "../observation";
import type { ProgramEvaluator } from "../program";
import type { Project } from "../project";
import type { Changes } from "../reconcile";
import { CommandError } from "./command-error";
import { LiveProgram } from "./live-program";
import { showNews } from "./show-news";
import type { Terminal } from "./terminal";

/** What a person sees of the cloud's work while it runs. */
export interface View {
    observe: Observe;
    /** Shows what has come so far, and from now on. */
    begin(): void;
    end(): void;
}

export interface RunCloudOptions {
    /** May have begun to load the program's packages; is ended with this. @default a new one */
    evaluator?: ProgramEvaluator;
    /** Read anew for each evaluation, since its settings may have been saved too. */
    readProject: () => Project;
    /** Where everything is kept; undefined keeps nothing. */
    folder: string | undefined;
    gatewayPort: number;
    awsPort: number;
    region: string;
    /** Variables that every function gets besides its own. @default none */
    functionEnvironment?: Readonly<Record<string, string>>;
    /** How many times faster than real time durations pass. */
    speed: number;
    /** Whether resources of types that the local cloud does not know are refused, instead of ignored. */
    strict?: boolean;
    /** Whether it ends once the program is up, instead of being interrupted. @default false */
    once?: boolean;
    /** Where TypeScript keeps what makes checks of types shorter; undefined keeps nothing. */
    buildInfo: string | undefined;
    /** @param findName gives a function's name in the program, by its name in the cloud */
    openView: (findName: (functionName: string) => string) => View;
    /** Ends what uses the cloud, before it stops. */
    beforeStop?: () => Promise<void>;
    /** Shows where everything is, once the program is up. */
    showReady: (cloud: Cloud, changes: Changes) => Promise<void> | void;
}

/**
 * Runs a program on this machine, and each saved change of it, until it is interrupted.
 *
 * @throws CommandError when it cannot be started; nothing is left running then
 */
export async function runCloud(terminal: Terminal, options: RunCloudOptions): Promise<void> {
    const interrupted = interruption();
    try {
        await runUntil(interrupted, terminal, options);
    } finally {
        interrupted.forget();
    }
}

async function runUntil(interrupted: Interruption, terminal: Terminal, options: RunCloudOptions): Promise<void> {
    const view = options.openView((functionName) => program.functionName(functionName));
    const cloud = await startCloud(options, view.observe);
    const program = new LiveProgram({
        cloud,
        evaluator: options.evaluator,
        readProject: options.readProject,
        buildInfo: options.buildInfo,
        signal: interrupted.signal,
        strict: options.strict,
        report: (news) => showNews(terminal, news),
    });
    try {
        await options.showReady(cloud, await program.start());
        view.begin();
        if (options.once !== true) {
            await interrupted.happened;
            terminal.line("\nStopping.");
        }
    } catch (error) {
        if (!interrupted.signal.aborted) {
            throw error;
        }
    } finally {
        await options.beforeStop?.();
        await program.stop();
        await cloud.stop();
        view.end();
    }
}

async function startCloud(options: RunCloudOptions, observe: Observe): Promise<Cloud> {
    const { folder, gatewayPort, awsPort, region, functionEnvironment, speed } = options;
    try {
        const clock = systemClock(speed);
        return await Cloud.start({ folder, gatewayPort, awsPort, region, functionEnvironment, clock, observe });
    } catch (error) {
        throw new CommandError((error as Error).message);
    }
}

/** Ctrl-C, or being told to end. */
interface Interruption {
    signal: AbortSignal;
    happened: Promise<void>;
    /** Leaves signals to whoever runs this. */
    forget(): void;
}

function interruption(): Interruption {
    const controller = new AbortController();
    const { signal } = controller;
    const interrupt = () => controller.abort();
    const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
    signals.forEach((name) => process.once(name, interrupt));
    return {
        signal,
        happened: new Promise((resolve) => signal.addEventListener("abort", () => resolve())),
        forget: () => signals.forEach((name) => process.off(name, interrupt)),
    };
}
