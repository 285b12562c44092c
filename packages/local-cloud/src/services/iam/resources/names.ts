import { existing } from "../../../resources/refuse";

/** What names of roles and policies are made of: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html */
export const nameAlphabet = /^[\w+=,.@-]+$/;
export const nameSaid = "letters, digits and any of _+=,.@-";

/** A role that is there. */
export const existingRole = existing("role", (name, { accountId }) => `arn:aws:iam::${accountId}:role/${name}`);
