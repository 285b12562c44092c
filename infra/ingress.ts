import * as aws from "@pulumi/aws";
import * as apigateway from "@pulumi/awsx/classic/apigateway";
import * as pulumi from "@pulumi/pulumi";

import type * as receiver from "../handlers/functions/receiver";
import { accessLog, countThrottled, type LogMetric } from "./access-log";
import type { StripeBus } from "./bus";
import { CustomDomain, type CustomDomainArgs } from "./custom-domain";
import { ClosureFunction } from "./function";
import { exported } from "./function-code";
import { invokePolicy } from "./invoke-policy";
import { createSecret, setSecretValue } from "./secret";
import { joinSigningSecrets } from "./signing-secrets";
import { stackName } from "./stack-name";
import { checkRegistered } from "./stripe-endpoint/check-registered";

export interface WebhookIngressArgs {
    /** Where genuine events go. */
    bus: StripeBus;
    /** Stripe's signing secret for the endpoint, `whsec_…`. Beside `signingSecrets`, that of the one called `default`. */
    signingSecret?: pulumi.Output<string>;
    /** Signing secrets of several endpoints at Stripe with this URL, by their names. */
    signingSecrets?: pulumi.Output<Record<string, string>>;
    /**
     * Whether the stack registers an endpoint at Stripe, for what the subscriptions of the bus select: then its secret is
     * the `signingSecret`.
     */
    registerEndpoint: boolean;
    /** Whether it takes events of Stripe's live mode or of its test mode. */
    livemode: boolean;
    /** How far a signature's timestamp may be from now, either way, in seconds. */
    toleranceSeconds: number;
    /** Requests a second that API Gateway lets in on average. */
    requestsPerSecond: number;
    /** Requests that API Gateway lets in at once. */
    burstRequests: number;
    /** Whether to set the account's role for API Gateway's logs, which the region has only one of. */
    manageApiGatewayLogs: boolean;
    /** Who may call it, as addresses or CIDR blocks. @default everyone */
    allowedCidrs?: readonly string[];
    /** A domain of its own. @default API Gateway's, which changes with the API */
    customDomain?: CustomDomainArgs;
    /** For how many days CloudWatch keeps log lines. */
    logDays: number;
    /** Whether API, domain and secret refuse to be deleted; the secret can be restored for 30 days, too. */
    protect: boolean;
    /** The ARN of a key of your own, which encrypts the secret and the logs. @default AWS's keys */
    kmsKeyArn?: string;
}

/** The webhook: `POST /stripe/webhook` on a REST API, the function behind it, and the signing secret it verifies with. */
export class WebhookIngress extends pulumi.ComponentResource {
    /** What to enter at Stripe as the endpoint's URL. */
    readonly url: pulumi.Output<string>;
    readonly signingSecretArn: pulumi.Output<string>;
    readonly receiver: ClosureFunction;
    /** The receiver's name in the program. */
    readonly receiverName: string;
    readonly api: apigateway.API;
    /** How many requests were throttled, which API Gateway has no metric of its own for. */
    readonly throttled: LogMetric;

    constructor(name: string, args: WebhookIngressArgs, opts?: pulumi.ComponentResourceOptions) {
        super("stripe-eventbridge:index:WebhookIngress", name, {}, opts);
        const secretName = `${name}-signing-secret`;
        const secret = createSecret(secretName, {
            description: "Stripe's signing secret for the webhook",
            protect: args.protect,
            kmsKeyArn: args.kmsKeyArn,
            parent: this,
        });
        this.signingSecretArn = secret.arn;
        this.receiverName = `${name}-receive`;
        this.receiver = this.createReceiver(this.receiverName, args, secret);
        const requests = new aws.cloudwatch.LogGroup(
            `${name}-requests`,
            { retentionInDays: args.logDays, kmsKeyId: args.kmsKeyArn },
            { parent: this },
        );
        this.api = this.createApi(name, args, { receiver: this.receiver, requests });
        this.throttle(name, args, this.api);
        this.throttled = countThrottled(name, requests, this);
        this.url = pulumi.interpolate`${this.baseUrl(name, args, this.api)}stripe/webhook`;
        const value = joinSigningSecrets({
            ...args,
            ...(args.registerEndpoint && { signingSecret: this.registerEndpoint(name, args) }),
        });
        setSecretValue(secretName, { secret, value, parent: this });
        this.registerOutputs({ url: this.url, signingSecretArn: this.signingSecretArn });
    }

