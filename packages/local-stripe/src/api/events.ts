import type { EventFilters } from "../state/events";
import type { Page } from "../state/page";
import type { SnapshotEvent } from "../state/stripe-object";
import type { StripeState } from "../state/stripe-state";
import { snapshotIdOf, toThinEvent } from "../state/thin-event";
import { ApiError, missing } from "../api-error";
import type { Form } from "./form";
import { pageParams, readPageOptions } from "./list";
import { boolean, filledText, integer, listOf, range, readParams, type Param } from "./params";

/** API v2 writes times as RFC 3339. */
const time: Param = (value, path) => {
    const ms = typeof value === "string" ? Date.parse(value) : NaN;
    if (Number.isNaN(ms)) {
        throw new ApiError(400, `Invalid timestamp: ${JSON.stringify(value)}`, { param: path });
    }
    return Math.floor(ms / 1000);
};

const timeRange: Param = (value, path) =>
    readParams(value as Form, { gt: time, gte: time, lt: time, lte: time }, [], path);

/** A type, or a group of them: `customer.*`. */
const typePattern: Param = (value, path) => {
    const word = filledText(value, path) as string;
    return /^[\w.]*\*$/.test(word) ? { glob: word } : word;
};

/** Which events: those of API v1 or v2, or v2's with those that are a public preview. */
export type EventsVersion = 1 | 2 | "2 preview";

/** @throws ApiError 404 when there is none, or it is too old */
export function readEvent(state: StripeState, version: EventsVersion, id: string, account: string): object {
    const event = state.getEvent(version === 1 ? id : snapshotIdOf(id), account);
    if (event === undefined || (event.alert !== undefined && version !== "2 preview")) {
        throw missing("event", id);
    }
    if (version === 1) {
        return event;
    }
    return { ...toThinEvent(event), ...(event.alert === undefined ? {} : { data: event.alert }) };
}

/** A page of events; in API v2 with the URLs of the pages beside it. */
export function listEvents(state: StripeState, version: EventsVersion, form: Form, account: string): unknown {
    if (version !== 1) {
        return listThinEvents(state, version, form, account);
    }
    const params = readParams(form, {
        ...pageParams,
        created: range,
        delivery_success: boolean,
        type: typePattern,
        types: listOf(filledText),
    });
    const { created, delivery_success: deliverySuccess, type, types } = params;
    if (type !== undefined && types !== undefined) {
        throw new ApiError(400, "You may only specify one of these parameters: type, types.");
    }
    const page = readPageOptions(params);
    for (const name of ["starting_after", "ending_before"] as const) {
        const cursor = params[name] as string | undefined;
        if (cursor !== undefined && state.getEvent(cursor, account) === undefined) {
            throw missing("event", cursor, name);
        }
    }
    const filters = {
        ...(type === undefined ? {} : { type: type as EventFilters["type"] }),
        ...(types === undefined ? {} : { type: types as string[] }),
        ...(created === undefined ? {} : { created: created as number }),
        ...(deliverySuccess === undefined ? {} : { deliverySuccess: deliverySuccess as boolean }),
    };
    const { data, hasMore } = state.listEvents(page, filters, account);
    return { object: "list", data, has_more: hasMore, url: "/v1/events" };
}

function listThinEvents(state: StripeState, version: EventsVersion, form: Form, account: string): unknown {
    const { limit, page, types, object_id, created } = readParams(form, {
        created: timeRange,
        limit: integer,
        object_id: filledText,
        page: filledText,
        types: listOf(filledText),
    });
    if (page !== undefined && state.getEvent(page as string, account) === undefined) {
        throw missing("event", page as string, "page");
    }
    const filters = {
        ...(types === undefined ? {} : { type: (types as string[]).map((type) => type.replace(/^v1\./, "")) }),
        alerts: version === "2 preview",
        ...(object_id === undefined ? {} : { object_id: object_id as string }),
        ...(created === undefined ? {} : { created: created as object }),
    };
    const { data, hasMore }: Page<SnapshotEvent> = state.listEvents(
        { limit: (limit as number | undefined) ?? 20, startingAfter: page as string | undefined },
        filters,
        account,
    );
    const next = new URLSearchParams([...flatten(form), ["page", data.at(-1)?.id ?? ""]]);
    return {
        data: data.map(toThinEvent),
        next_page_url: hasMore ? `/v2/core/events?${next.toString()}` : null,
        previous_page_url: null,
    };
}

/** A form without its page, as the names and values of a query. */
function flatten({ page: _, ...form }: Form, path = ""): [string, string][] {
    return Object.entries(form).flatMap(([name, value]): [string, string][] => {
        const key = path === "" ? name : `${path}[${name}]`;
        return typeof value === "object" ? flatten(value, key) : [[key, String(value)]];
    });
}
