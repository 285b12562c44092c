import { label, parseUrn } from "./changes";
import type { EngineResult } from "./engine-messages";

/** A step of the rehearsal that did not go as it must. */
export class StepFailure extends Error {
    override readonly name = "StepFailure";

    /**
     * @param message what it means, for the person whose program it is
     * @param said the engine's own words, if it said something
     */
    constructor(
        message: string,
        readonly said: readonly string[] = [],
    ) {
        super(message);
    }
}

/**
 * The result, when the engine did what it was asked to.
 *
 * @throws StepFailure with the engine's own words
 */
export function succeeded(result: EngineResult, meaning: string): EngineResult {
    if (result.failed) {
        throw new StepFailure(meaning, formatErrors(result));
    }
    return result;
}

/** The engine's errors, each with the resource that it is about. */
export function formatErrors({ errors }: Pick<EngineResult, "errors">): string[] {
    const about = errors.filter(({ urn }) => urn !== undefined && !urn.includes("::pulumi:pulumi:Stack::"));
    // That something failed is said again, of the stack as a whole; and that the engine was stopped, once it was stuck.
    const words = (about.length > 0 ? about : errors).map(({ urn, message }) => {
        const said = message.split("\n").filter((line) => !/^\s+at /.test(line));
        return (urn === undefined ? "" : `${label(parseUrn(urn))}: `) + said.join("\n");
    });
    const own = words.filter((one) => !/^\w+ canceled$/.test(one));
    return own.filter((one, index) => !own.some((other, at) => at < index && other.includes(one)));
}
