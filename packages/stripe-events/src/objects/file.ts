import type Stripe from "stripe";

import type { Scene } from "../scene";
import type { JsonShape } from "../event-data";
import { list } from "./list";

/** Evidence for a dispute. */
export function file(scene: Scene): JsonShape<Stripe.File> {
    const id = scene.id("file");
    return {
        id,
        object: "file",
        created: scene.born,
        expires_at: null,
        filename: "signed-contract.pdf",
        links: list(`/v1/file_links?file=${id}`, []),
        purpose: "dispute_evidence",
        size: 48_213,
        title: null,
        type: "pdf",
        url: `https://files.stripe.com/v1/files/${id}/contents`,
    };
}