    /** @returns the secret that Stripe signs with */
    private registerEndpoint(name: string, { bus, signingSecrets }: WebhookIngressArgs): pulumi.Output<string> {
        bus.close("new WebhookIngress");
        const warning = checkRegistered(bus.selectors, signingSecrets !== undefined);
        if (warning !== undefined) {
            void pulumi.log.warn(warning, this);
        }
        // Not for every program: Stripe's client comes with it.
        // oxlint-disable-next-line typescript/no-require-imports
        const { StripeEndpoint } = require("./stripe-endpoint") as typeof import("./stripe-endpoint");
        return new StripeEndpoint(name, { url: this.url, selectors: bus.selectors }, { parent: this }).secret;
    }

    private createReceiver(name: string, args: WebhookIngressArgs, secret: aws.secretsmanager.Secret): ClosureFunction {
        const { bus, livemode, toleranceSeconds, logDays, kmsKeyArn } = args;
        return new ClosureFunction(
            name,
            {
                factory: { create: exported<typeof receiver>("receiver", "createReceiverFunction") },
                description: "Verifies Stripe's webhooks and puts them on the bus",
                environment: {
                    BUS_NAME: bus.name,
                    SIGNING_SECRET_ARN: secret.arn,
                    STRIPE_MODE: livemode ? "live" : "test",
                    TOLERANCE_SECONDS: String(toleranceSeconds),
                },
                grants: [
                    bus.grantPut(),
                    {
                        actions: ["secretsmanager:GetSecretValue", "secretsmanager:ListSecretVersionIds"],
                        resources: [secret.arn],
                    },
                ],
                timeoutSeconds: 20,
                memoryMegabytes: 512,
                logDays,
                kmsKeyArn,
            },
            { parent: this },
        );
    }

    /**
     * awsx's `classic` component: unlike awsx's other modules it is plain TypeScript, so that mocks see all of it. It
     * gets security fixes only.
     */
    private createApi(
        name: string,
        args: WebhookIngressArgs,
        { receiver, requests }: { receiver: ClosureFunction; requests: aws.cloudwatch.LogGroup },
    ): apigateway.API {
        return new apigateway.API(
            name,
            {
                routes: [{ path: "/stripe/webhook", method: "POST", eventHandler: receiver.lambda }],
                restApiArgs: {
                    // API Gateway's metrics go by the API's name, which awsx would take from the component alone.
                    name: `${stackName()}-${name}`,
                    policy: invokePolicy(args.allowedCidrs),
                    endpointConfiguration: { types: "REGIONAL" },
                    description: "Stripe's webhooks",
                },
                stageName: "v1",
                stageArgs: {
                    xrayTracingEnabled: true,
                    accessLogSettings: accessLog(name, requests, { ...args, parent: this }),
                },
            },
            // Losing the API or its stage is losing the URL that Stripe knows. A deployment is replaced at every change.
            {
                parent: this,
                transformations: [protectTypes(args.protect, [aws.apigateway.RestApi, aws.apigateway.Stage])],
            },
        );
    }

    private throttle(name: string, args: WebhookIngressArgs, api: apigateway.API): void {
        new aws.apigateway.MethodSettings(
            name,
            {
                restApi: api.restAPI.id,
                stageName: api.stage.stageName,
                methodPath: "*/*",
                settings: {
                    metricsEnabled: true,
                    throttlingRateLimit: args.requestsPerSecond,
                    throttlingBurstLimit: args.burstRequests,
                },
            },
            { parent: this },
        );
    }

    private baseUrl(
        name: string,
        { customDomain, protect }: WebhookIngressArgs,
        api: apigateway.API,
    ): pulumi.Output<string> {
        return customDomain ? new CustomDomain(name, { ...customDomain, api, protect }, { parent: this }).url : api.url;
    }
}

/** Protects the children of a component that have one of `types`, and no others. */
function protectTypes(
    protect: boolean,
    types: readonly { isInstance(resource: unknown): boolean }[],
): pulumi.ResourceTransformation {
    return ({ resource, props, opts }) =>
        types.some((type) => type.isInstance(resource)) ? { props, opts: { ...opts, protect } } : undefined;
}
