import { randomUUID } from "node:crypto";
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";

import { AwsError } from "./aws-error";
import { type Clock, systemClock } from "./clock";
import type { CloudServices } from "./cloud-services";
import { Database } from "./database";
import { Deliveries } from "./deliveries";
import { AwsEndpoint } from "./endpoint";
import type { ResourceGraph } from "./evaluation/messages";
import type { Observation, Observe } from "./observation";
import { type Changes, Reconciler } from "./reconcile";
import type { Place, Properties } from "./resources/resource-type";
import { ApiGateway } from "./services/apigateway/api-gateway";
import { CloudWatch } from "./services/cloudwatch/cloudwatch";
import { DynamoDb } from "./services/dynamodb/dynamo-db";
import { EventBridge } from "./services/eventbridge/event-bridge";
import { Iam } from "./services/iam/iam";
import { Lambda } from "./services/lambda/lambda";
import { Logs } from "./services/logs/logs";
import { SecretsManager } from "./services/secretsmanager/secrets-manager";
import type { Account, ApiService, Authorize, Call, Lifecycle, MessageTarget } from "./services/service";
import { Sqs } from "./services/sqs/sqs";
import { Sts } from "./services/sts/sts";
import { Store } from "./store";

export interface CloudOptions {
    /** Where everything is kept; undefined keeps nothing beyond `stop`. */
    folder: string | undefined;
    /** The webhook's port; 0 takes a free one. */
    gatewayPort: number;
    /** The port of AWS's APIs; 0 takes a free one. */
    awsPort: number;
    region: string;
    /** @default the machine's own */
    clock?: Clock;
    /** Is told of the work as it happens. */
    observe?: Observe;
}

/** The account that the local cloud plays, as other emulators do. */
const accountId = "000000000000";

/** A cloud on one machine: the services, their two ports on the loopback interface, and their folder. */
export class Cloud implements CloudServices {
    readonly account: Account;
    readonly gateway: ApiGateway;
    readonly lambda: Lambda;
    readonly events: EventBridge;
    readonly sqs: Sqs;
    readonly dynamodb: DynamoDb;
    readonly secrets: SecretsManager;
    readonly iam: Iam;
    readonly logs: Logs;
    readonly cloudwatch: CloudWatch;

    private readonly endpoint: AwsEndpoint;
    private readonly reconciler: Reconciler;
    private readonly deliveries = new Deliveries();
    private readonly started: Lifecycle[] = [];
    private outputs: Properties | undefined;

    private constructor(
        private readonly database: Database,
        options: CloudOptions,
        private readonly places: { functions: string; temporary: string | undefined },
    ) {
        const store = new Store(database);
        const account = { accountId, region: options.region };
        const clock = options.clock ?? systemClock();
        const awsEndpoint = () => this.endpoint.url;
        const authorize: Authorize = (caller, action, resource, context) =>
            this.iam.authorize(caller, action, resource, context);
        const target = (arn: string) => this.target(arn);

        const observe = (observation: Observation) => {
            this.deliveries.observe(observation);
            options.observe?.(observation);
        };

        this.account = account;
        const metrics = (this.cloudwatch = new CloudWatch({ clock }));
        const logs = (this.logs = new Logs({ clock, account, metrics }));
        this.iam = new Iam({ store, clock, account });
        this.secrets = new SecretsManager({ store, clock, account });
        this.dynamodb = new DynamoDb({ account, clock, database });
        // Whoever polls waits in real time, as callers of the gateway do.
        const pollClock = systemClock();
        this.sqs = new Sqs({ store, clock, pollClock, account, metrics, endpointUrl: awsEndpoint });
        this.lambda = new Lambda({
            store,
            clock,
            account,
            metrics,
            logs,
            folder: places.functions,
            awsEndpoint,
            credentials: (roleArn, session) => this.iam.credentials(roleArn, session),
            authorize,
            target,
            observe,
        });
        this.events = new EventBridge({
            store,
            clock,
            account,
            metrics,
            target,
            authorize,
            mayAssume: (roleArn, servicePrincipal) => this.iam.mayAssume(roleArn, servicePrincipal),
            observe,
        });
        this.gateway = new ApiGateway({
            store,
            mayWriteLogs: (roleArn) => this.iam.mayWriteLogs(roleArn, "apigateway.amazonaws.com"),
            // Callers wait for answers in real time.
            clock: systemClock(),
            account,
            metrics,
            logs,
            port: options.gatewayPort,
            host: "127.0.0.1",
            invoke: (functionArn, payload, invokeOptions) => this.lambda.invoke(functionArn, payload, invokeOptions),
        });
        this.endpoint = new AwsEndpoint({
            port: options.awsPort,
            services: [
                this.events,
                this.sqs,
                this.dynamodb,
                this.secrets,
                this.cloudwatch,
                this.logs,
                new Sts({ account, iam: this.iam }),
            ],
            rest: [this.lambda],
            identify: (accessKeyId) => this.iam.identify(accessKeyId),
            authorize,
            health: () => this.health(),
            deliveries: (ids) => ({ events: ids.flatMap((id) => this.deliveries.ofDetailId(id)) }),
        });
        this.reconciler = new Reconciler(store, this);
    }

