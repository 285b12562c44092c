import type { Properties } from "./resource-type";

/** The outputs of most resources: their inputs, an ARN, all of their tags, which are the program's own, and `more`. */
export function taggedOutputs(inputs: Properties, arn: string, more: Properties = {}): Properties {
    return { ...inputs, arn, tagsAll: (inputs.tags ?? {}) as unknown, ...more };
}
