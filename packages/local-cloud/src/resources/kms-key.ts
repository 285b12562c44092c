import type { Rule } from "./refuse";

/**
 * The ARN of a KMS key of the region, for whoever takes no other form of it. Here it encrypts nothing, and there is no KMS to
 * ask whether it exists.
 */
export const kmsKeyArn: Rule = (value, _inputs, { region }) =>
    new RegExp(`^arn:[\\w-]+:kms:${region}:\\d{12}:key/[\\w-]+$`).test(String(value))
        ? undefined
        : `"${String(value)}" is not the ARN of a KMS key in ${region}`;

/** A KMS key of the region in any of the forms that it is named by: ARN, id, alias, or the alias's ARN. */
export const kmsKey: Rule = (value, inputs, context) => {
    const text = String(value);
    const isAlias = new RegExp(`^(arn:[\\w-]+:kms:${context.region}:\\d{12}:)?alias/[\\w/-]+$`).test(text);
    const isId = /^(mrk-[0-9a-f]{32}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})$/.test(text);
    return isAlias || isId || kmsKeyArn(value, inputs, context) === undefined
        ? undefined
        : `"${text}" is not a KMS key of ${context.region}: it must be a key's ARN or id, or an alias`;
};
