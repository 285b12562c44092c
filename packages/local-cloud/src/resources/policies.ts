import { parsePolicy, type PolicyKind } from "../services/iam/parse-policy";
import { toList, type PolicyStatement } from "../services/iam/policy-document";
import { accepted, type Rule } from "./refuse";

export type { PolicyStatement };

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

/** The statement with the id `sid` of a policy in JSON; undefined when there is none. */
export function findStatement(policy: string | undefined, sid: string): PolicyStatement | undefined {
    return policy === undefined ? undefined : toList(parsePolicy(policy).Statement).find(({ Sid }) => Sid === sid);
}
