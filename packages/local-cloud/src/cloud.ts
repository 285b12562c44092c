import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";

import { type Clock, systemClock } from "./clock";
import type { CloudServices } from "./cloud-services";
import { Database } from "./database";
import { Deliveries } from "./deliveries";
import { AwsEndpoint } from "./endpoint";
import type { ResourceGraph } from "./evaluation/messages";
import type { Observe } from "./observation";
import { type Changes, Reconciler } from "./reconcile";
import type { Place, Properties } from "./resources/resource-type";
import { registerServices, ServiceProperties } from "./services";
import { callAsOwner } from "./services/call-as-owner";
import type { Registration } from "./services/registration";
import type { Account, ApiService, Lifecycle } from "./services/service";
import { Store } from "./store";

export interface CloudOptions {
    /** Where everything is kept; undefined keeps nothing beyond `stop`. */
    folder: string | undefined;
    /** The webhook's port; 0 takes a free one. */
    gatewayPort: number;
    /** The port of AWS's APIs; 0 takes a free one. */
    awsPort: number;
    region: string;
    /** Variables that every function gets besides its own, such as addresses of what runs beside the cloud. @default none */
    functionEnvironment?: Readonly<Record<string, string>>;
    /** @default the machine's own */
    clock?: Clock;
    /** Is told of the work as it happens. */
    observe?: Observe;
}

/** The account that the local cloud plays, as other emulators do. */
const accountId = "000000000000";

/** A cloud on one machine: the services, their two ports on the loopback interface, and their folder. */
export class Cloud extends ServiceProperties implements CloudServices {
    readonly account: Account;
    private readonly isTemporary: boolean;
    private readonly registrations: readonly Registration[];
    private readonly endpoint: AwsEndpoint;
    private readonly reconciler: Reconciler;
    private readonly started: Lifecycle[] = [];
    private outputs: Properties | undefined;

    private constructor(
        options: CloudOptions,
        private readonly database: Database,
        private readonly folder: string,
    ) {
        const store = new Store(database);
        const account = { accountId, region: options.region };
        const deliveries = new Deliveries();
        const { services, registrations } = registerServices({
            account,
            clock: options.clock ?? systemClock(),
            store,
            database,
            folder,
            gatewayPort: options.gatewayPort,
            endpointUrl: () => endpoint.url,
            functionEnvironment: options.functionEnvironment,
            target: (arn) => findByArn(registrations, arn)?.target,
            observe(observation) {
                deliveries.observe(observation);
                options.observe?.(observation);
            },
        });
        super(services);
        const endpoint = new AwsEndpoint({
            port: options.awsPort,
            services: registrations.flatMap(({ json = [] }) => json),
            rest: registrations.flatMap(({ rest = [] }) => rest),
            identify: (accessKeyId) => this.iam.identify(accessKeyId),
            authorize: (...question) => this.iam.authorize(...question),
            health: () => this.health(),
            deliveries: (ids) => ({ events: ids.flatMap((id) => deliveries.ofDetailId(id)) }),
        });
        this.account = account;
        this.isTemporary = options.folder === undefined;
        this.registrations = registrations;
        this.endpoint = endpoint;
        this.reconciler = new Reconciler(store, this);
    }

    /**
     * Starts the services with what their folder holds, and takes up what was left undone.
     *
     * @throws Error that names the port or the folder that cannot be had
     */
    static async start(options: CloudOptions): Promise<Cloud> {
        const folder = options.folder ?? (await mkdtemp(path.join(tmpdir(), "local-cloud-")));
        await mkdir(folder, { recursive: true });
        const cloud = new Cloud(options, Database.open(options.folder), folder);
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
        return callAsOwner<Output>(service, operation, input);
    }

    look(arn: string): Promise<unknown> | undefined {
        const resource = arn.split(":").slice(5).join(":");
        return findByArn(this.registrations, arn)?.look?.(resource, arn);
    }

    /** Ends everything: the ports, the functions' processes, the timers. */
    async stop(): Promise<void> {
        for (const service of this.started.splice(0).reverse()) {
            await service.stop();
        }
        this.database.close();
        if (this.isTemporary) {
            await rm(this.folder, { recursive: true, force: true });
        }
    }

    /** In order: what delivers comes after what it delivers to, functions after the APIs that they call, the door last. */
    private async startServices(): Promise<void> {
        // What services take up, and who calls the endpoint meanwhile, must find all of them as they were.
        for (const { lifecycle } of this.registrations) {
            await lifecycle?.load?.();
        }
        const called = this.registrations.filter(({ callsOthers = false }) => !callsOthers);
        const callers = this.registrations.filter(({ callsOthers = false }) => callsOthers);
        for (const { lifecycle } of [...called, { lifecycle: this.endpoint }, ...callers]) {
            if (lifecycle !== undefined) {
                await lifecycle.start();
                this.started.push(lifecycle);
            }
        }
    }

    private health(): object {
        const ready = this.outputs !== undefined;
        return { status: ready ? "ready" : "starting", ...this.account, outputs: this.outputs ?? {} };
    }
}

/** Whose ARN it is; undefined when it is no service's here. */
function findByArn(registrations: readonly Registration[], arn: string): Registration | undefined {
    const [, , service = ""] = arn.split(":");
    return registrations.find(({ arnService }) => arnService === service);
}
