// Addresses of our own pages: the one who reads English keeps reading it.

import * as words from "words";
import { but } from "./but";

const default_language = "vi";

/// address("/stall/st17"): for a link from this page to another one of ours.
export function address(path: string, parameters: { [name: string]: string } = {}): string {
    const language: string = words.language;
    const all = language === default_language ? parameters : but(parameters, { lang: language });
    const query = Object.keys(all).map((name) => `${name}=${encodeURIComponent(all[name] || "")}`).join("&");
    return query ? `${path}?${query}` : path;
}

/// The last part of /stall/{id}, /board/{id}.
export const id_of_page = (): string => decodeURIComponent(location.pathname.split("/")[2] || "");
