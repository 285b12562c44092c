import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import Stripe from "stripe";

import { ApiCaller } from "./api/call-api";
import { Faults } from "./api/faults";
import { Gate } from "./api/gate";
import { answerKeptEvents } from "./api/keep-route";
import { Keys, type Permissions } from "./api/keys";
import { RateLimiter } from "./api/rate-limiter";
import { createApi } from "./api/server";
import { StripeState } from "./state/stripe-state";
import { answerStories } from "./stories/route";
import { type DeliveryLine, Dispatcher } from "./webhooks/dispatcher";
import { createPost } from "./webhooks/post";
import { answerResend } from "./webhooks/resend-route";
import { systemTimers } from "./webhooks/timers";

export interface LocalStripeOptions {
    /** The SQLite file that keeps everything. In memory when left out. */
    file?: string;
    /** On 127.0.0.1; 0 takes a free one. */
    port: number;
    /** Milliseconds since the epoch. @default Date.now */
    now?: () => number;
    /** How many times faster webhooks are retried. @default 1 */
    speed?: number;
    /** Is told of each attempt to deliver an event. */
    log?: (line: DeliveryLine) => void;
    /** Whether events are delivered only from `deliver` on. @default false */
    deliversLater?: boolean;
    /** The key that may do everything. @default "sk_test_localStripe" */
    secretKey?: string;
    /** More are answered with 429. @default no limit */
    requestsPerSecond?: number;
}

/** An endpoint at a fixed id. */
export interface FixedEndpoint {
    id: string;
    url: string;
    /** `whsec_…` */
    secret: string;
    /** Types of events, or `*`. */
    enabledEvents: string[];
    /** @default the API's own */
    apiVersion?: string;
}

export interface LocalStripe {
    /** http://127.0.0.1:PORT */
    url: string;
    secretKey: string;
    state: StripeState;
    /** What goes wrong with requests. */
    faults: Faults;
    /** Makes a restricted key known, `rk_test_…`, or changes what it may do. */
    restrictKey(key: string, permissions: Permissions): void;
    /** Makes an endpoint with this id, or changes it. */
    registerEndpoint(endpoint: FixedEndpoint): void;
    /** Begins to deliver events, with those that wait. */
    deliver(): void;
    close(): Promise<void>;
}

/** Starts Stripe on this machine: its API on 127.0.0.1. */
export async function startLocalStripe(options: LocalStripeOptions): Promise<LocalStripe> {
    const { secretKey = "sk_test_localStripe" } = options;
    const state = new StripeState({ file: options.file, now: options.now });
    const faults = new Faults(state.now);
    const keys = new Keys(secretKey);
    const { requestsPerSecond } = options;
    const limiter = requestsPerSecond === undefined ? undefined : new RateLimiter(requestsPerSecond, state.now);
    const api = createApi(state, new Gate(state, keys, new ApiCaller(state, keys), limiter), faults);
    const sender = createPost();
    const dispatcher = new Dispatcher({
        state,
        timers: systemTimers(state.now),
        post: sender.post,
        speed: options.speed ?? 1,
        log: options.log,
    });
    const server = createServer((request, response) => {
        const isAnswered =
            answerKeptEvents(state, request, response) ||
            answerStories({ state, dispatcher }, request, response) ||
            answerResend({ state, dispatcher, keys }, request, response);
        if (!isAnswered) {
            api.emit("request", request, response);
        }
    });
    await listen(server, options.port);
    if (options.deliversLater !== true) {
        dispatcher.start();
    }
    let closed: Promise<void> | undefined;
    const closeAll = async () => {
        await close(server);
        await dispatcher.stop();
        sender.close();
        state.close();
    };
    return {
        url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
        secretKey,
        state,
        faults,
        restrictKey: (key, permissions) => keys.restrict(key, permissions),
        registerEndpoint: (endpoint) => registerEndpoint(state, endpoint),
        deliver: () => dispatcher.start(),
        close: () => (closed ??= closeAll()),
    };
}

function registerEndpoint(state: StripeState, endpoint: FixedEndpoint): void {
    const { id, url, secret, enabledEvents, apiVersion = Stripe.API_VERSION } = endpoint;
    const members = { url, secret, enabled_events: enabledEvents, api_version: apiVersion, status: "enabled" };
    state.transact((transaction) => {
        if (transaction.get("webhook_endpoint", id) !== undefined) {
            transaction.update("webhook_endpoint", id, members);
            return;
        }
        transaction.create({
            id,
            object: "webhook_endpoint",
            application: null,
            connect: false,
            created: transaction.seconds,
            description: null,
            livemode: false,
            metadata: {},
            ...members,
        });
    });
}

function listen(server: Server, port: number): Promise<void> {
    return new Promise((resolve, reject) => {
        server.once("error", reject);
        server.listen(port, "127.0.0.1", () => resolve());
    });
}

function close(server: Server): Promise<void> {
    return new Promise((resolve, reject) => {
        server.close((error) => (error === undefined ? resolve() : reject(error)));
        server.closeAllConnections();
    });
}
