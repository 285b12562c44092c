import type { NormalizedSchema } from "@smithy/core/schema";

import { AwsError } from "../aws-error";

/**
 * What `text`, a form's field, a query's or a header, says by `schema`. Instants are seconds since the epoch.
 *
 * @param at what it is called there
 * @throws AwsError `MalformedInput` when a number or an instant is not one
 */
export function readScalar(text: string, schema: NormalizedSchema, at: string): string | number | boolean {
    if (schema.isBooleanSchema()) {
        return text === "true";
    }
    const isTimestamp = schema.isTimestampSchema();
    if (!isTimestamp && !schema.isNumericSchema()) {
        return text;
    }
    const value = isTimestamp ? Date.parse(text) / 1000 : Number(text);
    if (text === "" || Number.isNaN(value)) {
        const type = isTimestamp ? "timestamp" : "number";
        throw new AwsError("MalformedInput", `${at} is "${text}", which is not a ${type}.`);
    }
    return value;
}
