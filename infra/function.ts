import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

import { writeArtefact } from "./artefact";
import { bundle, bundleFile, bundleHandler } from "./bundle";
import type { FunctionCode } from "./function-code";
import { grantKey } from "./key-grants";
import { metricNamespace } from "./stack-name";

/** What a function may do: an IAM statement that allows `actions` on `resources`. */
export interface Grant {
    /** IAM actions, such as `events:PutEvents`. */
    actions: string[];
    /** ARNs. `*` only where the service knows no ARN for the action. */
    resources: pulumi.Input<string>[];
    /** By operator, then by condition key. */
    conditions?: Record<string, Record<string, string>>;
}

export interface ClosureFunctionArgs {
    /**
     * Makes the handler, once for each execution environment: clients and caches made inside stay warm. The handler
     * takes at most two parameters (Lambda's nodejs24.x runtime refuses a callback).
     */
    factory: (() => (...args: never[]) => unknown) | FunctionCode;
    /** What the function is for; shown in the console. */
    description: string;
    /** Environment variables: the only way that configuration reaches the handler. */
    environment?: Record<string, pulumi.Input<string>>;
    /** What the handler may do, besides writing its own log and traces. */
    grants?: Grant[];
    /** After how long Lambda ends a call. @default 10 */
    timeoutSeconds?: number;
    /** @default 256 */
    memoryMegabytes?: number;
    /** How many calls may run at once; unlimited (the account's limit) when not given. */
    concurrency?: number;
    /** For how many days CloudWatch keeps its log lines. */
    logDays: number;
    /** The ARN of a key of your own, which encrypts its log and what its grants are for. @default AWS's keys */
    kmsKeyArn?: string | undefined;
}

/**
 * A closure as a Lambda function: one bundled file, a role of its own that allows what `grants` says and no more, and
 * a log group of its own that is removed with it.
 */
export class ClosureFunction extends pulumi.ComponentResource {
    readonly lambda: aws.lambda.Function;
    readonly arn: pulumi.Output<string>;
    /** The log group that it writes to. */
    readonly logGroupName: pulumi.Output<string>;
    /** What its role may do, in place once this is. */
    readonly policy: aws.iam.RolePolicy;
    /** How many calls may run at once; undefined: as many as the account has left. */
    readonly concurrency: number | undefined;

    constructor(name: string, args: ClosureFunctionArgs, opts?: pulumi.ComponentResourceOptions) {
        super("stripe-eventbridge:index:ClosureFunction", name, {}, opts);
        this.concurrency = args.concurrency;
        const logGroup = this.createLogGroup(name, args);
        this.logGroupName = logGroup.name;
        const role = this.createRole(name);
        const { grants = [] } = args;
        const keyGrants = grantKey(args.kmsKeyArn, grants);
        this.policy = this.createPolicy(name, role, [writeLogs(logGroup), writeTraces, ...grants, ...keyGrants]);
        this.lambda = this.createFunction(name, args, { role, logGroup });
        this.arn = this.lambda.arn;
        this.registerOutputs({ arn: this.arn });
    }

    private createLogGroup(name: string, { logDays, kmsKeyArn }: ClosureFunctionArgs): aws.cloudwatch.LogGroup {
        return new aws.cloudwatch.LogGroup(name, { retentionInDays: logDays, kmsKeyId: kmsKeyArn }, { parent: this });
    }

    private createRole(name: string): aws.iam.Role {
        return new aws.iam.Role(
            name,
            {
                description: `What the function ${name} may do`,
                assumeRolePolicy: JSON.stringify({
                    Version: "2012-10-17",
                    Statement: [
                        { Effect: "Allow", Action: "sts:AssumeRole", Principal: { Service: "lambda.amazonaws.com" } },
                    ],
                }),
            },
            { parent: this },
        );
    }

    private createPolicy(name: string, role: aws.iam.Role, grants: Grant[]): aws.iam.RolePolicy {
        return new aws.iam.RolePolicy(name, { role: role.name, policy: policyDocument(grants) }, { parent: this });
    }

    private createFunction(
        name: string,
        args: ClosureFunctionArgs,
        { role, logGroup }: { role: aws.iam.Role; logGroup: aws.cloudwatch.LogGroup },
    ): aws.lambda.Function {
        return new aws.lambda.Function(
            name,
            {
                description: args.description,
                role: role.arn,
                runtime: "nodejs24.x",
                architectures: ["arm64"],
                handler: bundleHandler,
                code: archive(name, args.factory),
                timeout: args.timeoutSeconds ?? 10,
                memorySize: args.memoryMegabytes ?? 256,
                reservedConcurrentExecutions: args.concurrency,
                environment: { variables: { POWERTOOLS_METRICS_NAMESPACE: metricNamespace(), ...args.environment } },
                tracingConfig: { mode: "Active" },
                loggingConfig: { logFormat: "Text", logGroup: logGroup.name },
            },
            // Without its policy in place, the first calls of a new function could not write their log.
            { parent: this, dependsOn: [this.policy] },
        );
    }
}

/**
 * The archive with the bundle of `factory`. As a file, which is one line in a preview and a path in the state; as a
 * string, both would hold all of the code.
 */
async function archive(name: string, factory: ClosureFunctionArgs["factory"]): Promise<pulumi.asset.Archive> {
    const file = await writeArtefact(name, await bundle(name, factory));
    return new pulumi.asset.AssetArchive({ [bundleFile]: new pulumi.asset.FileAsset(file) });
}

function writeLogs(logGroup: aws.cloudwatch.LogGroup): Grant {
    return {
        actions: ["logs:CreateLogStream", "logs:PutLogEvents"],
        resources: [pulumi.interpolate`${logGroup.arn}:*`],
    };
}

/** X-Ray knows no resource for these actions (Service Authorization Reference, AWS X-Ray). */
const writeTraces: Grant = { actions: ["xray:PutTraceSegments", "xray:PutTelemetryRecords"], resources: ["*"] };

/** The JSON text of a policy with these grants. */
export function policyDocument(grants: Grant[]): pulumi.Output<string> {
    return pulumi.output(grants).apply((all) =>
        JSON.stringify({
            Version: "2012-10-17",
            Statement: all.map(({ actions, resources, conditions }) => ({
                Effect: "Allow",
                Action: actions,
                Resource: resources,
                Condition: conditions,
            })),
        }),
    );
}
