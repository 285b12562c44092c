import { AwsError } from "../../aws-error";
import { isConditionOperator } from "./condition";
import { type PolicyDocument, toList } from "./policy-document";

/**
 * Where a policy hangs: on an identity (no principals), on a resource (with principals), or on a role as what says
 * who may assume it (principals, and no resource).
 */
export type PolicyKind = "identity" | "resource" | "trust";

type Json = Record<string, unknown>;

const statementKeys = "Sid Effect Principal NotPrincipal Action NotAction Resource NotResource Condition".split(" ");
const principalKeys = ["AWS", "Service", "Federated", "CanonicalUser"];
const vendorless = "Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.";

/**
 * Reads a policy, and checks it as AWS does before it takes one.
 *
 * @param kind checks also what only this kind must or must not have
 * @throws AwsError `MalformedPolicyDocument` with the reason
 */
export function parsePolicy(text: string, kind?: PolicyKind): PolicyDocument {
    const policy = parseJson(text);
    must(isObject(policy), "Syntax errors in policy: it is not a JSON object.");
    const { Version: version = "2012-10-17", Id: id = "", Statement: statements } = policy;
    refuseOthers(policy, ["Version", "Id", "Statement"], "the policy");
    must(
        version === "2012-10-17" || version === "2008-10-17",
        `Syntax errors in policy: Version must be "2012-10-17" or "2008-10-17".`,
    );
    must(typeof id === "string", "Syntax errors in policy: Id must be a string.");
    must(statements !== undefined, "Syntax errors in policy: Statement is missing.");
    const sids = new Set<unknown>();
    for (const statement of toList<unknown>(statements)) {
        must(isObject(statement), "Syntax errors in policy: a Statement must be an object.");
        checkStatement(statement, kind);
        const { Sid: sid = "" } = statement;
        must(sid === "" || !sids.has(sid), "Statement IDs (SID) in a single policy must be unique.");
        sids.add(sid);
    }
    return policy as unknown as PolicyDocument;
}

function checkStatement(statement: Json, kind: PolicyKind | undefined): void {
    refuseOthers(statement, statementKeys, "a Statement");
    const { Sid: sid = "", Effect: effect } = statement;
    must(typeof sid === "string", "Syntax errors in policy: Sid must be a string.");
    // Resource policies may have any Sid; the rule for the others is in AWS's grammar.
    must(
        kind !== "identity" || /^[0-9A-Za-z]*$/.test(sid),
        "Statement IDs (SID) must be alpha-numeric. Check that your input satisfies the regular expression [0-9A-Za-z]*",
    );
    must(
        effect === "Allow" || effect === "Deny",
        `Syntax errors in policy: Effect must be "Allow" or "Deny", in this case.`,
    );
    for (const action of either(statement, "Action", "NotAction", "Policy statement must contain actions.")) {
        must(action === "*" || /^[\w-]+:[^\s:]+$|^\*:\*$/.test(action), vendorless);
        const isTrust = /^(\*|sts:.+)$/i.test(action);
        must(kind !== "trust" || isTrust, "AssumeRole policy may only specify STS AssumeRole actions.");
    }
    checkResources(statement, kind);
    checkPrincipals(statement, kind);
    checkConditions(statement.Condition);
}

function checkResources(statement: Json, kind: PolicyKind | undefined): void {
    const isAbsent = statement.Resource === undefined && statement.NotResource === undefined;
    must(kind !== "trust" || isAbsent, "Has prohibited field Resource");
    if (kind === "trust" || (kind === undefined && isAbsent)) {
        return;
    }
    for (const resource of either(statement, "Resource", "NotResource", "Policy statement must contain resources.")) {
        const isArn = /^arn:[^:]*:[^:]*:[^:]*:[^:]*:.+$|^arn:.*\*$/s.test(resource);
        must(kind !== "identity" || resource === "*" || isArn, `Resource ${resource} must be in ARN format or "*".`);
    }
}

function checkPrincipals({ Principal: principal, NotPrincipal: other }: Json, kind: PolicyKind | undefined): void {
    const named = principal ?? other;
    must(kind !== "identity" || named === undefined, "Policy document should not specify a principal.");
    must(kind === undefined || kind === "identity" || named !== undefined, "Missing required field Principal");
    must(
        principal === undefined || other === undefined,
        "Syntax errors in policy: Principal and NotPrincipal exclude each other.",
    );
    if (named === undefined || named === "*") {
        return;
    }
    must(
        isObject(named) && Object.keys(named).length > 0,
        'Invalid principal in policy: it must be "*" or an object such as {"Service": "…"}.',
    );
    for (const [key, value] of Object.entries(named)) {
        const isKnown = principalKeys.includes(key) && isStrings(value);
        must(isKnown, `Invalid principal in policy: "${key}":${JSON.stringify(value)}`);
    }
}

function checkConditions(condition: unknown = {}): void {
    must(isObject(condition), "Syntax errors in policy: Condition must be an object.");
    for (const [operator, keys] of Object.entries(condition)) {
        must(isConditionOperator(operator), `Invalid Condition type : ${operator}`);
        must(isObject(keys), `Syntax errors in policy: the condition ${operator} must be an object.`);
        for (const [key, values] of Object.entries(keys)) {
            const types = toList<unknown>(values).map((value) => typeof value);
            must(key.includes(":"), vendorless);
            must(
                types.every((type) => ["string", "number", "boolean"].includes(type)),
                `Syntax errors in policy: the values of ${key} must be strings.`,
            );
        }
    }
}

/** The strings of whichever of two elements a statement has: it must have one, and not both. */
function either(statement: Json, one: string, other: string, whenMissing: string): readonly string[] {
    const value = statement[one] ?? statement[other];
    must(value !== undefined && !(Array.isArray(value) && value.length === 0), whenMissing);
    const isOne = statement[one] === undefined || statement[other] === undefined;
    must(isOne, `Syntax errors in policy: ${one} and ${other} exclude each other.`);
    must(isStrings(value), `Syntax errors in policy: ${one} must be a string or a list of strings.`);
    return toList<string>(value);
}

function refuseOthers(object: Json, known: readonly string[], where: string): void {
    const other = Object.keys(object).find((name) => !known.includes(name));
    must(other === undefined, `Syntax errors in policy: ${where} cannot have "${other}".`);
}

function parseJson(text: string): unknown {
    try {
        return JSON.parse(text);
    } catch (error) {
        throw malformed(`This policy contains invalid Json: ${(error as Error).message}`);
    }
}

function isObject(value: unknown): value is Json {
    return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isStrings(value: unknown): value is string | string[] {
    return toList<unknown>(value).every((item) => typeof item === "string");
}

function must(holds: boolean, otherwise: string): asserts holds {
    if (!holds) {
        throw malformed(otherwise);
    }
}

function malformed(reason: string): AwsError {
    return new AwsError("MalformedPolicyDocument", reason);
}
