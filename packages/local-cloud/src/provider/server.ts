import * as grpc from "@grpc/grpc-js";
import { ResourceProviderService } from "@pulumi/pulumi/proto/provider_grpc_pb";
import * as proto from "@pulumi/pulumi/proto/provider_pb";
import { PluginInfo } from "@pulumi/pulumi/proto/plugin_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { type JavaScriptValue, Struct } from "google-protobuf/google/protobuf/struct_pb";

import type { AwsProvider, KnownResource } from "../provider";
import type { Difference, PropertyChange } from "./difference";
import type { EngineProperties } from "./engine-properties";

/** A method of the service: the request's message in, the response's out. */
type Method<Request, Response> = (request: Request) => Promise<Response> | Response;

/** The provider on a port of the loopback interface, for `PULUMI_DEBUG_PROVIDERS=aws:PORT`. */
export class ProviderServer {
    private readonly server = new grpc.Server({
        // Archives come whole.
        "grpc.max_receive_message_length": -1,
        "grpc.max_send_message_length": -1,
    });

    constructor(private readonly provider: AwsProvider) {
        this.server.addService(ResourceProviderService, this.methods());
    }

    /** @returns the port */
    listen(): Promise<number> {
        return new Promise((resolve, reject) => {
            this.server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, port) => {
                if (error === null) {
                    resolve(port);
                } else {
                    reject(error);
                }
            });
        });
    }

    /** Ends it, with the calls under way. */
    close(): void {
        this.server.forceShutdown();
    }

    private methods(): grpc.UntypedServiceImplementation {
        const { provider } = this;
        return {
            getPluginInfo: method(() => new PluginInfo()),
            attach: method(() => new Empty()),
            cancel: method(() => new Empty()),
            getSchema: method(() => new proto.GetSchemaResponse().setSchema("{}")),
            checkConfig: method((request: proto.CheckRequest) =>
                new proto.CheckResponse().setInputs(request.getNews()),
            ),
            diffConfig: method(() => new proto.DiffResponse().setChanges(proto.DiffResponse.DiffChanges.DIFF_NONE)),
            configure: method(() =>
                new proto.ConfigureResponse()
                    .setAcceptsecrets(true)
                    .setAcceptresources(true)
                    .setAcceptoutputs(false)
                    .setSupportspreview(true),
            ),
            check: method(async (request: proto.CheckRequest) => {
                const { inputs, failures } = await provider.check(
                    request.getUrn(),
                    wire(request.getOlds()),
                    wire(request.getNews()),
                );
                const list = failures.map(({ property, reason }) =>
                    new proto.CheckFailure().setProperty(property).setReason(reason),
                );
                return new proto.CheckResponse().setInputs(struct(inputs)).setFailuresList(list);
            }),
            diff: method((request: proto.DiffRequest) => {
                const ignored = request.getIgnorechangesList().map((path) => path.split(/[.[]/)[0] ?? path);
                return diffResponse(provider.diff(known(request), wire(request.getNews()), ignored));
            }),
            create: method(async (request: proto.CreateRequest) => {
                const inputs = wire(request.getProperties());
                const { id, outputs } = await provider.create(request.getUrn(), inputs, request.getPreview());
                return new proto.CreateResponse().setId(id).setProperties(struct(outputs));
            }),
            read: method(async (request: proto.ReadRequest) => {
                const found = await provider.read({
                    id: request.getId(),
                    urn: request.getUrn(),
                    inputs: wire(request.getInputs()),
                    outputs: wire(request.getProperties()),
                });
                return found === undefined
                    ? new proto.ReadResponse()
                    : new proto.ReadResponse()
                          .setId(found.id)
                          .setInputs(struct(found.inputs))
                          .setProperties(struct(found.outputs));
            }),
            update: method(async (request: proto.UpdateRequest) => {
                const outputs = await provider.update(known(request), wire(request.getNews()), request.getPreview());
                return new proto.UpdateResponse().setProperties(struct(outputs));
            }),
            delete: method(async (request: proto.DeleteRequest) => {
                await provider.delete({
                    id: request.getId(),
                    urn: request.getUrn(),
                    inputs: wire(request.getOldInputs()),
                    outputs: wire(request.getProperties()),
                });
                return new Empty();
            }),
            invoke: method(async (request: proto.InvokeRequest) => {
                const result = await provider.invoke(request.getTok(), wire(request.getArgs()));
                return new proto.InvokeResponse().setReturn(struct(result));
            }),
        };
    }
}

function method<Request, Response>(run: Method<Request, Response>): grpc.handleUnaryCall<Request, Response> {
    return (call, callback) => {
        Promise.resolve()
            .then(() => run(call.request))
            .then(
                (response) => callback(null, response),
                (error: Error) => callback({ code: grpc.status.UNKNOWN, message: describe(error) }),
            );
    };
}

/** AWS's own errors are told with their code, as its SDKs do. */
function describe({ name, message }: Error): string {
    return name === "Error" ? message : `${name}: ${message}`;
}

function known(request: proto.DiffRequest | proto.UpdateRequest): KnownResource {
    return {
        id: request.getId(),
        urn: request.getUrn(),
        inputs: wire(request.getOldInputs()),
        outputs: wire(request.getOlds()),
    };
}

function wire(properties: Struct | undefined): EngineProperties {
    return properties?.toJavaScript() ?? {};
}

function struct(properties: EngineProperties): Struct {
    // By way of JSON: a member that is undefined is none, and `Struct` does not take it.
    return Struct.fromJavaScript(JSON.parse(JSON.stringify(properties)) as Record<string, JavaScriptValue>);
}

function diffResponse({ changes, replaces, deleteBeforeReplace }: Difference): proto.DiffResponse {
    const { DIFF_SOME, DIFF_NONE } = proto.DiffResponse.DiffChanges;
    const properties = Object.keys(changes);
    const response = new proto.DiffResponse()
        .setChanges(properties.length > 0 ? DIFF_SOME : DIFF_NONE)
        .setDiffsList(properties)
        .setReplacesList(replaces)
        .setDeletebeforereplace(deleteBeforeReplace)
        .setHasdetaileddiff(true);
    for (const [property, change] of Object.entries(changes)) {
        response.getDetaileddiffMap().set(property, new proto.PropertyDiff().setKind(kind(change)).setInputdiff(true));
    }
    return response;
}

function kind({ kind: what, replaces }: PropertyChange): proto.PropertyDiff.Kind {
    const { Kind } = proto.PropertyDiff;
    switch (what) {
        case "add":
            return replaces ? Kind.ADD_REPLACE : Kind.ADD;
        case "delete":
            return replaces ? Kind.DELETE_REPLACE : Kind.DELETE;
        case "update":
            return replaces ? Kind.UPDATE_REPLACE : Kind.UPDATE;
    }
}
