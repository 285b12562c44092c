import { AwsError } from "../../aws-error";
import { isConditionOperator } from "./condition";
import { type PolicyDocument, toList } from "./policy-document";

/**
 * Where a policy hangs: on an identity (no principals), on a resource (with principals), or on a role as what says
 * who may assume it (principals, and no resource).
 */
export type PolicyKind = "identity" | "resource" | "trust";

const statementKeys = new Set([
    "Sid",
    "Effect",
    "Principal",
    "NotPrincipal",
    "Action",
    "NotAction",
    "Resource",
    "NotResource",
    "Condition",
]);
const principalKeys = new Set(["AWS", "Service", "Federated", "CanonicalUser"]);

/**
 * Reads a policy, and checks it as AWS does before it takes one.
 *
 * @param kind checks also what only this kind must or must not have
 * @throws AwsError `MalformedPolicyDocument` with the reason
 */
export function parsePolicy(text: string, kind?: PolicyKind): PolicyDocument {
    const policy = parseJson(text);
    if (!isObject(policy)) {
        throw malformed("Syntax errors in policy: it is not a JSON object.");
    }
    unknownKey(policy, new Set(["Version", "Id", "Statement"]), "the policy");
    if (policy.Version !== undefined && policy.Version !== "2012-10-17" && policy.Version !== "2008-10-17") {
        throw malformed(`Syntax errors in policy: Version must be "2012-10-17" or "2008-10-17".`);
    }
    if (policy.Id !== undefined && typeof policy.Id !== "string") {
        throw malformed("Syntax errors in policy: Id must be a string.");
    }
    if (policy.Statement === undefined) {
        throw malformed("Syntax errors in policy: Statement is missing.");
    }
    const statements = toList<unknown>(policy.Statement);
    const sids = new Set<unknown>();
    for (const statement of statements) {
        if (!isObject(statement)) {
            throw malformed("Syntax errors in policy: a Statement must be an object.");
        }
        checkStatement(statement, kind);
        if (statement.Sid !== undefined && statement.Sid !== "" && sids.has(statement.Sid)) {
            throw malformed("Statement IDs (SID) in a single policy must be unique.");
        }
        sids.add(statement.Sid);
    }
    return policy as unknown as PolicyDocument;
}

function checkStatement(statement: Record<string, unknown>, kind: PolicyKind | undefined): void {
    unknownKey(statement, statementKeys, "a Statement");
    const { Sid: sid } = statement;
    if (sid !== undefined && typeof sid !== "string") {
        throw malformed("Syntax errors in policy: Sid must be a string.");
    }
    // Resource policies may have any Sid; the rule for the others is in AWS's grammar.
    if (kind === "identity" && sid !== undefined && !/^[0-9A-Za-z]*$/.test(sid)) {
        throw malformed(
            "Statement IDs (SID) must be alpha-numeric. Check that your input satisfies the regular expression [0-9A-Za-z]*",
        );
    }
    if (statement.Effect !== "Allow" && statement.Effect !== "Deny") {
        throw malformed(`Syntax errors in policy: Effect must be "Allow" or "Deny", in this case.`);
    }
    checkActions(statement, kind);
    checkResources(statement, kind);
    checkPrincipals(statement, kind);
    checkConditions(statement.Condition);
}

function checkActions(statement: Record<string, unknown>, kind: PolicyKind | undefined): void {
    for (const action of either(statement, "Action", "NotAction", "Policy statement must contain actions.")) {
        if (action !== "*" && !/^[\w-]+:[^\s:]+$|^\*:\*$/.test(action)) {
            throw malformed("Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.");
        }
        if (kind === "trust" && !/^(\*|sts:.+)$/i.test(action)) {
            throw malformed("AssumeRole policy may only specify STS AssumeRole actions.");
        }
    }
}

