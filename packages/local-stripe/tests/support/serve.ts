import { startLocalStripe } from "../../index";

/** A process of its own: `serve.ts FILE` tells its parent the URL. */
void startLocalStripe({ port: 0, file: process.argv[2] }).then(({ url }) => process.send?.(url));
