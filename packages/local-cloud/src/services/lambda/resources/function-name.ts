import { existing, existingArn, type Rule } from "../../../resources/refuse";

/** Programs give a function by name or by ARN. */
export function functionName(nameOrArn: string): string {
    return nameOrArn.startsWith("arn:") ? (nameOrArn.split(":")[6] ?? nameOrArn) : nameOrArn;
}

/** A function that is there, by name or by ARN. */
export const existingFunction = existing(
    "function",
    (name, { region, accountId }) => `arn:aws:lambda:${region}:${accountId}:function:${name.split(":")[0]}`,
);

/** A queue that is there: no others are sent the records of what failed. */
export const failureQueue: Rule = (value, ...rest) =>
    String(value).split(":")[2] === "sqs"
        ? existingArn(value, ...rest)
        : `is ${String(value)}: the local cloud sends the records of failures to queues alone`;
