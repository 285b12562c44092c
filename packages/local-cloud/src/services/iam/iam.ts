import { AwsError } from "../../aws-error";
import type { Caller, Credentials } from "../service";
import { evaluate } from "./policy";
import { IamRegistry } from "./registry";
import type { Role } from "./role";
import { accessKeyStart, readRoleName, sessionCredentials, startOfAccessKey } from "./session";

export type { IamDeps } from "./registry";

type Verdict = ReturnType<typeof evaluate> | "outOfBounds";

/** So many verdicts are kept: a program's functions ask for the same again and again. */
const maxVerdicts = 1_000;

/**
 * What roles may do. Everyone who is not a role of the local cloud may do anything: a person at this machine with any
 * credentials, or none.
 */
export class Iam extends IamRegistry {
    /** By how their access keys begin. Deleted roles stay: their sessions must not become people, who may do anything. */
    private readonly roleArns = new Map<string, string>();
    private readonly sessions = new Map<string, { roleArn: string; session: string }>();
    /** What the policies say to requests, by role, action and resource, where they ask for nothing else of a request. */
    private readonly verdicts = new Map<string, Verdict>();

    /**
     * The credentials of a session of a role; the same each time.
     *
     * @param session what error messages call it; Lambda gives the function's name. @default the role's name
     */
    credentials(roleArn: string, session = readRoleName(roleArn)): Credentials {
        const credentials = sessionCredentials(roleArn, session);
        this.sessions.set(credentials.accessKeyId, { roleArn, session });
        this.roleArns.set(accessKeyStart(roleArn), roleArn);
        return credentials;
    }

    /** Who holds an access key: a session of a role, or anyone else, who may do anything. */
    identify(accessKeyId: string | undefined): Caller {
        if (accessKeyId === undefined) {
            return { kind: "admin" };
        }
        const known = this.sessions.get(accessKeyId);
        if (known !== undefined) {
            return { kind: "role", ...known };
        }
        const roleArn = this.roleArns.get(startOfAccessKey(accessKeyId) ?? "");
        return roleArn === undefined ? { kind: "admin" } : { kind: "role", roleArn };
    }

    /**
     * Returns when `caller` may do `action` on `resource`. Services may: what they act on decides, by its own policy.
     *
     * @param context the request's values by condition key, over those that every request has
     * @throws AwsError `AccessDeniedException` in AWS's words
     */
    authorize(caller: Caller, action: string, resource: string, context: Readonly<Record<string, string>> = {}): void {
        if (caller.kind !== "role") {
            return;
        }
        const verdict = this.evaluate(caller.roleArn, action, resource, context);
        if (verdict === "allow") {
            return;
        }
        const reason = {
            deny: "with an explicit deny in an identity-based policy",
            implicitDeny: `because no identity-based policy allows the ${action} action`,
            outOfBounds: `because no permissions boundary allows the ${action} action`,
        }[verdict];
        throw new AwsError(
            "AccessDeniedException",
            `User: ${this.sessionArn(caller.roleArn, caller.session)} is not authorized to perform: ${action} ` +
                `on resource: ${resource} ${reason}`,
        );
    }

    /** Whether the policies of the role allow `action` on `resource`. */
    allows(roleArn: string, action: string, resource: string, context: Readonly<Record<string, string>> = {}): boolean {
        return this.evaluate(roleArn, action, resource, context) === "allow";
    }

    /** Whether the role's trust policy lets a service, such as `lambda.amazonaws.com`, assume it. */
    mayAssume(roleArn: string, servicePrincipal: string): boolean {
        const held = this.heldByArn(roleArn);
        const request = {
            principal: { service: servicePrincipal },
            action: "sts:AssumeRole",
            resource: roleArn,
            context: { "aws:SourceAccount": this.deps.account.accountId },
        };
        return held !== undefined && evaluate([held.trust], request) === "allow";
    }

    /** Whether a service may assume the role, and the role may write logs anywhere. */
    mayWriteLogs(roleArn: string, servicePrincipal: string): boolean {
        const { accountId, region } = this.deps.account;
        const anyGroup = `arn:aws:logs:${region}:${accountId}:log-group:any`;
        const actions = ["logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents"];
        return (
            this.mayAssume(roleArn, servicePrincipal) &&
            actions.every((action) => this.allows(roleArn, action, anyGroup))
        );
    }

    /** `arn:aws:sts::ACCOUNT:assumed-role/ROLE/SESSION` */
    sessionArn(roleArn: string, session = readRoleName(roleArn)): string {
        return `arn:aws:sts::${this.deps.account.accountId}:assumed-role/${readRoleName(roleArn)}/${session}`;
    }

    private evaluate(
        roleArn: string,
        action: string,
        resource: string,
        context: Readonly<Record<string, string>>,
    ): Verdict {
        const key = `${roleArn} ${action} ${resource}`;
        const known = this.verdicts.get(key);
        if (known !== undefined) {
            return known;
        }
        let isAlways = true;
        const verdict = this.ask(roleArn, action, resource, () => {
            isAlways = false;
            return context;
        });
        if (isAlways) {
            if (this.verdicts.size >= maxVerdicts) {
                this.verdicts.clear();
            }
            this.verdicts.set(key, verdict);
        }
        return verdict;
    }

    private ask(
        roleArn: string,
        action: string,
        resource: string,
        context: () => Readonly<Record<string, string>>,
    ): Verdict {
        const held = this.heldByArn(roleArn);
        if (held === undefined) {
            return "implicitDeny";
        }
        const policies = [...held.inline, ...held.role.attachedPolicies.map((arn) => this.managedPolicy(arn))];
        const globalContext = () => this.globalContext(held.role);
        const request = {
            action,
            resource,
            get context() {
                return { ...globalContext(), ...context() };
            },
        };
        const verdict = evaluate(policies, request);
        // Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html
        const { permissionsBoundary: boundary } = held.role;
        const isInBounds = boundary === undefined || evaluate([this.managedPolicy(boundary)], request) === "allow";
        return verdict === "allow" && !isInBounds ? "outOfBounds" : verdict;
    }

    /**
     * What AWS says with every request of a role's session.
     * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
     */
    private globalContext(role: Role): Record<string, string> {
        const { accountId, region } = this.deps.account;
        const now = this.deps.clock.now();
        return {
            "aws:PrincipalAccount": accountId,
            "aws:PrincipalArn": role.arn,
            "aws:PrincipalType": "AssumedRole",
            "aws:PrincipalIsAWSService": "false",
            "aws:ViaAWSService": "false",
            "aws:RequestedRegion": region,
            "aws:ResourceAccount": accountId,
            // Deployed, the request comes by TLS; a policy that insists on it must not fail here alone.
            "aws:SecureTransport": "true",
            "aws:CurrentTime": new Date(now).toISOString(),
            "aws:EpochTime": String(Math.floor(now / 1000)),
            ...Object.fromEntries(
                Object.entries(role.tags ?? {}).map(([key, value]) => [`aws:PrincipalTag/${key}`, value]),
            ),
        };
    }

    protected override hold(role: Role): void {
        super.hold(role);
        this.roleArns.set(accessKeyStart(role.arn), role.arn);
    }

    protected override changed(): void {
        this.verdicts.clear();
    }
}
