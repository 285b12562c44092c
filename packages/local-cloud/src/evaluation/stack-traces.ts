import path from "node:path";

const pulumi = `${path.sep}node_modules${path.sep}@pulumi${path.sep}`;

/**
 * Keeps from being made what nobody reads: for each resource and promise Pulumi notes where it was made, for an engine, and
 * for `PULUMI_DEBUG_PROMISE_LEAKS`. Leading these stacks back to the TypeScript was a fifth of an evaluation.
 */
export function omitPulumiStackTraces(): void {
    const prepareStackTrace = Error.prepareStackTrace?.bind(Error);
    if (prepareStackTrace === undefined || process.env.PULUMI_DEBUG_PROMISE_LEAKS !== undefined) {
        return;
    }
    Error.prepareStackTrace = (error, frames) => {
        const isNote = error.message === "" && frames[0]?.getFileName()?.includes(pulumi) === true;
        return isNote ? String(error) : (prepareStackTrace(error, frames) as unknown);
    };
}
