/** What the server answered instead of what was asked for. */
export class ApiError extends Error {
    constructor(
        readonly status: number,
        message: string,
    ) {
        super(message);
    }
}

/** @param path under `/api`, such as `/events/evt_123` */
export function getJson<T>(path: string): Promise<T> {
    return ask<T>(path, { method: "GET" });
}

/** Asks for something to be done. */
export function postJson<T>(path: string, body: unknown = {}): Promise<T> {
    const headers = { "content-type": "application/json" };
    return ask<T>(path, { method: "POST", headers, body: JSON.stringify(body) });
}

async function ask<T>(path: string, init: RequestInit): Promise<T> {
    let response: Response;
    try {
        response = await fetch(`/api${path}`, init);
    } catch {
        throw new ApiError(0, "The console's server does not answer: does it still run?");
    }
    const answer = (await response.json()) as T & { error?: string };
    if (!response.ok) {
        throw new ApiError(response.status, answer.error ?? `The server answered ${response.status}.`);
    }
    return answer;
}
