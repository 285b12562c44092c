import { parsePolicy, type PolicyKind } from "../services/iam/parse-policy";
import { accepted, type Rule } from "./refuse";

const acceptedPolicy = (kind: PolicyKind): Rule => accepted((text) => parsePolicy(text, kind));

/** What a role may do. */
export const identityPolicy = acceptedPolicy("identity");
/** Who may use a queue, a bus or an API. */
export const resourcePolicy = acceptedPolicy("resource");
/** Who may assume a role. */
export const trustPolicy = acceptedPolicy("trust");

/** A policy as JSON text; programs may give it as text or as an object. */
export function policyText(policy: unknown): string {
    return typeof policy === "string" ? policy : JSON.stringify(policy);
}
