import { createDirectStack, type Handler, type Middleware, type Stack } from "./direct-stack";
import { type EndpointProvider, resolveEndpoint } from "./endpoint";
import { createHttpHandler, type HttpHandler, type HttpHandlerLimits, type HttpRequest } from "./http-handler";
import { createSerializer } from "./serializer";
import { createSigner, type Credentials } from "./signer";

export interface AwsClientLimits extends HttpHandlerLimits {
    /** How often a call is tried, the first time included. The SDK's own defaults are 4 for DynamoDB and 3 for others. */
    maxAttempts: number;
}

/** What a client of the SDK is made with. */
interface Settings {
    region: string;
    credentials: Credentials;
    maxAttempts: number;
    retryMode: string;
    requestHandler: HttpHandler & { metadata: { handlerProtocol: string } };
    useFipsEndpoint: boolean;
    useDualstackEndpoint: boolean;
}

/** What the SDK has in a client besides what its types tell. */
interface Internals {
    config: {
        serviceId: string;
        /** The service's name in signatures. */
        defaultSigningName: string;
        endpointProvider: EndpointProvider;
        protocol: { getDefaultContentType(): string; awsQueryCompatible?: boolean };
        protocolSettings: { serviceTarget: string };
    };
    middlewareStack: Stack;
}

/**
 * Makes a client of AWS's SDK for use in a Lambda function: `createAwsClient(EventBridgeClient, { maxAttempts: 3 })`.
 * Commands, answers, exceptions and retries are the SDK's. What a function has once and for all is found once, not at each
 * call: region, endpoint (`AWS_ENDPOINT_URL_…`, or the SDK's rules) and credentials, from the environment. A call takes less
 * than half of the processor time of one by `new EventBridgeClient({})`: docs/decisions/0010-direct-clients.md.
 *
 * @throws Error when the environment has no region or no credentials, or the service does not speak AWS's JSON protocols as
 * EventBridge, DynamoDB and Secrets Manager do
 */
export function createAwsClient<Client extends { send: unknown }>(
    Class: new (settings: never) => Client,
    { maxAttempts, ...limits }: AwsClientLimits,
): Client {
    const credentials = {
        accessKeyId: variable("AWS_ACCESS_KEY_ID"),
        secretAccessKey: variable("AWS_SECRET_ACCESS_KEY"),
        sessionToken: process.env.AWS_SESSION_TOKEN,
    };
    const settings: Settings = {
        region: variable("AWS_REGION"),
        credentials,
        maxAttempts,
        retryMode: "standard",
        requestHandler: { ...createHttpHandler(limits), metadata: { handlerProtocol: "http/1.1" } },
        useFipsEndpoint: process.env.AWS_USE_FIPS_ENDPOINT === "true",
        useDualstackEndpoint: process.env.AWS_USE_DUALSTACK_ENDPOINT === "true",
    };
    const client = new Class(settings as never);
    const internals = client as unknown as Internals;
    const { config } = internals;
    const contentType = config.protocol.getDefaultContentType();
    if (!contentType.startsWith("application/x-amz-json-") || config.protocol.awsQueryCompatible) {
        throw new Error(
            `createAwsClient does not know the protocol of ${config.serviceId}: use the SDK's client as it is`,
        );
    }
    const endpoint = resolveEndpoint(config.serviceId, config.endpointProvider, settings);
    const signRequest = createSigner({
        credentials,
        region: settings.region,
        service: config.defaultSigningName,
        now: () => Date.now(),
    });
    const own = namedMiddleware(internals.middlewareStack);
    const step = (name: string): Middleware => {
        const middleware = own.get(name);
        if (middleware === undefined) {
            throw new Error(`the SDK's client for ${config.serviceId} has no ${name}`);
        }
        return middleware;
    };
    internals.middlewareStack = createDirectStack({
        serialize: createSerializer({
            endpoint,
            serviceTarget: config.protocolSettings.serviceTarget,
            contentType,
        }),
        retry: step("retryMiddleware"),
        sign: (next: Handler) => (args: { request: HttpRequest }) => {
            const { headers, body } = args.request;
            headers["content-length"] = String(body === undefined ? 0 : Buffer.byteLength(body));
            headers["user-agent"] = "aws-sdk-js/3 stripe-eventbridge";
            const { _X_AMZN_TRACE_ID: trace } = process.env;
            if (trace) {
                headers["x-amzn-trace-id"] = trace;
            }
            signRequest(args.request);
            return next(args as never);
        },
        deserialize: step("deserializerMiddleware"),
    });
    return client;
}

function variable(name: string): string {
    const value = process.env[name];
    if (!value) {
        throw new Error(`${name} is not set: Lambda sets it for each function`);
    }
    return value;
}

function namedMiddleware(stack: Stack): Map<string, Middleware> {
    const found = new Map<string, Middleware>();
    const add = (middleware: Middleware, options?: { name?: string }) =>
        void found.set(options?.name ?? "", middleware);
    stack.applyToStack({ add, addRelativeTo: add } as unknown as Stack);
    return found;
}
