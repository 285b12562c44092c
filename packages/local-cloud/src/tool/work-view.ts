import type {
    AlarmChanged,
    DeliveryFailed,
    FunctionLine,
    InvocationEnded,
    MessageMailed,
    Observation,
} from "../observation";
import { readLogLine } from "./log-line";
import { type FailedAttempt, prospect } from "./prospect";
import type { View } from "./run-cloud";
import type { Terminal } from "./terminal";

export interface WorkViewDeps {
    terminal: Terminal;
    /** A function's name in the program. */
    findName: (functionName: string) => string;
    /** How many times faster than real time the cloud's durations pass. */
    speed: number;
    /** Milliseconds since the epoch. */
    now: () => number;
}

/** Below the time and the outcome. */
const indent = " ".repeat(20);

/** Shows what functions write, what they ran for and how long, and what failed, as it happens. */
export class WorkView implements View {
    private early: Observation[] | undefined = [];

    constructor(private readonly deps: WorkViewDeps) {}

    readonly observe = (observation: Observation): void => {
        if (this.early === undefined) {
            this.show(observation);
        } else {
            this.early.push(observation);
        }
    };

    begin(): void {
        const before = this.early ?? [];
        this.early = undefined;
        before.forEach((observation) => this.show(observation));
    }

    end(): void {}

    private show(observation: Observation): void {
        switch (observation.type) {
            case "function line":
                return this.showLine(observation);
            case "invocation ended":
                return this.showInvocation(observation);
            case "delivery failed":
                return this.showDelivery(observation);
            case "alarm changed":
                return this.showAlarm(observation);
            case "alarm action failed":
                return this.showUntold(observation.alarmName, observation.action, observation.error);
            case "message mailed":
                return this.showMail(observation);
            default:
                return;
        }
    }

    private showLine({ functionName, line }: FunctionLine): void {
        const { terminal, findName } = this.deps;
        const read = readLogLine(line);
        if (read === undefined) {
            return;
        }
        const { level, text, fields } = read;
        const name = findName(functionName);
        const more = Object.entries(fields).map(([field, value]) => ` ${field}=${JSON.stringify(value)}`);
        for (const one of `${text}${more.join("")}`.split("\n")) {
            terminal.line(`${this.time()} ${terminal.style(name, "cyan")} | ${one}`);
        }
        terminal.result({ type: "log", function: name, level, text, fields });
    }

    private showInvocation(invocation: InvocationEnded): void {
        const { terminal, findName } = this.deps;
        const { durationMs, error, maxAttempts } = invocation;
        const name = findName(invocation.functionName);
        const milliseconds = Math.round(durationMs);
        const what = `${terminal.style(name, "cyan")} ${milliseconds} ms`;
        if (error === undefined) {
            terminal.line(`${this.head("done", "green")} ${what}`);
            terminal.result({ type: "done", function: name, milliseconds });
            return;
        }
        terminal.line(`${this.head("failed", "red")} ${what}`);
        const failed = this.explain(invocation, { maxAttempts });
        terminal.result({ type: "failure", function: name, milliseconds, error, ...failed });
    }

    private showDelivery(delivery: DeliveryFailed): void {
        const { terminal } = this.deps;
        const { targetArn, error, lost } = delivery;
        terminal.line(`${this.head("failed", "red")} delivery to ${targetArn}`);
        const failed = this.explain(delivery, { lost });
        terminal.result({ type: "delivery failure", targetArn, error, ...failed });
    }

    private showAlarm({ alarmName, kind, from, to, description }: AlarmChanged): void {
        const { terminal } = this.deps;
        if (to !== "ALARM" && from !== "ALARM") {
            return;
        }
        const [outcome, style] = to === "ALARM" ? (["alarm", "red"] as const) : (["over", "green"] as const);
        terminal.line(`${this.head(outcome, style)} ${terminal.style(alarmName, "cyan")}`);
        if (to === "ALARM") {
            (description ?? "").split("\n").forEach((line) => this.detail(line));
        }
        terminal.result({ type: "alarm", alarm: alarmName, kind, from, to });
    }

    private showUntold(name: string, whom: string, error: { type: string; message: string }): void {
        const { terminal } = this.deps;
        terminal.line(`${this.head("failed", "red")} ${name}: ${whom} was not told`);
        this.detail(terminal.style(`${error.type}: ${error.message}`, "red"));
        terminal.result({ type: "not told", name, whom, error });
    }

    private showMail({ to, subject = "", message }: MessageMailed): void {
        const { terminal } = this.deps;
        terminal.line(`${this.head("mail", "green")} for ${to} (nothing is sent from here): ${subject}`);
        message.split("\n").forEach((line) => this.detail(line));
        terminal.result({ type: "mail", to, subject, message });
    }

    /** Shows what went wrong and what comes of it. */
    private explain(failure: DeliveryFailed | InvocationEnded, more: Partial<FailedAttempt>): FailedAttempt {
        const { error, attempt, nextAttemptMs, deadLetterArn } = failure;
        const failed: FailedAttempt = {
            attempt,
            nextAttemptSeconds: nextAttemptMs === undefined ? undefined : nextAttemptMs / 1000 / this.deps.speed,
            deadLetterQueue: deadLetterArn?.split(":").at(-1),
            ...more,
        };
        this.detail(this.deps.terminal.style(`${error?.type}: ${error?.message}`, "red"));
        this.detail(prospect(failed));
        return failed;
    }

    private detail(text: string): void {
        this.deps.terminal.flow(`${indent}${text}`, indent);
    }

    private head(outcome: string, style: "green" | "red"): string {
        return `${this.time()} ${this.deps.terminal.style(outcome.padEnd(9), style)}`;
    }

    private time(): string {
        return this.deps.terminal.style(`${new Date(this.deps.now()).toISOString().slice(11, 19)}Z`, "dim");
    }
}
