import { checkOutputs, type Deployment, type StackOutputs } from "../deployment";
import type { EngineResult } from "./engine-messages";
import type { RehearsalEnvironment } from "./environment";
import { StepFailure } from "./step-failure";
import type { ThrowawayProject } from "./throwaway-project";

/** A rehearsal under way: what its steps share. */
export class Rehearsal {
    private outputs: StackOutputs | undefined;

    constructor(
        readonly environment: RehearsalEnvironment,
        readonly program: ThrowawayProject,
    ) {}

    /** A setting's full key. */
    key(setting: string): string {
        return `${this.program.project.name}:${setting}`;
    }

    /** The webhook's signing secret, as the stack has it now. */
    get signingSecret(): string {
        const secret = this.environment.config[this.key("signingSecret")];
        if (secret === undefined) {
            throw new StepFailure('the stack has no secret setting "signingSecret"');
        }
        return secret.value;
    }

    /** Takes in what an `up` gave. */
    deployed(result: EngineResult): void {
        this.outputs = checkOutputs(result.outputs, "the stack");
    }

    /** The stack as other commands see one. */
    get deployment(): Deployment {
        if (this.outputs === undefined) {
            throw new StepFailure("the program is not deployed");
        }
        const { region, awsUrl } = this.environment.cloud.place;
        return {
            outputs: this.outputs,
            aws: { region, endpoint: awsUrl, credentials: { accessKeyId: "local", secretAccessKey: "local" } },
        };
    }
}

/** One thing that a rehearsal shows. */
export interface Step {
    /** As the table has it. */
    name: string;
    /**
     * @returns what was found, in a few words
     * @throws StepFailure
     */
    run(rehearsal: Rehearsal): Promise<string>;
}
