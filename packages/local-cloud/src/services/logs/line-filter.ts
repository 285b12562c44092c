import { invalidParameter } from "./errors";

/** Whether a log line matches. */
export type Filter = (message: string) => boolean;

/** @throws AwsError `InvalidParameterException` */
export function compileExpression(expression: string): Filter {
    try {
        const compiled = new RegExp(expression);
        return (text) => compiled.test(text);
    } catch (error) {
        throw invalidParameter(`Invalid regular expression in the filter pattern: ${(error as Error).message}.`);
    }
}
