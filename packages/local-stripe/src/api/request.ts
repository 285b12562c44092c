import type { Form } from "./form";

/** A request as it came, with its headers in lower case. */
export interface ApiRequest {
    method: string;
    /** `/v1/customers/cus_1` */
    path: string;
    /** Decoded query and body together. */
    params: Form;
    /** The body as it was sent. */
    body: string;
    headers: Readonly<Record<string, string | undefined>>;
}

/** What is answered. */
export interface ApiAnswer {
    status: number;
    headers: Record<string, string>;
    body: string;
}