function checkResources(statement: Record<string, unknown>, kind: PolicyKind | undefined): void {
    if (kind === "trust") {
        if (statement.Resource !== undefined || statement.NotResource !== undefined) {
            throw malformed("Has prohibited field Resource");
        }
        return;
    }
    const absent = kind === undefined && statement.Resource === undefined && statement.NotResource === undefined;
    const resources = absent
        ? []
        : either(statement, "Resource", "NotResource", "Policy statement must contain resources.");
    for (const resource of resources) {
        if (kind === "identity" && resource !== "*" && !/^arn:[^:]*:[^:]*:[^:]*:[^:]*:.+$|^arn:.*\*$/s.test(resource)) {
            throw malformed(`Resource ${resource} must be in ARN format or "*".`);
        }
    }
}

function checkPrincipals(statement: Record<string, unknown>, kind: PolicyKind | undefined): void {
    const { Principal: principal, NotPrincipal: notPrincipal } = statement;
    if (kind === "identity" && (principal !== undefined || notPrincipal !== undefined)) {
        throw malformed("Policy document should not specify a principal.");
    }
    if ((kind === "resource" || kind === "trust") && principal === undefined && notPrincipal === undefined) {
        throw malformed("Missing required field Principal");
    }
    if (principal !== undefined && notPrincipal !== undefined) {
        throw malformed("Syntax errors in policy: Principal and NotPrincipal exclude each other.");
    }
    const named = principal ?? notPrincipal;
    if (named === undefined || named === "*") {
        return;
    }
    if (!isObject(named) || Object.keys(named).length === 0) {
        throw malformed('Invalid principal in policy: it must be "*" or an object such as {"Service": "…"}.');
    }
    for (const [key, value] of Object.entries(named)) {
        if (!principalKeys.has(key) || !isStrings(value)) {
            throw malformed(`Invalid principal in policy: "${key}":${JSON.stringify(value)}`);
        }
    }
}

function checkConditions(condition: unknown): void {
    if (condition === undefined) {
        return;
    }
    if (!isObject(condition)) {
        throw malformed("Syntax errors in policy: Condition must be an object.");
    }
    for (const [operator, keys] of Object.entries(condition)) {
        if (!isConditionOperator(operator)) {
            throw malformed(`Invalid Condition type : ${operator}`);
        }
        if (!isObject(keys)) {
            throw malformed(`Syntax errors in policy: the condition ${operator} must be an object.`);
        }
        for (const [key, values] of Object.entries(keys)) {
            if (!key.includes(":")) {
                throw malformed("Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.");
            }
            if (!toList<unknown>(values).every((value) => ["string", "number", "boolean"].includes(typeof value))) {
                throw malformed(`Syntax errors in policy: the values of ${key} must be strings.`);
            }
        }
    }
}

/** The strings of whichever of two elements a statement has: it must have one, and not both. */
function either(statement: Record<string, unknown>, one: string, other: string, whenMissing: string): string[] {
    const value = statement[one] ?? statement[other];
    if (value === undefined || (Array.isArray(value) && value.length === 0)) {
        throw malformed(whenMissing);
    }
    if (statement[one] !== undefined && statement[other] !== undefined) {
        throw malformed(`Syntax errors in policy: ${one} and ${other} exclude each other.`);
    }
    if (!isStrings(value)) {
        throw malformed(`Syntax errors in policy: ${one} must be a string or a list of strings.`);
    }
    return [...toList<string>(value)];
}

function unknownKey(object: Record<string, unknown>, known: ReadonlySet<string>, where: string): void {
    const key = Object.keys(object).find((name) => !known.has(name));
    if (key !== undefined) {
        throw malformed(`Syntax errors in policy: ${where} cannot have "${key}".`);
    }
}

function parseJson(text: string): unknown {
    try {
        return JSON.parse(text);
    } catch (error) {
        throw malformed(`This policy contains invalid Json: ${(error as Error).message}`);
    }
}

function isObject(value: unknown): value is Record<string, unknown> {
    return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isStrings(value: unknown): value is string | string[] {
    return toList<unknown>(value).every((item) => typeof item === "string");
}

function malformed(reason: string): AwsError {
    return new AwsError("MalformedPolicyDocument", reason);
}
