import { AwsError } from "../../aws-error";
import type { Clock } from "../../clock";
import type { PolicyDocument } from "../iam/policy";
import { RouteTree } from "./route-tree";
import type { Route } from "./route";
import { Stage, type MethodSettings, type RestApi, type StageSettings } from "./stage";

/** Where a request goes. */
export interface Target {
    stage: Stage;
    route: Route;
    pathParameters: Record<string, string> | null;
    /** The request's path without the stage. */
    path: string;
}

interface Destination {
    stage: Stage;
    route: Route;
}

interface Trees {
    /** Paths without a stage, as under a custom domain name. */
    bare: RouteTree<Destination>;
    /** Paths below a stage's name. */
    byStage: Map<string, RouteTree<Destination>>;
}

/** The REST APIs and their stages, and which of them a request is for. */
export class Stages {
    private apis = new Map<string, RestApi>();
    private stages = new Map<string, Stage>();
    /** The APIs' resource policies as they were deployed, by deployment. */
    private readonly deployments = new Map<string, PolicyDocument | undefined>();
    private trees: Trees = { bare: new RouteTree(), byStage: new Map() };

    constructor(private readonly clock: Clock) {}

    /** @throws AwsError `ConflictException` when another API serves one of its routes; then nothing changes */
    putRestApi(api: RestApi): void {
        const trees = buildTrees([...this.stages.values()], (stage) => (stage.api.id === api.id ? api : stage.api));
        this.apis.set(api.id, api);
        for (const stage of this.stages.values()) {
            if (stage.api.id === api.id) {
                stage.api = api;
            }
        }
        this.trees = trees;
    }

    restApi(id: string): RestApi | undefined {
        return this.apis.get(id);
    }

    /** @throws AwsError `NotFoundException` */
    existingApi(id: string): RestApi {
        const api = this.apis.get(id);
        if (api === undefined) {
            throw new AwsError("NotFoundException", `There is no REST API with id ${id}`, 404);
        }
        return api;
    }

    /** Nothing happens when there is one with that id. @throws AwsError `NotFoundException` when there is no such API */
    putDeployment(restApiId: string, deploymentId: string): void {
        const { resourcePolicy } = this.existingApi(restApiId);
        if (!this.deployments.has(deploymentId)) {
            this.deployments.set(deploymentId, resourcePolicy);
        }
    }

    deleteDeployment(deploymentId: string): void {
        this.deployments.delete(deploymentId);
    }

    /** Who may call a stage; undefined lets everyone. */
    findPolicy({ api, settings: { deploymentId = "" } }: Stage): PolicyDocument | undefined {
        return this.deployments.has(deploymentId) ? this.deployments.get(deploymentId) : api.resourcePolicy;
    }

    settings(restApiId: string, name: string): StageSettings | undefined {
        return this.stages.get(encodeKey(restApiId, name))?.settings;
    }

    /** Deletes an API with its stages. */
    deleteRestApi(id: string): void {
        this.apis.delete(id);
        for (const [key, stage] of this.stages) {
            if (stage.api.id === id) {
                this.stages.delete(key);
            }
        }
        this.rebuild();
    }

    /**
     * Makes a stage, or changes one.
     *
     * @throws AwsError `NotFoundException` when there is no such API, `ConflictException` when another API serves one
     * of its routes; then nothing changes
     */
    putStage(restApiId: string, name: string, settings: StageSettings): void {
        const api = this.existingApi(restApiId);
        const existing = this.stages.get(encodeKey(restApiId, name));
        if (existing !== undefined) {
            existing.settings = settings;
            return;
        }
        const stage = new Stage(this.clock, api, name, settings);
        this.trees = buildTrees([...this.stages.values(), stage], (one) => one.api);
        this.stages.set(encodeKey(restApiId, name), stage);
    }

    deleteStage(restApiId: string, name: string): void {
        this.stages.delete(encodeKey(restApiId, name));
        this.rebuild();
    }

    /** @throws AwsError `NotFoundException` when there is no such stage */
    putMethodSettings(restApiId: string, name: string, settings: MethodSettings | undefined): void {
        const stage = this.stages.get(encodeKey(restApiId, name));
        if (stage === undefined) {
            throw new AwsError("NotFoundException", `REST API ${restApiId} has no stage ${name}`, 404);
        }
        stage.putMethodSettings(settings);
    }

    /** @param path percent-encoded, without the query */
    find(method: string, path: string): Target | undefined {
        const [first, rest] = splitFirst(path);
        const below = this.trees.byStage.get(first)?.match(method, rest);
        if (below !== undefined) {
            return { ...below.value, pathParameters: below.pathParameters, path: rest };
        }
        const bare = this.trees.bare.match(method, path);
        return bare && { ...bare.value, pathParameters: bare.pathParameters, path };
    }

    /** The stage that answers for a path which leads nowhere; undefined when it cannot be told. */
    answering(path: string): Stage | undefined {
        const all = [...this.stages.values()];
        const [first] = splitFirst(path);
        const named = all.find((stage) => stage.name === first);
        const only = all.every((stage) => stage.api === all[0]?.api) ? all[0] : undefined;
        return named ?? only;
    }

    private rebuild(): void {
        this.trees = buildTrees([...this.stages.values()], (stage) => stage.api);
    }
}

function buildTrees(stages: readonly Stage[], findApi: (stage: Stage) => RestApi): Trees {
    const bare = new RouteTree<Destination>();
    const byStage = new Map<string, RouteTree<Destination>>();
    const methodsByPath = new Map<string, { api: RestApi; method: string }[]>();
    const seen = new Set<string>();
    for (const stage of stages) {
        const api = findApi(stage);
        const own = byStage.get(stage.name) ?? new RouteTree<Destination>();
        byStage.set(stage.name, own);
        // Without a stage in its path, a request goes to the first of an API's stages.
        const isFirst = !seen.has(api.id);
        seen.add(api.id);
        for (const route of api.routes) {
            own.add(route.method, route.path, { stage, route });
            if (isFirst) {
                refuseConflict(methodsByPath, api, route);
                bare.add(route.method, route.path, { stage, route });
            }
        }
    }
    return { bare, byStage };
}

/** All APIs share one port, so no two may have a route that takes the same requests. */
function refuseConflict(
    methodsByPath: Map<string, { api: RestApi; method: string }[]>,
    api: RestApi,
    route: Route,
): void {
    const shape = route.path.replace(/\{[^}]*?(\+?)\}/g, "{$1}").replace(/\/+$/, "");
    const others = methodsByPath.get(shape) ?? [];
    const other = others.find(({ method }) => method === route.method || method === "ANY" || route.method === "ANY");
    if (other !== undefined && other.api.id !== api.id) {
        throw new AwsError(
            "ConflictException",
            `REST APIs "${other.api.name}" and "${api.name}" both have ${route.method} ${route.path}: ` +
                "they are served on one port, so their routes must differ",
            409,
        );
    }
    methodsByPath.set(shape, [...others, { api, method: route.method }]);
}

/** `/first/the/rest` as `first` and `/the/rest`. */
function splitFirst(path: string): [first: string, rest: string] {
    const end = path.indexOf("/", 1);
    return end === -1 ? [path.slice(1), "/"] : [path.slice(1, end), path.slice(end)];
}

function encodeKey(restApiId: string, stageName: string): string {
    return `${restApiId}/${stageName}`;
}
