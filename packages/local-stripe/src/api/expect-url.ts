import { ApiError } from "../api-error";

/** Checks an endpoint's URL. Stripe takes http in test mode alone, and all is test mode here. @throws ApiError */
export function expectUrl(url: string, param: string): void {
    if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol)) {
        throw new ApiError(400, "Invalid URL: An explicit scheme (such as https) must be provided.", {
            code: "url_invalid",
            param,
        });
    }
}
