import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";

/** What an endpoint was sent. */
export interface Received {
    headers: IncomingHttpHeaders;
    body: string;
}

export interface EndpointServer {
    url: string;
    received: Received[];
    /** Answers from now on with this status; undefined never answers. */
    answerWith(status: number | undefined): void;
    close(): Promise<void>;
}

/** An endpoint that takes what it is sent, on a free port. */
export async function startEndpoint(): Promise<EndpointServer> {
    const received: Received[] = [];
    let status: number | undefined = 200;
    const server = createServer((request, response) => {
        void text(request).then((body) => {
            received.push({ headers: request.headers, body });
            if (status !== undefined) {
                response.writeHead(status, { location: "/elsewhere" }).end("thank you");
            }
        });
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    return {
        url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/webhook`,
        received,
        answerWith: (next) => void (status = next),
        close: () =>
            new Promise((resolve) => {
                server.close(() => resolve());
                server.closeAllConnections();
            }),
    };
}
