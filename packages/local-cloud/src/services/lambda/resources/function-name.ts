import { existing } from "../../../resources/refuse";

/** Programs give a function by name or by ARN. */
export function functionName(nameOrArn: string): string {
    return nameOrArn.startsWith("arn:") ? (nameOrArn.split(":")[6] ?? nameOrArn) : nameOrArn;
}

/** A function that is there, by name or by ARN. */
export const existingFunction = existing(
    "function",
    (name, { region, accountId }) => `arn:aws:lambda:${region}:${accountId}:function:${name.split(":")[0]}`,
);
