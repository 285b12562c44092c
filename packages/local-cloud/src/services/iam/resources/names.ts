import { existing, type Rule } from "../../../resources/refuse";

/** What names of roles and policies are made of: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html */
export const nameAlphabet = /^[\w+=,.@-]+$/;
export const nameSaid = "letters, digits and any of _+=,.@-";

/** A role that is there. */
export const existingRole = existing("role", (name, { accountId }) => `arn:aws:iam::${accountId}:role/${name}`);

/** Where a role or a policy is among others of its kind. */
export const path: Rule = (value) =>
    /^\/([\x21-\x7e]+\/)?$/.test(String(value)) && String(value).length <= 512
        ? undefined
        : `"${String(value)}" is no path: it must begin and end with a slash`;
