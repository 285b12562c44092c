import { conditionsHold } from "./condition";
import { type PolicyDocument, type PolicyPrincipal, type PolicyStatement, toList } from "./policy-document";
import { type Context, createExpander, type Expand } from "./variables";
import { matchesWildcard } from "./wildcard";

export { parsePolicy, type PolicyKind } from "./parse-policy";
export type { PolicyDocument, PolicyPrincipal, PolicyStatement } from "./policy-document";

/** What somebody wants to do. */
export interface PolicyRequest {
    /**
     * Who asks, for resource and trust policies: a service's name (`events.amazonaws.com`) or the ARN of a role, a
     * role's session or a user. Left out for identity policies, whose statements have no principals.
     */
    principal?: { service?: string; aws?: string };
    /** `events:PutEvents` */
    action: string;
    /** The ARN of what is acted on; `*` for actions that know no resource. */
    resource: string;
    /** By condition key, such as `aws:SourceArn`; the keys' case does not matter. Read only where a policy asks for it. */
    readonly context: Record<string, string>;
}

/**
 * What `policies` say to `request`: a statement that denies wins over any that allows, and nothing said is a denial
 * too, though one that another policy may lift.
 *
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
 */
export function evaluate(
    policies: readonly PolicyDocument[],
    request: PolicyRequest,
): "allow" | "deny" | "implicitDeny" {
    const context = lowerKeys(request);
    let allowed = false;
    for (const policy of policies) {
        // Variables are read in the newer version of the language alone.
        const expand: Expand = policy.Version === "2012-10-17" ? createExpander(context) : (text) => text;
        for (const statement of toList(policy.Statement)) {
            if ((statement.Effect === "Deny" || !allowed) && applies(statement, request, context, expand)) {
                if (statement.Effect === "Deny") {
                    return "deny";
                }
                allowed = true;
            }
        }
    }
    return allowed ? "allow" : "implicitDeny";
}

/** The request's values by lower-case key, made when first asked for: most policies ask for none. */
function lowerKeys(request: PolicyRequest): Context {
    let values: ReadonlyMap<string, string> | undefined;
    return () =>
        (values ??= new Map(Object.entries(request.context).map(([key, value]) => [key.toLowerCase(), value])));
}

function applies(statement: PolicyStatement, request: PolicyRequest, context: Context, expand: Expand): boolean {
    return (
        (request.principal === undefined || principalApplies(statement, request.principal)) &&
        (statement.Action !== undefined
            ? isAction(statement.Action, request)
            : !isAction(statement.NotAction, request)) &&
        // A trust policy has neither: its resource is the role that it hangs on.
        (statement.Resource !== undefined
            ? isResource(statement.Resource, request, expand)
            : !isResource(statement.NotResource, request, expand)) &&
        (statement.Condition === undefined || conditionsHold(statement.Condition, context(), expand))
    );
}

function isAction(patterns: PolicyStatement["Action"], { action }: PolicyRequest): boolean {
    return toList(patterns).some((pattern) => matchesWildcard(pattern.toLowerCase(), action.toLowerCase()));
}

function isResource(patterns: PolicyStatement["Resource"], { resource }: PolicyRequest, expand: Expand): boolean {
    return toList(patterns).some((pattern) => {
        const expanded = expand(pattern);
        return expanded !== undefined && matchesWildcard(expanded, resource);
    });
}

function principalApplies(statement: PolicyStatement, who: { service?: string; aws?: string }): boolean {
    if (statement.Principal !== undefined) {
        return isAmong(statement.Principal, who);
    }
    return statement.NotPrincipal !== undefined && !isAmong(statement.NotPrincipal, who);
}

/** `{"AWS": "*"}` and `"*"` are the same: everyone, services too. */
function isAmong(principal: PolicyPrincipal, who: { service?: string; aws?: string }): boolean {
    if (principal === "*" || toList(principal.AWS).includes("*")) {
        return true;
    }
    const { service, aws } = who;
    return (
        (service !== undefined && toList(principal.Service).some((name) => name === "*" || name === service)) ||
        (aws !== undefined && toList(principal.AWS).some((named) => isPrincipal(named, aws)))
    );
}

/** An account stands for everyone in it, a role for each of its sessions. */
function isPrincipal(named: string, actual: string): boolean {
    if (named === actual) {
        return true;
    }
    const [, , , , account = "", path = ""] = actual.split(":");
    if (named === account || /^arn:[\w-]+:iam::(\d{12}):root$/.exec(named)?.[1] === account) {
        return true;
    }
    const [kind, role] = path.split("/");
    return (
        kind === "assumed-role" &&
        role !== undefined &&
        named.includes(`:iam::${account}:role/`) &&
        named.split("/").at(-1) === role
    );
}
