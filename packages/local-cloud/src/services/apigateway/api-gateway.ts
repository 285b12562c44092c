import { createHash } from "node:crypto";

import { AwsError } from "../../aws-error";
import type { PolicyDocument } from "../iam/policy";
import type { Lifecycle } from "../service";
import { AccountSettings, type AccountSettingsDeps } from "./account-settings";
import { handleRequest, type RequestDeps } from "./handle-request";
import { Listener } from "./listener";
import { parseBody } from "./parse-body";
import { parseResourcePolicy } from "./resource-policy";
import { Routes } from "./routes";
import { type MethodSettings, type RestApi, Stage, type StageSettings } from "./stage";

export interface ApiGatewayDeps extends RequestDeps, AccountSettingsDeps {
    /** The port to listen on; 0 takes a free one. */
    port: number;
    /** Loopback is the only place to listen. */
    host: "127.0.0.1";
}

/** A REST API as Pulumi declares it. */
export interface RestApiArgs {
    name: string;
    /** OpenAPI 2.0 or 3.0 in JSON, with API Gateway's extensions. */
    body: string;
    /** The resource policy, JSON. @default the body's, or what the API has */
    policy?: string;
    /** Added to those in the body. */
    binaryMediaTypes?: readonly string[];
}

/**
 * API Gateway's REST APIs, all on one port of the loopback interface. A path counts as it stands, as under a custom
 * domain name, or after the name of a stage, as under an API's own domain name.
 */
export class ApiGateway implements Lifecycle {
    readonly account: AccountSettings;
    private readonly apis = new Map<string, RestApi>();
    private stages = new Map<string, Stage>();
    /** The APIs' resource policies as they were deployed, by deployment. */
    private readonly deployments = new Map<string, PolicyDocument | undefined>();
    private routes = new Routes([]);
    private listener?: Listener;

    constructor(private readonly deps: ApiGatewayDeps) {
        this.account = new AccountSettings(deps);
    }

    /**
     * Makes the REST API `id`, or changes it for its stages at once.
     *
     * @throws AwsError `BadRequestException` that names what in the body is wrong or not supported;
     * `ConflictException` that names the other API when both serve a route
     */
    async putRestApi(id: string, args: RestApiArgs): Promise<void> {
        const body = parseBody(args.name, args.body);
        const policy = args.policy ?? body.policy ?? this.apis.get(id)?.policy;
        this.replace({
            ...body,
            policy,
            resourcePolicy: this.readPolicy(id, policy),
            id,
            name: args.name,
            deploymentId: createHash("sha256").update(args.body).digest("hex").slice(0, 6),
            binaryMediaTypes: [...new Set([...body.binaryMediaTypes, ...(args.binaryMediaTypes ?? [])])],
        });
    }

    /**
     * Sets the resource policy of a REST API, or takes it away. It counts for a stage from the next deployment on.
     *
     * @throws AwsError `NotFoundException`, or `MalformedPolicyDocument`
     */
    async putRestApiPolicy(id: string, policy: string | undefined): Promise<void> {
        const api = this.existingApi(id);
        this.replace({ ...api, policy, resourcePolicy: this.readPolicy(id, policy) });
    }

    /**
     * Makes a deployment: the API's resource policy as it is now, for the stages that name it. (Of the rest of the API,
     * stages serve what it is.)
     *
     * @throws AwsError `NotFoundException`
     */
    async putDeployment(restApiId: string, deploymentId: string): Promise<void> {
        const { resourcePolicy } = this.existingApi(restApiId);
        if (!this.deployments.has(deploymentId)) {
            this.deployments.set(deploymentId, resourcePolicy);
        }
    }

    async deleteDeployment(deploymentId: string): Promise<void> {
        this.deployments.delete(deploymentId);
    }

    /** What is known of the REST API `id`; undefined when there is none. */
    getRestApi(id: string): RestApi | undefined {
        return this.apis.get(id);
    }

