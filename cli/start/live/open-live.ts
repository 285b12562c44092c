import { type Observation, type Observe, systemClock } from "local-cloud";
import type { Terminal } from "local-cloud/command";
import type { DeliveryLine } from "local-stripe";
import type { DeploymentOptions } from "../../deployment";
import type { LiveItem } from "./item";
import { LiveView } from "./live-view";
import { isFailure, Pace } from "./pace";
import { showDigest, showItem } from "./show";
import { SourcePlaces } from "./source-places";

export interface LiveOptions {
    /** The program's folder. */
    project: string;
    /** How many times faster than real time the cloud's durations pass. */
    speed: number;
    /** Whether only failures are shown. */
    quiet: boolean;
    findName: (functionName: string) => string;
    /** Where all this is, for commands that tell more. */
    deployment: () => DeploymentOptions;
}

/** What `npm start` shows while it runs. */
export interface Live {
    observe: Observe;
    /** Is told of the local Stripe's webhooks. */
    deliver(line: DeliveryLine): void;
    /** Shows what has come so far, and from now on. */
    begin(): void;
    end(): void;
}

/** Connects what the local cloud observes with the terminal: at a pace for people, or all of it as JSON. */
export function openLive(terminal: Terminal, { project, speed, quiet, findName, deployment }: LiveOptions): Live {
    const pace = new Pace({
        clock: systemClock(),
        show: (item) => showItem(terminal, item, Date.now(), deployment()),
        digest: (digest) => showDigest(terminal, digest, Date.now()),
    });
    const places = new SourcePlaces(project);
    const show = (item: LiveItem) => {
        if (quiet && !isFailure(item)) {
            return;
        }
        if (terminal.json) {
            terminal.result(item);
        } else if (item.type !== "delivery" || !item.delivered) {
            pace.add(item);
        }
    };
    const view = new LiveView({
        show,
        findName,
        findPlace: (trace) => places.findPlace(trace),
        speed,
        now: () => performance.now(),
    });
    let early: Observation[] | undefined = [];
    return {
        observe(observation) {
            if (early === undefined) {
                view.observe(observation);
            } else {
                early.push(observation);
            }
        },
        deliver: ({ nextAt, ...line }) =>
            show({
                type: "delivery",
                ...line,
                nextAttemptSeconds: nextAt === undefined ? undefined : Math.round((nextAt - Date.now()) / 1000),
            }),
        begin() {
            const before = early ?? [];
            early = undefined;
            before.forEach((observation) => view.observe(observation));
        },
        end: () => pace.stop(),
    };
}
