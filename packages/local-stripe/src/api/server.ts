import { createServer, type Server } from "node:http";

/** Stripe's API over HTTP. */
export function createApi(): Server {
    return createServer((request, response) => {
        request.resume();
        const message = `Unrecognized request URL (${request.method}: ${request.url}).`;
        response.writeHead(404, { "content-type": "application/json" });
        response.end(JSON.stringify({ error: { message, type: "invalid_request_error" } }, undefined, 2));
    });
}