    /**
     * Starts the services with what their folder holds, and takes up what was left undone.
     *
     * @throws Error that names the port or the folder that cannot be had
     */
    static async start(options: CloudOptions): Promise<Cloud> {
        const temporary = options.folder === undefined ? await mkdtemp(path.join(tmpdir(), "local-cloud-")) : undefined;
        const folder = options.folder ?? temporary ?? "";
        await mkdir(folder, { recursive: true });
        const database = Database.open(options.folder);
        const places = { functions: path.join(folder, "functions"), temporary };
        const cloud = new Cloud(database, options, places);
        try {
            await cloud.startServices();
        } catch (error) {
            await cloud.stop();
            throw error;
        }
        return cloud;
    }

    /** What resources' outputs are made from. */
    get place(): Place {
        return { ...this.account, gatewayUrl: this.gateway.url(), awsUrl: this.endpoint.url };
    }

    /** The program's outputs; empty until it was applied. */
    get stackOutputs(): Properties {
        return this.outputs ?? {};
    }

    /** Brings the services to what a program declares, and keeps its outputs for `GET /_local/health`. */
    async apply(graph: ResourceGraph): Promise<Changes> {
        const changes = await this.reconciler.apply(graph);
        this.outputs = graph.outputs;
        return changes;
    }

    async call<Output extends object>(service: ApiService, operation: string, input: object): Promise<Output> {
        const run = service.operations[operation];
        if (run === undefined) {
            throw new AwsError("UnknownOperationException", `${service.name} has no operation ${operation} here`);
        }
        const call: Call = {
            caller: { kind: "admin" },
            requestId: randomUUID(),
            headers: {},
            signal: new AbortController().signal,
            authorize: () => undefined,
        };
        // Undefined members are not there, as in a request that came over the wire.
        return (await run(JSON.parse(JSON.stringify(input)), call)) as Output;
    }

    /** Ends everything: the ports, the functions' processes, the timers. */
    async stop(): Promise<void> {
        for (const service of this.started.splice(0).reverse()) {
            await service.stop();
        }
        this.database.close();
        if (this.places.temporary !== undefined) {
            await rm(this.places.temporary, { recursive: true, force: true });
        }
    }

    /** In order: what delivers comes after what it delivers to, functions after the APIs that they call, the door last. */
    private async startServices(): Promise<void> {
        // What these take up, and who calls the endpoint meanwhile, must find all of them as they were.
        await this.lambda.load();
        await this.events.load();
        const services = [
            this.iam,
            this.secrets,
            this.dynamodb,
            this.sqs,
            this.endpoint,
            this.lambda,
            this.events,
            this.gateway,
        ];
        for (const service of services) {
            await service.start();
            this.started.push(service);
        }
    }

    private target(arn: string): MessageTarget | undefined {
        const services: Record<string, MessageTarget | undefined> = {
            lambda: this.lambda,
            sqs: this.sqs,
            events: this.events,
        };
        return services[arn.split(":")[2] ?? ""];
    }

    private health(): object {
        const ready = this.outputs !== undefined;
        return { status: ready ? "ready" : "starting", ...this.account, outputs: this.outputs ?? {} };
    }
}
