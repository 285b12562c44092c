import type { EngineEvent, StepEventMetadata } from "@pulumi/pulumi/automation";

import type { EngineResult, EngineStep, Operation } from "./engine-messages";

/** Steps that leave a resource as it is. */
const unchanging = ["same", "read", "refresh"];

/** What the engine tells while it works, gathered. */
export class EngineLog {
    private readonly steps = new Map<string, EngineStep>();
    private readonly errors: EngineResult["errors"] = [];
    private same = 0;

    constructor(private readonly operation: Operation) {}

    add({ resourcePreEvent, resOutputsEvent, diagnosticEvent }: EngineEvent): void {
        // A refresh tells what it found only once it has looked.
        const step = this.operation === "refresh" ? resOutputsEvent : resourcePreEvent;
        if (step !== undefined) {
            this.addStep(step.metadata);
        }
        if (diagnosticEvent?.severity === "error") {
            const { urn, message } = diagnosticEvent;
            this.errors.push({ ...(urn ? { urn } : {}), message: withoutColours(message).trim() });
        }
    }

    /** @param failure what the Automation API threw, if it did */
    result(failure: Error | undefined): Pick<EngineResult, "steps" | "same" | "errors" | "failed"> {
        const errors = this.errors.filter(({ message }) => message !== "");
        const told = errors.length > 0 || failure === undefined;
        return {
            steps: [...this.steps.values()],
            same: this.same,
            errors: told ? errors : [{ message: withoutColours(failure.message).trim() }],
            failed: failure !== undefined,
        };
    }

    private addStep({ op, urn, detailedDiff, diffs, old }: StepEventMetadata): void {
        if (unchanging.includes(op)) {
            this.same++;
            return;
        }
        const properties = Object.keys(detailedDiff ?? {}).concat(diffs ?? []);
        const retained = op.startsWith("delete") && old?.retainOnDelete ? { retained: old.id } : {};
        this.steps.set(`${op} ${urn}`, { op, urn, properties, ...retained });
    }
}

/** The engine marks colours as `<{%reset%}>`. */
function withoutColours(text: string): string {
    return text.replace(/<\{%.*?%\}>/g, "").replace(/\u001b\[[\d;]*m/g, "");
}