    /** A stage's settings; undefined when there is none. */
    getStage(restApiId: string, stageName: string): StageSettings | undefined {
        return this.stages.get(`${restApiId}/${stageName}`)?.settings;
    }

    /** Deletes a REST API with its stages; nothing happens when there is none. */
    async deleteRestApi(id: string): Promise<void> {
        this.apis.delete(id);
        this.keepStages(({ api }) => api.id !== id);
    }

    /**
     * Makes a stage, which serves the API's routes from now on, or changes its settings.
     *
     * @throws AwsError `BadRequestException` for an access log when the account has no role for logs;
     * `NotFoundException`; `ConflictException` that names the other API when both serve a route
     */
    async putStage(restApiId: string, stageName: string, settings: StageSettings = {}): Promise<void> {
        if (settings.accessLog !== undefined) {
            this.account.requireLogRole();
        }
        const api = this.existingApi(restApiId);
        const existing = this.stages.get(`${restApiId}/${stageName}`);
        if (existing !== undefined) {
            existing.settings = settings;
            return;
        }
        const stage = new Stage(this.deps.clock, this.deployments, api, stageName, settings);
        this.routes = new Routes([...this.stages.values(), stage]);
        this.stages.set(`${restApiId}/${stageName}`, stage);
    }

    async deleteStage(restApiId: string, stageName: string): Promise<void> {
        this.keepStages(({ api, name }) => api.id !== restApiId || name !== stageName);
    }

    /**
     * Sets the limits of each method of a stage.
     *
     * @param settings undefined takes them away
     * @throws AwsError `BadRequestException` for an execution log when the account has no role for logs;
     * `NotFoundException`
     */
    async putMethodSettings(restApiId: string, stageName: string, settings: MethodSettings | undefined): Promise<void> {
        if ((settings?.loggingLevel ?? "OFF") !== "OFF") {
            this.account.requireLogRole();
        }
        const stage = this.stages.get(`${restApiId}/${stageName}`);
        if (stage === undefined) {
            throw notFound(`REST API ${restApiId} has no stage ${stageName}`);
        }
        stage.putMethodSettings(settings);
    }

    /** Where the server listens: `http://127.0.0.1:4242`. Only once it has started. */
    url(): string {
        if (this.listener === undefined) {
            throw new Error("API Gateway has no URL before it has started");
        }
        return this.listener.url();
    }

    /** @throws Error that names the port when it is in use */
    async start(): Promise<void> {
        const { port, host } = this.deps;
        await this.account.load();
        this.listener = await Listener.open(host, port, (request, response, stopping) =>
            handleRequest(this.deps, this.routes, request, response, stopping),
        );
    }

    /** @throws AwsError `ConflictException`; then nothing changes */
    private replace(api: RestApi): void {
        this.routes = new Routes([...this.stages.values()], api);
        this.apis.set(api.id, api);
        for (const stage of this.stages.values()) {
            stage.api = stage.api.id === api.id ? api : stage.api;
        }
    }

    private keepStages(isKept: (stage: Stage) => boolean): void {
        this.stages = new Map([...this.stages].filter(([, stage]) => isKept(stage)));
        this.routes = new Routes([...this.stages.values()]);
    }

    private existingApi(id: string): RestApi {
        const api = this.apis.get(id);
        if (api === undefined) {
            throw notFound(`There is no REST API with id ${id}`);
        }
        return api;
    }

    private readPolicy(id: string, policy: string | undefined): PolicyDocument | undefined {
        return policy === undefined ? undefined : parseResourcePolicy(policy, this.deps.account, id);
    }

    /** Takes no more requests; ends those that are not answered within a second. */
    async stop(): Promise<void> {
        const { listener } = this;
        this.listener = undefined;
        await listener?.close();
    }
}

function notFound(message: string): AwsError {
    return new AwsError("NotFoundException", message, 404);
}
